"""Each action by the right person, by each wrong one, in a wrong state, and its whole effect."""
