"""Public face (公众端): static files and a small dynamic part."""
