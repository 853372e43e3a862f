"""Every change of sites and columns."""
