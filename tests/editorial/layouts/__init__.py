"""Homes and topic pages of blocks, and looks of sites."""
