"""What follows from releases: addresses, lists, archives, files in use, merged columns, previews."""
