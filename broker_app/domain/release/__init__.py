"""Release: the checks of a shipment before its papers go, and what their results allow."""
