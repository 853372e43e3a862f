"""Ground: calendar arithmetic, clock, text, safe files, the guarded HTTP client.

Imports no other storey, no Django models, and no word of the business.
"""
