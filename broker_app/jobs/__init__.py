"""What a user can do: plain functions that return Changes."""
