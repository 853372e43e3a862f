"""Rows for tests, one module a room. They write what an action would have written, without its events."""
