"""Rules of the directory: what may be said of people and offices, and where it is online."""
