"""Hooks for rooms above: vetoes, links of policies, pages online.

A room above adds its function in `AppConfig.ready()`; publishing calls them all inside its action.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

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


# ids of articles of which pages came online, changed or ended; the moment of it
AddressListener = Callable[[Collection[int], datetime], None]

_address_listeners: list[AddressListener] = []


def on_addresses_changed(listener: AddressListener) -> None:
    """Call this in the transaction that changes pages of articles; a repeat is harmless.

    It has to be quick, and must not fail where the article is in order: the release would fail with it.
    """
    if listener not in _address_listeners:
        _address_listeners.append(listener)


def addresses_changed(article_ids: Collection[int], at: datetime) -> None:
    """Tell all rooms that pages of articles came online, changed or ended."""
    for listener in _address_listeners:
        listener(article_ids, at)


# site, ids of policy documents → title and address of the link that a room offers for each
FindPolicyLinks = Callable[[int, Collection[int]], Mapping[int, tuple[str, str]]]

_policy_links: dict[str, tuple[FindPolicyLinks, int]] = {}


def offer_policy_links(name: str, find: FindPolicyLinks, *, order: int) -> None:
    """Offer a link on the pages of policy documents; a repeat is harmless.

    When the link changes, the room has to wake the pages (`derived_use.wake_users`).
    """
    _policy_links[name] = (find, order)


def policy_links(
    site_id: int, article_ids: Iterable[int]
) -> dict[int, tuple[tuple[str, str], ...]]:
    """Return the links offered for policy documents, as pairs of title and address, in order."""
    wanted = list(article_ids)
    found: dict[int, tuple[tuple[str, str], ...]] = dict.fromkeys(wanted, ())
    for find, _ in sorted(_policy_links.values(), key=lambda one: one[1]):
        for article_id, pair in find(site_id, wanted).items():
            found[article_id] = (*found[article_id], pair)
    return found
