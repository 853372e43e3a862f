"""What the organization shows to a browser: signing in, and who may enter the office."""
