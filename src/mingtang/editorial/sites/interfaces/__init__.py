"""Screens of sites, columns and the duty table."""
