"""Rules of this room: states of a draft, what a machine remarks, what is masked before it is shown."""
