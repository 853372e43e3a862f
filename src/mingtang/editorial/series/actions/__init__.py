"""What is done with series, and with notices on every page."""
