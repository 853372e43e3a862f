"""Screens of the media library."""
