"""Answers to the public (回应): drafted, reviewed, redacted, published in the response column, counted and checked for quality."""
