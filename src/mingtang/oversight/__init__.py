"""Oversight: whether sites and accounts do what their rules ask, and how that is scored.

May import service, editorial and what is below them; nothing but faces and wiring may import it.
"""
