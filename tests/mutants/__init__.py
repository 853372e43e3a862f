"""Mutation testing of one room: `make mutants ROOM=editorial/review`.

`pool` makes mutants of the room's policies and actions, `recorder` records which test reaches which line,
`selection` chooses tests for a mutant, `asking` shows it to a run that has started already (`forks`), `running` runs
them in a copy of the tree, `results` say what survived.
"""
