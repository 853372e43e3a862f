"""Regulations (制度): every number of a notice as data with its clause."""
