"""The tests of submissions have a browser for each member of the cast."""

from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]
