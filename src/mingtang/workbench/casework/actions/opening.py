"""Open a case, and take what its sender says later. These ask no right: intake and rooms call them."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.ground.foundation.text import one_line, shortened, visible
from mingtang.workbench.casework import policies
from mingtang.workbench.casework.actions.access import record, save, write
from mingtang.workbench.casework.enums import CaseChannel, CaseState, CaseVerb, EntryKind
from mingtang.workbench.casework.kinds import CaseKind, case_kind
from mingtang.workbench.casework.models import Case, CaseCounter, CaseEntry, CaseFile

TITLE_LENGTH = 60
CITIZEN = "citizen"  # who acts where the sender of a case does: no account, no name


@dataclass(frozen=True)
class Sender:
    """Who sent a case, as far as they said (来件人)."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True)
class CaseUpload:
    """A file that came with a case, as it was judged and is to be stored."""

    name: str
    content: bytes


def open_case(
    *,
    actor: str,
    at: datetime,
    kind: str,
    desk_unit: str,
    title: str = "",
    body: str = "",
    sender: Sender = Sender(),
    category: str = "",
    channel: CaseChannel = CaseChannel.SITE,
    site: str = "",
    unit: str = "",
    received_at: datetime | None = None,
    receipt: str = "",
    uploads: Sequence[CaseUpload] = (),
) -> Case:
    """Open a case at the desk of a unit; a second one of the same receipt is the first one.

    `actor` is a key: of a person, or `citizen`. `received_at` is when it came in, the moment of the
    opening where nothing else is known: its clocks run from there. With a `unit` the case goes on to that
    one at once, as where a mailbox has a unit that answers. A case without a title is called
    by the beginning of its text.

    :raises Refused: it says nothing.
    :raises LookupError: no room registered the kind.
    """
    with transaction.atomic():
        known = Case.objects.filter(receipt=receipt).first() if receipt else None
        if known is not None:
            return known
        policies.says_something(title + body, "body").require()
        since = min(received_at or at, at)
        case = Case(
            kind=kind,
            category=category or kind,
            channel=channel.value,
            number=_next_number(case_kind(kind), since),
            receipt=receipt,
            title=one_line(title) or shortened(body, TITLE_LENGTH),
            body=visible(body).strip(),
            **{name: one_line(value) for name, value in vars(sender).items()},
            site=site,
            desk_unit=desk_unit,
            unit=desk_unit,
            received_at=since,
        )
        case.save()
        _attach(case, uploads)
        told = {"category": case.category, "channel": case.channel, "unit": desk_unit}
        told["received_at"] = since.isoformat()
        record(case, "casework.case.arrived", actor=actor, at=at, **told)
        if unit and unit != desk_unit:
            save(case, {"unit": unit, "state": CaseState.DISPATCHED.value})
            told = {"unit": unit, "from_unit": desk_unit}
            record(case, "casework.case.dispatched", actor=actor, at=at, **told)
        return case


def _attach(case: Case, uploads: Sequence[CaseUpload]) -> None:
    for one in uploads:
        sealed = b64encode(one.content).decode("ascii")
        CaseFile.objects.create(case=case, name=one.name, size=len(one.content), content=sealed)


def _next_number(kind: CaseKind, since: datetime) -> str:
    """Return the next number of the kind in the year of receipt; the counter is locked till commit."""
    year = beijing_date(since).year
    rows = CaseCounter.objects.select_for_update()
    counter, _ = rows.get_or_create(kind=kind.code, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return policies.number_of(kind.pattern, year, counter.last)


def hear_citizen(*, at: datetime, case_id: int, text: str) -> CaseEntry:
    """Add what the sender of a case said later.

    :raises Refused: it has ended, or nothing was said.
    """
    with transaction.atomic():
        case = _case_of_citizen(case_id)
        decision = policies.may_move(case.of_kind, CaseState(case.state), CaseVerb.HEAR)
        (decision & policies.says_something(text)).require()
        entry = write(case, EntryKind.FROM_CITIZEN, text, at=at)
        record(case, "casework.case.heard", actor=CITIZEN, at=at, entry=entry.pk)
        return entry


def rate_case(*, at: datetime, case_id: int, rating: int, comment: str = "") -> Case:
    """Store the sender's rating of the answer, 1 to 5; a later rating replaces it.

    A bad rating waits for a second look by the desk.

    :raises Refused: it has not been answered, or the rating is invalid.
    """
    with transaction.atomic():
        case = _case_of_citizen(case_id)
        decision = policies.may_move(case.of_kind, CaseState(case.state), CaseVerb.RATE)
        (decision & policies.is_rating(rating)).require()
        if case.rating == rating and not comment and not _is_answered_since(case):
            return case
        doubted = at if rating <= policies.BAD else None
        save(case, {"rating": rating, "rated_at": at, "doubted_at": doubted})
        if comment:
            write(case, EntryKind.RATING, comment, at=at)
        record(case, "casework.case.rated", actor=CITIZEN, at=at, rating=rating)
        return case


def _is_answered_since(case: Case) -> bool:
    """Return whether a case was answered after its rating; an equal rating is then a new one."""
    return bool(case.rated_at and case.answered_at and case.rated_at < case.answered_at)


def _case_of_citizen(case_id: int) -> Case:
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise NotVisible(f"case {case_id}")
    return case
