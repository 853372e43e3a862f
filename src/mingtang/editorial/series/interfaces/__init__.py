"""Screens of series and notices, and their public pages."""
