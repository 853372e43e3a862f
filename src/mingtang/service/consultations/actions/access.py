"""What all actions on a consultation share: the lock, the right, the event, the pages that wake."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.pages.registry import PageSpec
from mingtang.editorial.publishing.actions.articles import follow_up
from mingtang.ground.foundation.decisions import Decision, NotVisible
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.service.consultations.models import Consultation
from mingtang.spine.events.actions import GivenReason, record_event

WRITE = "consultations.write"
LIST_PATH = "/consultations/index.html"
RELATED = ("site", "unit")


def locked_consultation(actor: Person, at: datetime, number: int) -> Consultation:
    """Lock a consultation that a person may read.

    :raises NotVisible: there is none.
    """
    rows = Consultation.objects.visible_to(actor, at=at).filter(pk=number)
    if not rows.exists():
        raise NotVisible(f"consultation {number}")
    return locked(number)


def locked(number: int) -> Consultation:
    """Lock a consultation."""
    rows = Consultation.objects.select_for_update(of=("self",)).select_related(*RELATED)
    return rows.get(pk=number)


def may(actor: Person, right: str, row: Consultation, at: datetime) -> Decision:
    """Answer whether a person has a right over the unit or the site of a consultation."""
    return authority.may(actor, right, unit=row.unit.code, site=row.site.code, at=at)


def record(
    code: str,
    row: Consultation,
    actor: str,
    at: datetime,
    payload: Mapping[str, Any] | None = None,
    reason: GivenReason = None,
) -> None:
    """Record an event about a consultation."""
    record_event(
        code=code,
        subject=row.subject,
        actor=actor,
        at=at,
        unit=row.unit.code,
        site=row.site.code,
        payload=payload,
        reason=reason,
    )


def wake(row: Consultation, at: datetime, wakes: Wakes | None = None) -> None:
    """Make the page of a consultation again, with the lists of its site and of portals above."""
    wakes = wakes or Wakes(at)
    listing = wakes.lock_with_portals(row.site_id)
    page = PageSpec(row.path, str(row.pk), None)
    wakes.page(row.site_id, "consultation", page, TargetLane.OWN)
    for site_id in listing:
        wakes.page(site_id, "consultations", PageSpec(LIST_PATH, "", None))
        wakes.subject(f"consultations:{site_id}")
    follow_up(wakes)
