"""The walls of the house, held by tests: each wall is proved by breaking it once."""
