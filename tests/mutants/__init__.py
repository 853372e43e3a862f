"""Mutation testing of one room: `make mutants ROOM=editorial/review`.

`pool` makes mutants of the room's policies and actions, `recorder` records which test reaches which line,
`selection` chooses tests for a mutant, `running` runs them in a copy of the tree, `report` says what survived.
"""
