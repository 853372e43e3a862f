"""The index that lists of the office and the public search look things up in (检索)."""
