"""The kinds that need nothing but sites and columns."""
