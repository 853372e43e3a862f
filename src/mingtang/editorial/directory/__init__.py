"""People and offices of a site, and what a site says of itself: leaders, institutions, contacts, statements."""
