"""Papers on screen, PDF and printer."""
