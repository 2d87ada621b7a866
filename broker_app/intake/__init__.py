"""Other people's files, read into lots."""
