"""Draw the sample of a month and mark its sheets; a bad answer can be sent back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.service.responses.enums import CheckState
from mingtang.service.responses.models import CHECK, QualityCheck, SampleDraw
from mingtang.service.responses.policies import quality
from mingtang.service.responses.queries.sampling import answered_in, check_rule, rule_of_draw
from mingtang.spine.events.actions import record_event, record_reason
from mingtang.spine.events.queries import latest_events
from mingtang.workbench.approvals.policies import says_why
from mingtang.workbench.casework.actions.access import locked_case, record
from mingtang.workbench.casework.actions.judging import record_reopening
from mingtang.workbench.casework.enums import CaseState
from mingtang.workbench.casework.models import Case
from mingtang.workbench.casework.queries import was_in_time

UNSEALED = "0"  # the seed where no event has been sealed yet
_DAY = "a sheet and its sample tell of the unit and the desk of that day"
STAYS = dict.fromkeys(
    ("responses.SampleDraw.desk_unit", "responses.QualityCheck.unit"), _DAY
)  # fmt: skip


def draw_sample(*, actor: Person, at: datetime, desk_unit: str, month: date) -> SampleDraw:
    """Draw the answers of a desk's month to be checked: a share of each unit, by the rule in force.

    The seed is the check value of the newest sealed event: it cannot be chosen, and with it anyone
    can repeat the drawing.

    Source: 宣政办〔2015〕 二(五) (XC-33).

    :raises Refused: no right, the month is not over or drawn, no rule, or nothing was answered.
    """
    with transaction.atomic():
        first = month.replace(day=1)
        decision = authority.may(actor, CHECK, unit=desk_unit, at=at)
        rule = check_rule(desk_unit, at=at)
        cases = list(answered_in(first, desk_unit).only("number", "unit"))
        decision &= quality.is_over(first, beijing_date(at))
        known = SampleDraw.objects.filter(desk_unit=desk_unit, month=first)
        decision &= quality.may_draw(
            is_drawn=known.exists(), has_rule=rule is not None, population=len(cases)
        )
        decision.require()
        assert rule is not None  # checked by may_draw
        newest = latest_events(1)
        drawn = SampleDraw.objects.create(
            desk_unit=desk_unit, month=first, seed=newest[-1].hash if newest else UNSEALED,
            share=rule.sampling.share, at_least=rule.sampling.at_least,
            pack=rule.pack, pack_version=rule.version, drawn_by=actor, drawn_at=at,
        )  # fmt: skip
        sheets = QualityCheck.objects.bulk_create(_sheets(drawn, cases))
        record_event(
            code="responses.sample.drawn",
            subject=f"sample:{drawn.pk}",
            actor=actor.person_key,
            at=at,
            unit=desk_unit,
            payload={"month": f"{first:%Y-%m}", "cases": len(sheets), "seed": drawn.seed},
        )
        return drawn


def _sheets(drawn: SampleDraw, cases: Iterable[Case]) -> Iterable[QualityCheck]:
    by_unit: dict[str, dict[str, Case]] = defaultdict(dict)
    for case in cases:
        by_unit[case.unit][case.number] = case
    for unit, own in sorted(by_unit.items()):
        for one in quality.draw(own, drawn.seed, share=drawn.share, at_least=drawn.at_least):
            yield QualityCheck(
                draw=drawn, case=own[one.number], unit=unit,
                rank=one.rank, place=one.place, population=one.population,
            )  # fmt: skip


def mark_check(
    *, actor: Person, at: datetime, check_id: int, points: Mapping[str, int], reason: str,
    send_back: bool = False,
) -> QualityCheck:  # fmt: skip
    """Mark a sheet by the criteria of its rule; `send_back` reopens the case of a bad answer.

    A criterion about the deadline gets its points from the verdict, not from `points`.

    :raises Refused: no right, own case, marked already, points out of bounds, no reason, or too
        good to be sent back.
    """
    with transaction.atomic():
        found = QualityCheck.objects.visible_to(actor, at=at).filter(pk=check_id)
        number = found.values_list("case", flat=True).first()
        if number is None:
            raise NotVisible(f"check {check_id}")
        case = locked_case(actor=actor, at=at, case_id=number)
        row = QualityCheck.objects.select_for_update(of=("self",)).select_related("draw").get(
            pk=check_id
        )  # fmt: skip
        rule = rule_of_draw(row.draw)
        decision = authority.may(actor, CHECK, unit=row.draw.desk_unit, at=at) & says_why(reason)
        decision &= quality.may_mark(
            CheckState(row.state),
            is_answered=case.state in {CaseState.ANSWERED, CaseState.CLOSED},
            answered_it=case.claimed_by_id == actor.pk,
        )
        (decision & quality.are_points(points, rule.criteria)).require()
        row.points = quality.all_points(points, rule.criteria, in_time=was_in_time(case))
        row.score = quality.score_of(row.points, rule.criteria)
        if send_back:
            quality.may_send_back(row.score, rule.sampling.passes_from).require()
        row.state = _outcome(row.score, rule.sampling.passes_from, send_back).value
        row.reason = record_reason(reason)
        row.checked_by, row.checked_at = actor, at
        row.save()
        told = {"check": row.pk, "score": row.score, "state": row.state}
        record(
            case, "responses.check.marked",
            actor=actor.person_key, at=at, reason=row.reason, **told,
        )  # fmt: skip
        if send_back:
            record_reopening(case, actor=actor, at=at, reason=row.reason)
        return row


def _outcome(score: int, passes_from: int, send_back: bool) -> CheckState:
    if send_back:
        return CheckState.RETURNED
    return CheckState.PASSED if score >= passes_from else CheckState.POOR
