"""How the two faces take requests: bounded threads, bounded bodies, an answer to everybody (受理)."""
