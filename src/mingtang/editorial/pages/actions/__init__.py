"""State changes of the page engine that a room above or a routine asks for.

No person acts here: who may, was asked by the room above, whose actor a wake carries on.
"""
