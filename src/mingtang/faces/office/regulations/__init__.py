"""Screens to read the regulations: packs, rules, clauses; their room is below the desk."""
