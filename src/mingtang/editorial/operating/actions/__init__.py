"""State changes by operators and guards."""
