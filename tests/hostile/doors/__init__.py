"""Every door through which something from outside comes in, by kind."""
