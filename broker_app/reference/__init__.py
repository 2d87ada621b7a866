"""What we ship: the only readers of resources/."""
