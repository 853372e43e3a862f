"""Spine: the sealed log of events and what else every room stands on.

May import the ground; holds opaque keys of what is above.
"""
