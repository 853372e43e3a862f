"""What the submission room decides: what must be sent along, what is alike, what can be done at the desk."""
