"""Tombstones: what was taken down stays down, through every rollback and every healing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mingtang.editorial.pages.engine.recovery import content_of
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TargetLane, TargetState
from mingtang.editorial.pages.models import PublishedSite, Target, Tombstone
from mingtang.editorial.pages.policies import paths
from mingtang.editorial.pages.registry import PageSpec
from mingtang.editorial.pages.store import LostContent

Places = Collection[tuple[int, str]]


@dataclass(frozen=True, kw_only=True)
class Burial:
    """What is taken down, by its key, and why."""

    subject: str
    reason_code: str
    public_reason: str
    is_secret: bool
    at: datetime


def copies_of(places: Places) -> set[tuple[int, str]]:
    """Return where the copies in traditional characters of pages are, on sites that have them."""
    sites = {site_id for site_id, _ in places}
    rows = PublishedSite.objects.filter(pk__in=sites, has_traditional=True)
    having = set(rows.values_list("pk", flat=True))
    return {
        (site_id, f"{paths.TRADITIONAL_FOLDER}{path}")
        for site_id, path in places
        if site_id in having and paths.may_be_copied(path)
    }


def bury(places: Places, burial: Burial, wakes: Wakes) -> int:
    """Put tombstones on addresses, wake their notices, and free held pages that name them."""
    for site_id, path in sorted(places):
        Tombstone.objects.update_or_create(
            site_id=site_id,
            path=path,
            lifted_at=None,
            defaults={
                "subject": burial.subject,
                "reason_code": burial.reason_code,
                "public_reason": burial.public_reason[:300],
                "is_secret": burial.is_secret,
                "buried_at": burial.at,
                "proof_due_at": burial.at,
            },
        )
        wakes.page(site_id, "tombstone", PageSpec(paths.gone_path(path), "", None), TargetLane.OWN)
    return _free_held(places, burial.at)


def lift(places: Places, at: datetime, wakes: Wakes) -> None:
    """Let addresses live again, because the same thing is released there again."""
    for site_id, path in sorted(places):
        lifted = Tombstone.objects.filter(
            site_id=site_id, path=path, lifted_at__isnull=True
        ).update(lifted_at=at, proof_due_at=None)
        if lifted:
            wakes.page(
                site_id, "tombstone", PageSpec(paths.gone_path(path), "", None), TargetLane.OWN
            )


def store_proof(
    tombstone_id: int, proof: dict[str, Any], *, tries: int, due_at: datetime | None
) -> None:
    """Store what was found at an address, and when to look again."""
    Tombstone.objects.filter(pk=tombstone_id).update(
        proof=proof, proof_tries=tries, proof_due_at=due_at
    )


def _free_held(places: Places, at: datetime) -> int:
    """Let rolled-back pages be made again that are at these addresses or name them.

    Their watches tell of their newest version, not of the old one that is online, so the old
    one itself is looked into.
    """
    by_site: dict[int, list[str]] = {}
    for site_id, path in places:
        by_site.setdefault(site_id, []).append(path)
    # By the state alone: with the site named as well, SQLite would look through the whole site.
    held = Target.objects.filter(state=TargetState.HELD.value)
    freed = [
        target.pk
        for target in held.select_related("entry__pack").iterator(200)
        if target.site_id in by_site and _names(target, by_site[target.site_id])
    ]
    return Target.objects.filter(pk__in=freed, state=TargetState.HELD.value).update(
        state=TargetState.WAITING.value, lane=TargetLane.DEPENDENT.value, woken_at=at
    )


def _names(target: Target, addresses: Collection[str]) -> bool:
    """Tell whether a page is at one of these addresses or its version online names one."""
    if target.path in addresses:
        return True
    if target.entry is None or not target.entry.digest:
        return False
    try:
        content = content_of(target.entry)
    except LostContent:
        return True
    return any(path.encode() in content for path in addresses)
