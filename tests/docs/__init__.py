"""The suite reads the documentation."""
