"""Desk (台面): the office furniture that all rooms use."""
