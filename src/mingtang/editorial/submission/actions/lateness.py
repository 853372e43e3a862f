"""Runs of late submissions: proposed, judged to have done harm or not, explained, answered."""

from datetime import datetime

from django.db import transaction

from mingtang.editorial.submission.enums import LatenessState
from mingtang.editorial.submission.models import Lateness
from mingtang.editorial.submission.policies.lateness import may_treat
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.spine.events.actions import GivenReason, record_event, record_reason
from mingtang.workbench.approvals.policies import says_why

JUDGE, EXPLAIN = "submission.judge_lateness", "submission.explain_lateness"


def propose_lateness(
    *, at: datetime, unit_code: str, obligation_key: int, count: int
) -> Lateness | None:
    """Put a run of missed periods before the office; a repeat does nothing.

    While a run of the unit is open no second one is proposed. The platform proposes and never
    judges: harm is for a person to say.

    Source: 兴市府办〔2014〕19号 第四十条 (XN-32).
    """
    with transaction.atomic():
        unit = Unit.objects.select_for_update().filter(code=unit_code).first()
        open_states = [LatenessState.PROPOSED, LatenessState.CONFIRMED, LatenessState.EXPLAINED]
        if unit is None or Lateness.objects.filter(unit=unit, state__in=open_states).exists():
            return None
        found, is_new = Lateness.objects.get_or_create(
            obligation_key=obligation_key,
            defaults={"unit": unit, "count": count, "proposed_at": at},
        )
        if is_new:
            _record("proposed", found, None, at)
        return found


def confirm_lateness(*, actor: Person, at: datetime, lateness_id: int, reason: str) -> Lateness:
    """Judge that late submissions did harm; the clock of the unit's explanation runs from now."""
    with transaction.atomic():
        found = _locked(actor, at, lateness_id)
        _may(actor, at, found, JUDGE, "confirm", reason)
        given = record_reason(reason)
        found.reason, found.confirmed_at = given, at
        _move(found, LatenessState.CONFIRMED, "reason", "confirmed_at")
        _record("confirmed", found, actor, at, reason=given)
        return found


def dismiss_lateness(*, actor: Person, at: datetime, lateness_id: int, reason: str) -> Lateness:
    """Judge that late submissions did no harm: nothing is to be explained."""
    with transaction.atomic():
        found = _locked(actor, at, lateness_id)
        _may(actor, at, found, JUDGE, "dismiss", reason)
        given = record_reason(reason)
        found.reason = given
        _move(found, LatenessState.DISMISSED, "reason")
        _record("dismissed", found, actor, at, reason=given)
        return found


def revoke_lateness(*, actor: Person, at: datetime, lateness_id: int, reason: str) -> Lateness:
    """Take the judgement of harm back; the clock of the explanation ends."""
    with transaction.atomic():
        found = _locked(actor, at, lateness_id)
        _may(actor, at, found, JUDGE, "revoke", reason)
        given = record_reason(reason)
        found.verdict = given
        _move(found, LatenessState.REVOKED, "verdict")
        _record("revoked", found, actor, at, reason=given)
        return found


def explain_lateness(*, actor: Person, at: datetime, lateness_id: int, reason: str) -> Lateness:
    """Explain late submissions as the principal leader of the unit; this meets the clock."""
    with transaction.atomic():
        found = _locked(actor, at, lateness_id)
        _may(actor, at, found, EXPLAIN, "explain", reason)
        given = record_reason(reason)
        found.explanation, found.explained_by, found.explained_at = given, actor, at
        _move(found, LatenessState.EXPLAINED, "explanation", "explained_by", "explained_at")
        _record("explained", found, actor, at, reason=given)
        return found


def judge_lateness(*, actor: Person, at: datetime, lateness_id: int, reason: str) -> Lateness:
    """Answer an explanation with what the office decides; this ends the matter."""
    with transaction.atomic():
        found = _locked(actor, at, lateness_id)
        _may(actor, at, found, JUDGE, "judge", reason)
        given = record_reason(reason)
        found.verdict = given
        _move(found, LatenessState.JUDGED, "verdict")
        _record("judged", found, actor, at, reason=given)
        return found


def _locked(actor: Person, at: datetime, lateness_id: int) -> Lateness:
    seen = Lateness.objects.visible_to(actor, at=at).filter(pk=lateness_id)
    rows = Lateness.objects.select_for_update(of=("self",)).select_related("unit")
    found = rows.filter(pk__in=seen.values("pk")).first()
    if found is None:
        raise NotVisible(f"lateness {lateness_id}")
    return found


def _may(actor: Person, at: datetime, found: Lateness, right: str, act: str, reason: str) -> None:
    decision = authority.may(actor, right, unit=found.unit.code, at=at)
    decision &= may_treat(LatenessState(found.state), act)
    (decision & says_why(reason)).require()


def _move(found: Lateness, state: LatenessState, *fields: str) -> None:
    found.state = state.value
    found.save(update_fields=["state", *fields])


def _record(
    name: str, found: Lateness, actor: Person | None, at: datetime, *, reason: GivenReason = None
) -> None:
    record_event(
        code=f"submission.lateness.{name}",
        subject=found.subject,
        actor=actor.person_key if actor else "system",
        at=at,
        unit=found.unit.code,
        payload={"count": found.count},
        reason=reason,
    )
