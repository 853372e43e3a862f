"""A browser for each member of the cast."""

from tests.harness.job_kinds import register
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "register", "rooms"]
