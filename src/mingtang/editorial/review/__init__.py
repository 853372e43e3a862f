"""Review (审核): review lists, gates, rounds, decisions."""
