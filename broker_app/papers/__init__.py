"""A shipment, written as documents."""
