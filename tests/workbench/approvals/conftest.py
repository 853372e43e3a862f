"""The tests of approvals have a client of their own, and a browser for each member of the cast."""

from collections.abc import Iterator

import pytest

from mingtang.spine.events.testing import registered
from mingtang.workbench.approvals import clients
from tests.harness.signed_in import browser, rooms
from tests.workbench.approvals.filing import EVENT_TYPES, FilingClient

__all__ = ["browser", "rooms"]


@pytest.fixture(autouse=True)
def _filings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(clients._clients, FilingClient.kind, FilingClient())
    for known in (FilingClient.writers, FilingClient.frozen):
        known.clear()
    FilingClient.filed.clear()
    with registered(*EVENT_TYPES):
        yield
