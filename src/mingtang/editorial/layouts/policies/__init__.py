"""Rules of homes and topic pages. Pure."""
