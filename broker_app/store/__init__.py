"""What we remember: the only room with SQL."""
