"""Institution: regulation packs, units and people, clocks and promises.

May import the spine and the ground; knows no screen.
"""
