"""Finding vehicles: what is typed into the search box, read into terms."""
