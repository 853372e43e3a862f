"""Pure rules of themes."""
