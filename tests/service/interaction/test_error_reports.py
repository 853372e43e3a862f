"""我为政府网站找错 from the public form to the answer that its sender reads, with its clocks."""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.obligations.models import Obligation
from mingtang.service.interaction.actions import Reported, open_error_report
from mingtang.service.interaction.enums import ErrorTopic
from mingtang.service.interaction.interfaces.public_forms import ERROR_FORM
from mingtang.service.interaction.models import ErrorReport
from mingtang.service.interaction.queries import error_figures
from mingtang.spine.events.models import Event
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from mingtang.workbench.casework.actions.moving import (
    answer_case,
    claim_case,
    dispatch_case,
    drop_case,
)
from mingtang.workbench.casework.actions.showing import show_to_sender
from mingtang.workbench.casework.actions.texts import add_message, erase_case
from mingtang.workbench.casework.enums import CaseState
from mingtang.workbench.casework.interfaces.public_forms import RATING_FORM, SUPPLEMENT_FORM
from mingtang.workbench.casework.models import Case
from mingtang.workbench.intake.actions import take_waiting
from mingtang.workbench.intake.actions.receiving import SentForm, receive_form
from mingtang.workbench.intake.forms import PublicForm
from mingtang.workbench.intake.inbox import SentFile
from mingtang.workbench.intake.models import IntakeRow, StatusRow
from mingtang.workbench.intake.queries import status_of
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack

Browser = Callable[..., Client]
Drain = Callable[[datetime], object]
pytestmark = pytest.mark.django_db
TYPED = {
    "page": "http://jyj.mingzhou.gov.cn/news/202603/1.html",
    "topic": "misspelt",
    "text": "第二段把“既然”写成“即然”，我的电话13912345678。",
    "name": "闻人无双",
    "phone": "13912345678",
    "email": "",
}


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)


def _picture() -> SentFile:
    written = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(written, "PNG")
    return SentFile("截图.png", written.tell(), io.BytesIO(written.getvalue()))


def _sent(at: datetime, form: PublicForm = ERROR_FORM, *files: SentFile, **typed: str) -> Any:
    """Send a form as a citizen does, and let a worker take it."""
    sent = SentForm("one", typed or TYPED, "198.51.100.1", files, "portal")
    receipt = receive_form(form=form, sent=sent, at=at)
    take_waiting(at=at)
    return receipt


def _case(at: datetime, *files: SentFile, **typed: str) -> tuple[Case, Any]:
    receipt = _sent(at, ERROR_FORM, *files, **typed)
    return Case.objects.get(receipt=receipt.status_key), receipt


def test_report_becomes_a_case_at_the_desk_of_the_site_of_its_page(
    cast: Cast, at: datetime
) -> None:
    case, _ = _case(at, _picture())
    assert (case.number, case.site, case.desk_unit) == ("找错〔2026〕1号", "edu", "edu")
    report = ErrorReport.objects.get(case=case)
    assert (report.page, report.topic) == (TYPED["page"], "misspelt")
    assert [one.name for one in case.files.all()] == ["截图.png"]
    assert case.files.get().bytes().startswith(b"\x89PNG")
    assert (case.phone, case.received_at) == ("13912345678", at)
    with pytest.raises(Refused):
        _sent(at)  # a picture less is another text, and a page of the form serves one
    assert Case.objects.count() == 1


def test_clocks_run_from_receipt_forwarded_in_one_answered_in_three_working_days(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    case, _ = _case(at, **{**TYPED, "page": "https://www.mingzhou.gov.cn/"})
    drain(at)
    promises = {one.rule_id: one for one in Obligation.objects.about(case.subject_key)}
    due = {rule: one.due_at.astimezone(at.tzinfo).date() for rule, one in promises.items()}
    assert due == {
        "reply.error_forwarded": (at + timedelta(days=1)).date(),
        "reply.error_answered": date(2026, 3, 16),  # Wednesday + 3, a weekend between
    }
    assert {one.unit_key for one in promises.values()} == {"office"}
    dispatch_case(actor=cast.desk_editor, at=at, case_id=case.pk, unit="edu")
    claim_case(actor=cast.officer, at=at, case_id=case.pk)
    answer_case(actor=cast.officer, at=at, case_id=case.pk, text="已改正，谢谢。")
    drain(at)
    states = Obligation.objects.about(case.subject_key).values_list("state", flat=True)
    assert set(states) == {"met"}
    found = error_figures(since=at - timedelta(days=1), until=at + timedelta(days=1))
    assert (found.received, found.answered, found.on_time_share) == (1, 1, 1.0)
    assert Obligation.objects.get(rule_id="reply.error_answered").unit_key == "edu"


def test_sender_follows_supplements_and_rates_by_code_and_secret(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    case, receipt = _case(at)
    which = {"code": receipt.code, "secret": receipt.secret.upper()}
    _sent(at, SUPPLEMENT_FORM, **which, text="标题也有错。")
    dispatch_case(actor=cast.desk_editor, at=at, case_id=case.pk, unit="edu")
    claim_case(actor=cast.officer, at=at, case_id=case.pk)
    add_message(actor=cast.officer, at=at, case_id=case.pk, text="请说明是哪一处标题。")
    answer_case(actor=cast.officer, at=at, case_id=case.pk, text="已改正，谢谢。")
    _sent(at, RATING_FORM, **which, rating="5", comment="很快")
    drain(at)
    shown = status_of(**which)
    assert shown is not None
    assert (shown.state, shown.answer) == ("已答复", "已改正，谢谢。")
    steps = " ".join(step["text"] for step in shown.steps)
    assert "已转给市教育局办理" in steps
    assert "请说明是哪一处标题。" in steps
    assert "标题也有错" not in steps  # what people wrote is nowhere in the clear
    assert TYPED["name"] not in str(vars(shown))
    case.refresh_from_db()
    assert case.rating == 5
    assert sorted(case.entries.values_list("kind", flat=True)) == [
        "answer", "from_citizen", "rating", "to_citizen",
    ]  # fmt: skip


def test_reason_of_a_dropped_case_is_shown_and_an_erased_case_shows_nothing(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    case, receipt = _case(at)
    drop_case(
        actor=cast.desk_editor, at=at, case_id=case.pk, end=CaseState.INVALID, reason="不是本市网站"
    )
    drain(at)
    shown = status_of(receipt.code, receipt.secret)
    assert shown is not None
    assert (shown.state, shown.answer) == ("不予办理", "不是本市网站")
    erase_case(actor=cast.desk_editor, at=at, case_id=case.pk, reason="来件人要求")
    drain(at)
    assert status_of(receipt.code, receipt.secret) is None
    assert not case.files.exists()


def test_report_opens_one_case_a_receipt_at_the_site_where_its_page_is_on_none(
    cast: Cast, at: datetime
) -> None:
    elsewhere = Reported("https://example.cn/1.html", ErrorTopic.MISSPELT, "“通知”错成“通之”")
    given = {"actor": "citizen", "at": at, "reported": elsewhere, "receipt": "r" * 64}
    case = open_error_report(**given, site="portal")
    assert open_error_report(**given, site="portal") == case
    assert (case.site, case.desk_unit, case.kind) == ("portal", "office", "site_error")
    assert Event.objects.filter(code="casework.case.arrived").count() == 1
    for reported, code in (
        (Reported("", ErrorTopic.OTHER, "有错"), "interaction.no_page"),
        (Reported("https://example.cn/1.html", ErrorTopic.OTHER, " "), "interaction.no_text"),
    ):
        with pytest.raises(Refused) as refusal:
            open_error_report(actor="citizen", at=at, reported=reported, site="portal")
        assert [reason.code for reason in refusal.value.reasons] == [code]
    with pytest.raises(Refused, match="没有这个网站"):
        open_error_report(actor="citizen", at=at, reported=elsewhere, site="nowhere")
    assert Case.objects.count() == ErrorReport.objects.count() == 1


def test_sender_is_shown_what_became_of_a_case_with_a_receipt_alone(
    cast: Cast, at: datetime
) -> None:
    case, receipt = _case(at)
    show_to_sender(case, at=at)
    shown = status_of(receipt.code, receipt.secret)
    assert shown is not None
    assert (shown.title, shown.state) == (f"网民找错（{case.number}）", "已收到，等待转办")
    assert [step["text"] for step in shown.steps] == ["已收到"]
    assert "13912345678" not in str(vars(shown))

    case.receipt = ""
    before = StatusRow.objects.count()
    show_to_sender(case, at=at)
    assert StatusRow.objects.count() == before


def test_wrong_code_is_refused_before_anything_is_stored(cast: Cast, at: datetime) -> None:
    typed = {"code": "0000 0000 0000 0000", "secret": "aaaa", "rating": "5", "comment": ""}
    assert [one.code for one in RATING_FORM.check(typed).reasons] == ["casework.unknown_receipt"]


def test_rating_before_the_answer_is_left_to_a_person(cast: Cast, at: datetime) -> None:
    _, receipt = _case(at)
    _sent(
        at, RATING_FORM, code=receipt.code, secret=receipt.secret, rating="1", comment="还没有答复"
    )
    assert IntakeRow.objects.get(form="case-rating").state == "refused"


def test_desk_enters_what_came_by_the_national_platform(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    url = reverse("interaction:register-error")
    fields = {
        **TYPED, "site": cast.edu_site.pk, "channel": "national", "received_at": "2026-03-10T16:00",
    }  # fmt: skip
    desk = browser(cast.desk_editor)
    assert "登记网民找错" in desk.get(url).content.decode()
    answer = desk.post(url, {FIELD: new_form_key(cast.desk_editor.pk, url), **fields})
    case = Case.objects.get()
    assert answer["Location"] == reverse("casework:case", args=[case.pk])
    page = desk.get(answer["Location"]).content.decode()
    assert all(text in page for text in ("错别字", TYPED["page"], "全国政府网站信息报送系统"))
    assert "13912345678" not in page
    assert browser(cast.officer).get(url).status_code == 404
