"""What rooms above may forbid: vetoes before a release.

A room above adds its function in `AppConfig.ready()`; publishing asks them all inside its action.
"""

from collections.abc import Callable

from mingtang.ground.foundation.decisions import YES, Decision

# article id, revision id -> may this text go online?
ReleaseVeto = Callable[[int, int], Decision]

_release_vetoes: list[ReleaseVeto] = []


def add_release_veto(veto: ReleaseVeto) -> None:
    """Ask this function before every release; a repeat is harmless."""
    if veto not in _release_vetoes:
        _release_vetoes.append(veto)


def remove_release_veto(veto: ReleaseVeto) -> None:
    """Ask it no longer; for tests."""
    if veto in _release_vetoes:
        _release_vetoes.remove(veto)


def may_release(article_id: int, revision_id: int) -> Decision:
    """Return the reasons of all rooms why a revision may not go online."""
    decision = YES
    for veto in _release_vetoes:
        decision &= veto(article_id, revision_id)
    return decision
