"""Approvals (审签): rounds and steps by which people let something pass, whatever it is about."""
