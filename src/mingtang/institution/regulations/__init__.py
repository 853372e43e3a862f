"""Regulation packs (制度包): what the notices demand, as data.

A pack is a folder of TOML tables. Each rule has a semantic ID, the clauses it rests on, and the
numbers, gates, steps or lists that the clauses name. No number of a notice stands in code.
"""
