"""What all actions on a survey share: lock, right, event and woken pages."""

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
from mingtang.service.surveys.models import Survey
from mingtang.spine.events.actions import GivenReason, record_event

WRITE = "surveys.write"
LIST_PATH = "/surveys/index.html"
RELATED = ("site", "unit")
SYSTEM, CITIZEN = "system", "citizen"


def locked_survey(actor: Person, at: datetime, number: int) -> Survey:
    """Lock a survey that a person may read.

    :raises NotVisible: there is none.
    """
    if not Survey.objects.visible_to(actor, at=at).filter(pk=number).exists():
        raise NotVisible(f"survey {number}")
    return locked(number)


def locked(number: int) -> Survey:
    """Lock a survey."""
    rows = Survey.objects.select_for_update(of=("self",)).select_related(*RELATED)
    return rows.get(pk=number)


def may(actor: Person, right: str, row: Survey, at: datetime) -> Decision:
    """Answer whether a person has a right over the unit or the site of a survey."""
    return authority.may(actor, right, unit=row.unit.code, site=row.site.code, at=at)


def record(
    code: str,
    row: Survey,
    actor: str,
    at: datetime,
    payload: Mapping[str, Any] | None = None,
    reason: GivenReason = None,
) -> None:
    """Record an event about a survey."""
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


def wake(row: Survey, at: datetime, wakes: Wakes | None = None) -> None:
    """Wake the page of a survey with the lists of its site and of portals above."""
    wakes = wakes or Wakes(at)
    listing = wakes.lock_with_portals(row.site_id)
    page = PageSpec(row.path, str(row.pk), None)
    wakes.page(row.site_id, "survey", page, TargetLane.OWN)
    for site_id in listing:
        wakes.page(site_id, "surveys", PageSpec(LIST_PATH, "", None))
        wakes.subject(f"surveys:{site_id}")
    follow_up(wakes)
