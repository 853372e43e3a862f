"""Past letters from a table: proposed columns, a trial, an interruptible import, verdicts."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.figures.actions import count_waiting
from mingtang.institution.figures.queries import count, figures_between
from mingtang.institution.obligations.enums import ObligationState
from mingtang.institution.obligations.models import Obligation
from mingtang.institution.obligations.queries.explanation import explain
from mingtang.institution.organization.authority import authority
from mingtang.service.letters.actions import (
    check_letters,
    import_letters,
    start_import,
    stop_import,
    upload_letters,
)
from mingtang.service.letters.enums import LetterCategory
from mingtang.service.letters.models import LetterImport
from mingtang.service.letters.policies.history import (
    head_of,
    is_mapping,
    letter_lines,
    proposed_columns,
)
from mingtang.service.responses.queries.figures import response_figures
from mingtang.spine.events.models import Delivery, Event
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.models import Job
from mingtang.spine.jobs.running import work_jobs
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from mingtang.workbench.casework.models import Case
from mingtang.workbench.casework.queries import cases_for, count_cases, count_past_cases
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack

HEAD = "信件编号,来信日期,回复时间,信件类型,承办单位,主题,诉求内容,写信人,手机,回复内容,满意度"
INQUIRY = "12,2026-03-02 09:00,2026-03-03 10:00,咨询类,教育局,校车几点到,请问三中的校车几点到？,闻人无双,13912345678,七点半到。,满意"
LATE = "13,2026-02-25,2026-03-09,投诉举报,市教育局,校车不停站,校车没有停。,,,已整改。,不满意"
SUGGESTION = ",2026-03-02 10:00,2026-03-04 09:00,建议,,加一班校车,能不能加一班？,,,已加。,"
WAITING = "15,2026-03-05,,咨询,教育局,还没有答复,还没有答复的信,,,,"
NOBODY = "16,2026-03-05,2026-03-06,咨询,火星局,没有这个单位,没有这个单位的信,,,,"
BACKWARDS = "17,2026-03-05,2026-03-01,咨询,教育局,时间颠倒,时间颠倒的信,,,,"
LINES = (INQUIRY, LATE, SUGGESTION, WAITING, NOBODY, BACKWARDS)
PLACES = {"number": "信件编号", "received": "来信日期", "answered": "回复时间", "category": "信件类型",
          "unit": "承办单位", "title": "主题", "text": "诉求内容", "sender": "写信人", "phone": "手机",
          "answer": "回复内容", "rating": "满意度"}  # fmt: skip


@pytest.fixture
def _rules(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)


def _table(*lines: str) -> bytes:
    return "\n".join(["某某市市长信箱台账", HEAD, *lines]).encode("gb18030")


def _upload(cast: Cast, at: datetime, *lines: str) -> LetterImport:
    return upload_letters(
        actor=cast.desk_editor, at=at, site="portal", name="台账.csv", content=_table(*lines)
    )


def _checked(cast: Cast, at: datetime, *lines: str) -> LetterImport:
    row = _upload(cast, at, *lines)
    return check_letters(
        actor=cast.desk_editor, at=at, import_id=row.pk, columns=row.columns, category="inquiry"
    )


def _imported(cast: Cast, at: datetime, *lines: str) -> LetterImport:
    row = _checked(cast, at, *lines)
    import_letters(actor=cast.desk_editor.person_key, at=at, import_id=row.pk)
    row.refresh_from_db()
    return row


def _verdicts(case: Case) -> list[tuple[str, str, str]]:
    rows = Obligation.objects.about(case.subject_key).order_by("rule_id")
    return list(rows.values_list("rule_id", "state", "unit_key"))


def test_columns_are_proposed_by_their_headings() -> None:
    rows = [line.split(",") for line in ("某某市市长信箱台账", HEAD, INQUIRY)]

    head = head_of(rows)

    assert (head.line, proposed_columns(head.headings)) == (1, PLACES)
    assert proposed_columns(["来信的标题", "什么时候收到", "网民回复时间"]) == {
        "title": "来信的标题", "answered": "网民回复时间",
    }  # fmt: skip
    assert is_mapping(PLACES, head.headings)
    found = is_mapping({"received": "来信日期", "title": "来信日期", "sex": "性别"}, head.headings)
    assert {one.code for one in found.reasons} == {
        "letters.heading_twice", "letters.no_field", "letters.no_answered",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["2026-03-02", "2026-03-03", "", "5"], 5),
        (["2026-03-02", "2026-03-03", "", "未评价"], None),
        (["2026-03-02", "2026-03-03", "", "还行"], "“评价”应为：非常满意"),
        (["2026-03-02", "2030-03-03", "", ""], "答复时间晚于现在"),
        (["昨天", "2026-03-03", "", ""], "“收到”应为时间"),
        (["2026-03-02", "2026-03-03", "其他", ""], "“类别”应为：咨询、投诉"),
    ],
)
def test_line_says_what_is_wrong_with_it(
    at: datetime, cells: Sequence[str], said: int | str | None
) -> None:
    columns = {
        "received": "收到",
        "answered": "答复",
        "category": "类别",
        "rating": "评价",
        "title": "标题",
    }
    rows = [list(columns.values()), [*cells, "校车"]]

    (found,) = letter_lines(rows, columns, default=LetterCategory.HELP, now=at)

    if isinstance(said, str):
        assert getattr(found, "reason", "").startswith(said)
    else:
        assert (getattr(found, "rating", 0), getattr(found, "category", "")) == (said, "help")


@pytest.mark.django_db
@pytest.mark.usefixtures("_rules")
def test_past_letters_are_judged_by_the_clocks_of_today(cast: Cast, at: datetime) -> None:
    row = _imported(cast, at, *LINES)

    assert (row.made, row.skipped, row.failed, row.content) == (3, 1, 2, ""), row.results
    assert [(line, state) for line, state, _ in row.results] == [
        (6, "skipped"), (7, "failed"), (8, "failed"),
    ]  # fmt: skip
    inquiry, late, suggestion = Case.objects.order_by("pk")
    assert (inquiry.number, inquiry.other_number, inquiry.unit) == (
        "来信〔2026〕补1号",
        "12",
        "edu",
    )
    assert (inquiry.name, inquiry.phone, inquiry.rating) == ("闻人无双", "13912345678", 4)
    assert _verdicts(inquiry) == [("reply.inquiry", ObligationState.MET, "edu")]
    assert _verdicts(late) == [("reply.complaint", ObligationState.MET_LATE, "edu")]
    assert _verdicts(suggestion) == [("reply.complaint", ObligationState.MET, "office")]
    explanation = explain(Obligation.objects.about(late.subject_key).get(), at)
    assert explanation.state == ObligationState.MET_LATE
    assert explanation.due_at.astimezone(BEIJING).date().isoformat() == "2026-03-03"


@pytest.mark.django_db
@pytest.mark.usefixtures("_rules")
def test_figures_count_past_letters_and_nobody_is_told(
    cast: Cast, at: datetime, drain: Any
) -> None:
    _imported(cast, at, *LINES)
    drain(at)
    count_waiting(at)

    found = count_cases("letter", site="portal")
    assert (found.received, found.on_time, found.late, found.overdue) == (3, 2, 1, 0)
    public = response_figures(site="portal")
    assert (public.received, public.answered, public.judged, public.on_time) == (3, 3, 3, 2)
    assert [(one, unit, figures.late) for one, unit, figures in count_past_cases("letter", "portal")] == [
        ("complaint", "edu", 1), ("inquiry", "edu", 0), ("suggestion", "office", 0),
    ]  # fmt: skip
    day = datetime(2026, 3, 2, tzinfo=BEIJING).date()
    assert count(figures_between("cases.arrived", since=day, until=day)) == 2
    events = Event.objects.filter(code="casework.case.imported")
    assert not Delivery.objects.filter(event__in=events).exists()
    assert {one.recorded_at for one in events} == {at}
    assert max(one.occurred_at for one in events).astimezone(BEIJING).date() == day
    officer = cast.officer
    assert not cases_for(officer, authority.powers_of(officer, at), at=at).exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("_rules")
def test_repeat_makes_nothing_twice(cast: Cast, at: datetime) -> None:
    _imported(cast, at, *LINES)

    again = _imported(cast, at, INQUIRY.replace("几点到", "何时到"), SUGGESTION, SUGGESTION, LATE)

    assert (again.made, again.skipped) == (0, 4)
    assert Case.objects.count() == 3


@pytest.mark.django_db
def test_import_goes_on_where_it_was_broken_off(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mingtang.service.letters.actions.history.STRETCH", 1)
    row = _checked(cast, at, *LINES)
    key = cast.desk_editor.person_key

    def break_off(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        import_letters(actor=key, at=at, import_id=row.pk, progress=break_off)
    assert Case.objects.count() == 1
    import_letters(actor=key, at=at, import_id=row.pk)

    assert Case.objects.count() == 3


@pytest.mark.django_db
def test_job_imports_and_a_stopped_one_can_be_started_again(cast: Cast, at: datetime) -> None:
    row = _checked(cast, at, *LINES)
    start_import(actor=cast.desk_editor, at=at, import_id=row.pk)
    with pytest.raises(Refused):
        start_import(actor=cast.desk_editor, at=at, import_id=row.pk)
    stop_import(actor=cast.desk_editor, at=at, import_id=row.pk)
    assert work_jobs(at, lane=JobLane.MAINTENANCE) == 0
    start_import(actor=cast.desk_editor, at=at, import_id=row.pk)

    work_jobs(at, lane=JobLane.MAINTENANCE)

    assert Case.objects.count() == 3
    assert "闻人" not in str(list(Job.objects.values_list("arguments", "note", "result")))


@pytest.mark.django_db
@pytest.mark.usefixtures("_rules")
def test_office_uploads_maps_tries_and_imports(
    cast: Cast, at: datetime, browser: Callable[..., Client]
) -> None:
    desk, person = browser(cast.desk_editor), cast.desk_editor

    def send(url: str, **fields: Any) -> Any:
        return desk.post(url, {FIELD: new_form_key(person.pk, url), **fields}, follow=True)

    sheet = SimpleUploadedFile("台账.csv", _table(*LINES))
    shown = send(reverse("letters:upload-past"), site=cast.portal.pk, sheet=sheet)
    row = LetterImport.objects.get()
    assert 'value="来信日期" selected' in shown.content.decode()
    shown = send(reverse("letters:past-columns", args=[row.pk]), default="inquiry", **PLACES)
    text = shown.content.decode()
    assert "可以导入 3 行，跳过 1 行，有误 2 行" in text
    assert "没有单位“火星局”" in text
    send(reverse("letters:start-past", args=[row.pk]))
    work_jobs(clock.now() + timedelta(minutes=1), lane=JobLane.MAINTENANCE)
    text = desk.get(reverse("letters:past", args=[row.pk])).content.decode()

    assert "已导入 3 行" in text
    assert "按时答复情况" in text
    assert "闻人" not in text
