"""Rules of pages: addresses, pauses between tries, `security.txt`, names that are shown. Pure."""
