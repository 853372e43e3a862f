"""The stranger walk: every address of the office, asked by a person of another unit.

`world` plants a unique token in every text field of unit A; `fillers` know A's objects for every
argument of every address; `walk` asks all addresses as a person of unit B, in every way one can ask,
and tells each token that came back and each row of A that changed.
"""
