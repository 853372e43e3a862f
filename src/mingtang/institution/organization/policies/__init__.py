"""Rules of the organization: pure functions, values in, values out."""
