"""The same jobs at the command line."""
