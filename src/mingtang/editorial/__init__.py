"""Editorial: what is written, reviewed and published on sites and columns.

May import the workbench and what is below it.
"""
