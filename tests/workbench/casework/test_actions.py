"""Cases from the first word to the rating: numbers, receipts, who sees one, clocks, notices, figures."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.notices.models import Notice
from mingtang.institution.obligations.actions import archive_decided
from mingtang.institution.obligations.actions.sweep import settle_due
from mingtang.institution.obligations.models import Obligation
from mingtang.institution.organization.actions.merging import merge_units
from mingtang.institution.organization.staffing import Roster
from mingtang.workbench.casework.actions.joining import add_joint_unit, merge_cases
from mingtang.workbench.casework.actions.moving import (
    answer_case,
    claim_case,
    object_to_dispatch,
)
from mingtang.workbench.casework.actions.opening import hear_citizen, open_case, rate_case
from mingtang.workbench.casework.kinds import CaseKind, register_case_kind
from mingtang.workbench.casework.models import Case, JointUnit
from mingtang.workbench.casework.queries import (
    answer_of,
    clocks_of,
    count_cases,
    holders_by_subject,
)
from tests.factories import cases as make
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack

Drain = Callable[[datetime], object]
pytestmark = pytest.mark.django_db


def _seen_by(person: Any, at: datetime) -> set[int]:
    return set(Case.objects.visible_to(person, at=at).values_list("pk", flat=True))


def test_numbers_have_no_gaps_and_begin_again_each_year(cast: Cast, at: datetime) -> None:
    first = make.received(cast, at)
    with pytest.raises(Refused):  # says nothing: the number is given back
        make.received(cast, at, title="", body=" ")
    eve = at.replace(year=2025, month=12, day=31)
    numbers = [first, make.received(cast, at), make.received(cast, at, received_at=eve)]
    assert [one.number for one in numbers] == [
        "测试〔2026〕1号",
        "测试〔2026〕2号",
        "测试〔2025〕1号",
    ]


def test_receipt_opens_one_case_whose_title_is_the_beginning_of_its_text(
    cast: Cast, at: datetime
) -> None:
    one = make.received(cast, at, receipt="d" * 64, title="", body="校车几点到？" * 20)
    assert make.received(cast, at, receipt="d" * 64) == one
    assert one.title.startswith("校车几点到？")
    assert len(one.title) <= 60
    assert make.received(cast, at) != make.received(cast, at)  # without a receipt each is its own


def test_sender_is_sealed_in_the_table_found_by_number_and_masked(cast: Cast, at: datetime) -> None:
    case = make.received(cast, at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT title, body, name, phone, email, address FROM casework_case")
        stored = str(cursor.fetchall())
    assert not any(text in stored for text in ("校车", "闻人", "13912345678", "wenren", "人民路"))
    assert list(Case.objects.sent_by("139 1234 5678")) == [case]
    assert list(Case.objects.sent_by("WENREN@example.cn")) == [case]
    assert dict(case.masked_contact)["联系电话"] == "139****5678"


def test_unknown_kind_and_kinds_that_share_numbers_are_errors(cast: Cast, at: datetime) -> None:
    with pytest.raises(LookupError):
        open_case(actor="citizen", at=at, kind="nothing", desk_unit="office", body="内容")
    for wrong in (
        CaseKind(make.LETTER.code, "别的", "别的〔{year}〕{number}号"),
        CaseKind("numbered", "没有年份", "第{number}号"),
    ):
        with pytest.raises(ValueError, match=wrong.code):
            register_case_kind(wrong)


def test_seen_by_desk_holder_joint_unit_and_nobody_else(cast: Cast, at: datetime) -> None:
    case = make.dispatched(cast, at)
    assert all(
        case.pk in _seen_by(one, at)
        for one in (cast.desk_editor, cast.officer, cast.leader, cast.auditor, cast.portal_leader)
    )
    assert not any(
        _seen_by(one, at) for one in (cast.stranger, cast.stranger_leader, cast.colleague)
    )
    add_joint_unit(actor=cast.desk_editor, at=at, case_id=case.pk, unit="health")
    assert _seen_by(cast.stranger, at) == {case.pk}
    object_to_dispatch(actor=cast.officer, at=at, case_id=case.pk, reason="不属本单位职责")
    assert _seen_by(cast.officer, at) == set()  # what went back is no longer the unit's
    own = make.received(cast, at, site="edu", desk_unit="edu")
    assert _seen_by(cast.site_editor, at) == {own.pk}  # of the editor's site


def test_answer_to_what_a_case_went_into_serves_it_as_well(cast: Cast, at: datetime) -> None:
    first, second = make.received(cast, at), make.received(cast, at)
    target = make.claimed(cast, at)
    for case, other in ((first, second), (second, target)):
        merge_cases(actor=cast.desk_editor, at=at, case_id=case.pk, other_id=other.pk)
    first.refresh_from_db()
    assert (first.merged_into, answer_of(first)) == (target, None)
    with pytest.raises(NotVisible):
        claim_case(actor=cast.officer, at=at, case_id=first.pk)


def test_citizen_adds_and_rates_once_there_is_an_answer(cast: Cast, at: datetime) -> None:
    case = make.claimed(cast, at)
    assert hear_citizen(at=at, case_id=case.pk, text="还有一趟").kind == "from_citizen"
    with pytest.raises(Refused, match="办理中"):
        rate_case(at=at, case_id=case.pk, rating=5)
    done = make.answered(cast, at)
    rate_case(at=at, case_id=done.pk, rating=5)
    rate_case(at=at + timedelta(hours=1), case_id=done.pk, rating=1, comment="没有回答")
    done.refresh_from_db()
    assert (done.rating, str(done.entries.get(kind="rating"))) == (1, "没有回答")
    with pytest.raises(NotVisible):
        hear_citizen(at=at, case_id=10**9, text="在吗")


def test_xc_13_clock_runs_from_receipt_goes_along_and_is_met_by_the_answer(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    bound_pack("city", at=at)
    case = make.dispatched(cast, at)
    drain(at)
    promise = Obligation.objects.about(case.subject_key).get(rule_id="reply.inquiry")
    assert promise.unit_key == "edu"
    assert [one.label for one in clocks_of(case, at)][-1] == "答复咨询"
    late = at + timedelta(days=3)
    settle_due(late)
    drain(late)
    assert list(Case.objects.overdue()) == [case]
    claim_case(actor=cast.officer, at=late, case_id=case.pk)
    answer_case(actor=cast.officer, at=late, case_id=case.pk, text="七点。")
    drain(late)
    assert not Case.objects.overdue().exists()


def test_xc_33_figures_count_answers_in_time_late_and_ratings(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    bound_pack("city", at=at)
    in_time = make.answered(cast, at)
    rate_case(at=at, case_id=in_time.pk, rating=4)
    late = make.answered(cast, at)
    make.received(cast, at)
    merged = make.received(cast, at)
    merge_cases(
        actor=cast.desk_editor, at=at, case_id=merged.pk, other_id=make.claimed(cast, at).pk
    )
    drain(at)
    Obligation.objects.filter(subject=late.subject_key, rule_id="reply.inquiry").update(
        state="met_late"
    )
    day = {"since": at - timedelta(days=1), "until": at + timedelta(days=1)}
    found = count_cases(make.LETTER.code, **day)
    assert (found.received, found.answered, found.on_time, found.late) == (4, 2, 1, 1)
    assert (found.waiting, found.rated, found.satisfied, found.average) == (2, 1, 1, 4.0)
    assert found.on_time_share == 0.5
    assert count_cases(make.LETTER.code, **day, units=["edu"]).received == 3
    assert count_cases(make.LETTER.code, **day, site="edu").on_time_share is None
    clocks = clocks_of(in_time, at)
    assert archive_decided(at + timedelta(days=500)) > 0
    assert not Obligation.objects.about(in_time.subject_key).exists()
    assert count_cases(make.LETTER.code, **day) == found
    assert clocks_of(in_time, at) == clocks


def test_people_learn_whose_turn_it_is(cast: Cast, at: datetime, drain: Drain) -> None:
    case = make.answered(cast, at)
    rate_case(at=at, case_id=case.pk, rating=1)
    drain(at)
    told = {
        (notice.person.username, notice.kind)
        for notice in Notice.objects.filter(subject=case.subject_key).select_related("person")
    }
    assert {("desk_editor", "casework.arrived"), ("officer", "casework.mine")} <= told
    assert {("leader", "casework.rated"), ("desk_editor", "casework.rated")} <= told
    assert not any(name.startswith("stranger") for name, _ in told)


def test_holder_of_a_case_is_who_claimed_it_or_can(cast: Cast, at: datetime) -> None:
    roster = Roster(at)
    holders = [
        holders_by_subject(stage(cast, at).subject_key, roster)
        for stage in (make.received, make.dispatched, make.claimed, make.closed)
    ]
    desk = [cast.desk_editor.pk, cast.second_desk.pk]
    assert [sorted(one) for one in holders] == [desk, [cast.officer.pk], [cast.officer.pk], []]
    assert holders_by_subject("case:999999", roster) == []


def test_cases_go_over_with_a_merged_unit(cast: Cast, at: datetime) -> None:
    case = make.claimed(cast, at)
    helped = make.dispatched(cast, at, unit="health")
    for unit in ("edu", "office"):
        JointUnit.objects.create(case=helped, unit=unit, added_by=cast.desk_editor, added_at=at)
    merge_units(actor=cast.operator, at=at, unit_id=cast.edu.pk, into_id=cast.office.pk)
    case.refresh_from_db()
    assert case.unit == "office"
    assert [one.unit for one in helped.joint_units.all()] == ["office"]
