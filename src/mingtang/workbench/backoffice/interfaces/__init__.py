"""What the desk itself answers: the moment of a request, choosers, media files, kept forms."""
