from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]
