"""Rules of articles: what may follow what, how a number is written, what a text must have."""
