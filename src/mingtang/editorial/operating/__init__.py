"""Operating (发布运维): how publishing stands, what was made when, going back, files found altered.

Screens, reads and acts of operators and guards over the engine `pages`. No tables. Codes of events,
rights, addresses and templates keep the prefix `publishing`, from which the room came.
"""
