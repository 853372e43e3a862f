"""Every test of the library writes into folders of its own, and has a browser for each of the cast."""

from tests.editorial.pages.conftest import folders
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "folders", "rooms"]
