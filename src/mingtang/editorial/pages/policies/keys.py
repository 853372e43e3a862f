"""How the things of a list are ordered."""

from datetime import datetime

# When a thing was released, and its number: newest first, the number decides between equals.
Key = tuple[datetime, int]
