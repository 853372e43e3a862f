"""Merge a unit into another, and what every room does with what the unit had.

Each room that holds rows of units answers here at start: which of them go over, and which go on to
name the unit that is no more. A test walks all tables and demands an answer for each.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.institution.organization.actions.access import lock_tree, locked_unit
from mingtang.institution.organization.actions.posts import hand_over_site_posts
from mingtang.institution.organization.actions.units import (
    may_stand_below,
    name_is_free,
    record_unit,
    shut_unit,
)
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.enums import UnitKind
from mingtang.institution.organization.models import Person, SiteHost, Unit, UnitClosure
from mingtang.spine.events.actions import record_event


@dataclass(frozen=True)
class Merger:
    """One merger, as the rooms are asked to follow it: inside its transaction, behind its lock."""

    unit: Unit
    into: Unit
    actor: Person
    at: datetime


MOVES = (
    "organization.Unit.parent",
    "organization.UnitClosure.ancestor",
    "organization.Person.unit",
    "organization.SiteHost.unit",
)
STAYS = {
    "organization.Unit.merged_into": "an earlier merger names the unit of that day",
    "organization.UnitClosure.descendant": "the unit that is no more keeps its place in the tree",
    "organization.PostHolding.unit": "posts end with the unit; only those of its sites go over",
    "organization.ContactFiling.unit": "it says who the contacts of the old unit were",
    "organization.TrainingSession.unit": "the old unit held it",
    "events.Event.unit": "the log is never changed",
    "search.IndexedDocument.unit": "read again with the thing that goes over",
    "search.PublicDocument.unit": "as the text online says, which was released under this unit",
    "search.PublicDocument.unit_name": "as the text online says, which was released under this unit",
    "regulations.Binding.unit_key": "a pack holds for a unit and those below, of which none is left",
}
HandOver = Callable[[Merger], None]


@dataclass(frozen=True)
class MergeAnswer:
    """What a room does when a unit is merged. Fields are written `app.Model.field`.

    `moves` are the fields that `hand_over` changes to the successor, `stays` those that go on to name
    the old unit, each with the reason.
    """

    moves: frozenset[str] = frozenset()
    stays: Mapping[str, str] = field(default_factory=dict)
    hand_over: HandOver | None = None


_answers: dict[str, MergeAnswer] = {}


def answer_mergers(
    room: str,
    *,
    moves: Iterable[str] = (),
    stays: Mapping[str, str] | None = None,
    hand_over: HandOver | None = None,
) -> None:
    """Say what a room does with rows of a unit that is merged; called once in `AppConfig.ready()`."""
    _answers[room] = MergeAnswer(frozenset(moves), stays or {}, hand_over)


def merge_answers() -> Mapping[str, MergeAnswer]:
    """Return the answers of all rooms, by room."""
    return dict(_answers)


def merge_units(
    *, actor: Person, at: datetime, unit_id: int, into_id: int, reason: str = ""
) -> Unit:
    """Close a unit into another, which takes over all that it had; history goes on to name it.

    People, units below, hosted sites and the posts bound to them go over, its other posts end. What
    the rooms above hold goes over by their answers, in the same transaction.

    :raises Refused: without the right at both, into itself or below itself, or into a closed one.
    """
    with transaction.atomic():
        lock_tree()
        unit = locked_unit(actor=actor, at=at, unit_id=unit_id)
        into = locked_unit(actor=actor, at=at, unit_id=into_id)
        if unit.merged_into_id == into.pk:
            return into
        powers = authority.powers_of(actor, at)
        decision = powers.may("organization.manage", unit=unit.code)
        decision &= powers.may("organization.manage", unit=into.code)
        decision &= _may_merge(unit, into)
        decision.require()
        merger = Merger(unit, into, actor, at)
        _take_over(merger)
        shut_unit(unit, actor=actor, at=at, merged_into=into)
        payload = {"into": into.code}
        record_unit(unit, "merged", actor=actor, at=at, payload=payload, reason=reason)
        for hand_over in _hand_overs():
            hand_over(merger)
        return into


def record_hand_over(merger: Merger, code: str, number: int) -> None:
    """Record on the successor how many rows of one sort it took over; none is not recorded."""
    if number:
        record_event(
            code=code,
            subject=merger.into.unit_key,
            actor=merger.actor.person_key,
            at=merger.at,
            unit=merger.into.code,
            payload={"old_unit": merger.unit.code, "number": number},
        )


def _hand_overs() -> Iterator[HandOver]:
    for _, answer in sorted(_answers.items()):
        if answer.hand_over is not None:
            yield answer.hand_over


def _take_over(merger: Merger) -> None:
    """Give the successor what this room holds of the unit."""
    unit, into = merger.unit, merger.into
    for child in unit.children.active():
        child.parent = into
        child.save(update_fields=["parent"])
        UnitClosure.move(child.pk, into.pk)
    Person.objects.filter(unit=unit).update(unit=into)
    SiteHost.objects.filter(unit=unit).update(unit=into)
    hand_over_site_posts(unit, into, actor=merger.actor, at=merger.at)


def _may_merge(unit: Unit, into: Unit) -> Decision:
    decision = YES
    if unit.parent_id is None:
        decision &= no("organization.close_top", "最上级单位不能并入其他单位。")
    if not unit.is_active:
        decision &= no("organization.merged_already", "该单位已经撤销。")
    if not into.is_active:
        decision &= no("organization.merge_closed", "并入的单位已撤销，请另选单位。", "into")
    if UnitClosure.is_below(into.pk, unit.pk):
        decision &= no("organization.merge_below_itself", "不能并入自己或自己的下属单位。", "into")
    for child in unit.children.active():
        decision &= may_stand_below(UnitKind(child.kind), into)
        decision &= name_is_free(child.name, parent_id=into.pk, unit_id=child.pk)
    return decision
