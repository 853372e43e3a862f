"""Import cases that were handled before the office used this system, judged by their own times.

It checks no right: the room of the kind calls it inside an action that has checked it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.text import one_line, shortened, visible
from mingtang.institution.obligations.actions import PastMatter, judge_past
from mingtang.institution.obligations.policies.standing import EventFact
from mingtang.spine.events.actions import record_event
from mingtang.spine.events.models import StatedReason
from mingtang.workbench.casework.actions.opening import TITLE_LENGTH, Sender
from mingtang.workbench.casework.enums import CaseChannel, CaseState, EntryKind
from mingtang.workbench.casework.events import IMPORTED
from mingtang.workbench.casework.kinds import case_kind
from mingtang.workbench.casework.models import SUBJECT, Case, CaseCounter, CaseEntry
from mingtang.workbench.casework.policies import number_of

OTHER_NUMBER = 60  # characters


@dataclass(frozen=True)
class PastCase:
    """A case that was received, answered and closed elsewhere; `unit` answered it. `rating` is 1 to 5."""

    category: str
    unit: str
    title: str
    body: str
    answer: str
    received_at: datetime
    answered_at: datetime
    sender: Sender = field(default_factory=Sender)
    channel: CaseChannel = CaseChannel.SITE
    rating: int | None = None
    number: str = ""  # the number given by the other system


def bring_in_cases(
    *,
    actor: str,
    at: datetime,
    kind: str,
    desk_unit: str,
    site: str,
    past: Sequence[PastCase],
    reason: StatedReason,
) -> list[Case]:
    """Store past cases as closed ones with answers, events and verdicts; no notices are sent.

    They have a number series of their own, so that current cases are numbered without gaps. The
    events are recorded now with the stated times, by which the rules in force are judged.
    """
    with transaction.atomic():
        numbers = _numbers(kind, [beijing_date(one.received_at).year for one in past])
        rows = Case.objects.bulk_create(
            _row(kind, desk_unit, site, one, number, at)
            for one, number in zip(past, numbers, strict=True)
        )
        CaseEntry.objects.bulk_create(
            CaseEntry(
                case=row,
                kind=EntryKind.ANSWER.value,
                text=visible(one.answer).strip(),
                unit=one.unit,
                written_at=one.answered_at,
            )
            for row, one in zip(rows, past, strict=True)
            if one.answer.strip()
        )
        for row in rows:
            _record(row, actor, at, reason)
        judge_past([_matter(row) for row in rows], at=at)
        return rows


def _row(kind: str, desk_unit: str, site: str, one: PastCase, number: str, at: datetime) -> Case:
    return Case(
        kind=kind,
        category=one.category,
        channel=one.channel.value,
        number=number,
        other_number=one_line(one.number)[:OTHER_NUMBER],
        title=one_line(one.title) or shortened(one.body, TITLE_LENGTH),
        body=visible(one.body).strip(),
        **{name: one_line(value) for name, value in vars(one.sender).items()},
        site=site,
        desk_unit=desk_unit,
        unit=one.unit,
        state=CaseState.CLOSED.value,
        received_at=one.received_at,
        answered_at=one.answered_at,
        ended_at=one.answered_at,
        rating=one.rating,
        rated_at=one.answered_at if one.rating else None,
        imported_at=at,
    )


def _numbers(kind: str, years: Sequence[int]) -> list[str]:
    """Return the next numbers of past cases, one a year given; locks the counters until commit."""
    wanted: dict[int, int] = defaultdict(int)
    for year in years:
        wanted[year] += 1
    last: dict[int, int] = {}
    for year in sorted(wanted):
        rows = CaseCounter.objects.select_for_update()
        counter, _ = rows.get_or_create(kind=f"{kind}:past", year=year)
        last[year] = counter.last
        counter.last += wanted[year]
        counter.save(update_fields=["last"])
    numbers = []
    for year in years:
        last[year] += 1
        numbers.append(number_of(case_kind(kind).pattern, year, f"补{last[year]}"))
    return numbers


def _record(row: Case, actor: str, at: datetime, reason: StatedReason) -> None:
    assert row.answered_at is not None  # a past case is answered
    record_event(
        code=IMPORTED,
        subject=row.subject_key,
        actor=actor,
        at=at,
        unit=row.unit,
        site=row.site,
        payload={
            **_told(row),
            "unit": row.unit,
            "answered_at": row.answered_at.isoformat(),
            "rating": row.rating,
        },
        occurred_at=row.received_at,
        reason=reason,
    )


def _told(row: Case) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "number": row.number,
        "category": row.category,
        "channel": row.channel,
        "received_at": row.received_at.isoformat(),
    }


def _matter(row: Case) -> PastMatter:
    """Return a past case with the events that would have been recorded at its times."""
    assert row.answered_at is not None  # a past case is answered
    told: Mapping[str, Any] = {**_told(row), "unit": row.unit}
    met: Mapping[str, Any] = {"kind": row.kind, "number": row.number}
    return PastMatter(
        subject=f"{SUBJECT}:{row.pk}",
        site=row.site,
        rules_of=row.desk_unit,
        began=EventFact(0, "casework.case.arrived", row.received_at, row.desk_unit, told),
        ended=EventFact(0, "casework.case.answered", row.answered_at, row.unit, met),
    )
