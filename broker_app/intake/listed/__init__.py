"""Sanctions lists as their issuers publish them, read into entries; one small module a format."""
