"""Screens to read the regulations: packs, rules, clauses; their room lies below the desk."""
