"""Rules of sites and columns: pure functions, values in, values out."""
