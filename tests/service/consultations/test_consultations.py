"""A consultation from the draft to the archive, as officers, leaders and citizens go through it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.obligations.models import Obligation
from mingtang.service.consultations.actions.opinions import (
    erase_of,
    records_of,
    show_opinion,
)
from mingtang.service.consultations.actions.turning import count_days, turn_consultations
from mingtang.service.consultations.models import Consultation, ConsultationOpinion
from mingtang.spine.events.models import Event
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from mingtang.workbench.intake.actions import take_waiting
from mingtang.workbench.intake.actions.receiving import SentForm, receive_form
from mingtang.workbench.intake.forms import public_form
from mingtang.workbench.intake.models import IntakeRow
from tests.factories.cast import Cast
from tests.factories.consultations import closed, consultation_text, drafted, opened
from tests.factories.publishing import published_article, tree
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
Drain = Callable[[datetime], object]
TYPED = {
    "point": "2",
    "text": "收费标准应当贴在门口，请打13912345678联系欧阳无双。",
    "name": "欧阳无双",
    "phone": "13912345678",
}


@pytest.fixture(autouse=True)
def _online(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at - timedelta(days=90))
    published_article(cast, at, columns=[cast.edu_news])
    work_everything(at)


def sent(row: Consultation, at: datetime, number: str = "one", **typed: str) -> Any:
    form = SentForm(number, typed or TYPED, "198.51.100.1", site=row.site.code)
    receipt = receive_form(form=public_form(row.form_code), sent=form, at=at)
    take_waiting(at=at)
    return receipt


def page(row: Consultation, at: datetime) -> str:
    work_everything(at)
    return tree(row.site.code)[row.path].decode()


class Reader:
    """Someone at the site, without script, cookies or account."""

    def __init__(self, address: str, at: datetime) -> None:
        self.client, self.address = Client(SERVER_NAME="localhost"), address
        with time_machine.travel(at, tick=False):
            self.html = self.client.get(address).content.decode()

    def sends(self, at: datetime, **typed: str) -> Any:
        found = re.search(r'name="pass" value="([^"]*)"', self.html)
        numbers = re.search(r"(.)加(.)等于几", self.html)
        assert found is not None
        assert numbers is not None
        answer = sum("零一二三四五六七八九".index(sign) for sign in numbers.groups())
        with time_machine.travel(at, tick=False):
            page = self.client.post(self.address, typed | {"pass": found[1], "answer": answer})
        self.html = page.content.decode()
        return page


class Office:
    """Opens and posts forms of the office as one person, who signs in each time."""

    def __init__(self, browser: Browser, person: Any, at: datetime) -> None:
        self.browser, self.person, self.at = browser, person, at

    def reads(self, name: str, number: int) -> str:
        with time_machine.travel(self.at, tick=False):
            shown = self.browser(self.person).get(reverse(f"consultations:{name}", args=[number]))
        return str(shown.content.decode())

    def posts(self, url: str, **fields: Any) -> Any:
        with time_machine.travel(self.at, tick=False):
            client = self.browser(self.person)
            assert client.get(url).status_code == 200
            answer = client.post(url, {FIELD: new_form_key(self.person.pk, url), **fields})
        assert answer.status_code == 302, answer.content.decode()

    def does(self, name: str, number: int | None = None, **fields: Any) -> None:
        self.posts(reverse(f"consultations:{name}", args=[number] if number else []), **fields)


def test_gb_04_collection_handling_and_feedback_are_one_way(
    cast: Cast, at: datetime, browser: Browser, drain: Drain
) -> None:
    officer = Office(browser, cast.officer, at)
    text = vars(consultation_text()) | {"opens_at": "", "showing": "after_close"}
    officer.does("new", site=cast.edu_site.pk, unit="edu", **text)
    row = Consultation.objects.get()
    officer.does("send", row.pk)
    for person, label in ((cast.leader, "分管领导审签"), (cast.site_editor, "网站编辑部核发")):
        office = Office(browser, person, at)
        shown = office.reads("show", row.pk)
        assert label in shown
        url = re.search(r'href="([^"]*/pass/)"', shown)
        assert url is not None
        office.posts(url[1])
    row.refresh_from_db()
    assert row.state_label == "征集中"
    shown = page(row, at)
    assert "还剩 31 天" in shown
    assert f'href="/forms/{row.form_code}/"' in shown
    assert '<meta name="ColumnType" content="征集调查">' in shown

    sent(row, at + timedelta(days=1))
    opinion = ConsultationOpinion.objects.get()
    assert (opinion.point, opinion.phone) == (2, TYPED["phone"])
    officer.does("opinion-show", opinion.pk, public_text="收费标准应当贴在门口。")
    assert "贴在门口" not in page(row, at)  # hidden until it closes

    assert row.closes_at is not None
    late = row.closes_at + timedelta(minutes=1)
    turn_consultations(at=late)
    drain(late)
    promise = Obligation.objects.about(row.subject).get(rule_id="consultation.result")
    assert (promise.state, promise.unit_key) == ("open", "edu")
    assert "贴在门口" in page(row, late)

    officer.at = late
    officer.does(
        "point-new", row.pk, about="公示收费标准", verdict="partly", because="另行规定样式"
    )
    Office(browser, cast.leader, late).does("result", row.pk, result="共收到意见1条，采纳1项。")
    shown = page(row, late)
    assert all(words in shown for words in ("部分采纳", "另行规定样式", "共收到意见1条"))
    assert "/forms/opinion" not in shown
    assert "欧阳" not in "".join(one.decode(errors="ignore") for one in tree("edu").values())
    officer.does("archive", row.pk)
    assert "已归档" in page(row, late)
    listed = tree("edu")["/consultations/index.html"].decode()
    assert "已公布结果" in listed
    drain(late + timedelta(minutes=1))
    promise.refresh_from_db()
    assert promise.state == "met"


@pytest.mark.urls("mingtang.wiring.config.public_urls")
def test_xn_16_opinion_is_collected_without_script_or_account(cast: Cast, at: datetime) -> None:
    row = opened(cast, at)
    hosts = '{"default": "edu", "sites": {"localhost": "edu"}}'
    (Path(settings.PUBLISH_ROOT) / ".maps").mkdir(exist_ok=True)
    (Path(settings.PUBLISH_ROOT) / ".maps" / "hosts.json").write_text(hosts)
    reader = Reader(f"/forms/{row.form_code}/", at)
    assert "第二条" in reader.html
    long = reader.sends(at + timedelta(minutes=1), **TYPED | {"text": "长" * 100_000})
    assert long.status_code == 422
    assert "长" * 100_000 in reader.html  # nothing that was typed is lost
    assert "现在多了 95000 字" in reader.html
    assert reader.sends(at + timedelta(minutes=2), **TYPED).status_code == 302
    take_waiting(at=at + timedelta(minutes=3))
    assert ConsultationOpinion.objects.get().text == TYPED["text"]

    typing = Reader(f"/forms/{row.form_code}/", at + timedelta(days=30))
    assert row.closes_at is not None
    late = typing.sends(row.closes_at + timedelta(seconds=1), **TYPED)
    assert late.status_code == 422
    assert "不再接收" in typing.html
    assert TYPED["text"] in typing.html
    closed_page = Reader(f"/forms/{row.form_code}/", row.closes_at)
    assert "不再接收" in closed_page.html
    assert "<form" not in closed_page.html
    assert reader.client.get("/forms/opinion-999/").status_code == 404


def test_shorter_period_needs_a_reason_that_readers_see(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="一般不少于 30 日"):
        drafted(cast, at, days=10)
    row = opened(cast, at, days=10, short_reason="防汛在即，情况紧急。")
    assert "防汛在即" in page(row, at)


def test_days_left_are_counted_every_day_until_the_last(cast: Cast, at: datetime) -> None:
    row = opened(cast, at)
    later = at + timedelta(days=29)
    assert count_days(at=later) == 1
    assert "还剩 2 天" in page(row, later)
    assert row.closes_at is not None
    assert turn_consultations(at=row.closes_at - timedelta(seconds=1)) == 0
    assert turn_consultations(at=row.closes_at) == 1
    assert turn_consultations(at=row.closes_at) == 0


def test_consultation_opens_at_the_time_that_was_planned(cast: Cast, at: datetime) -> None:
    row = opened(cast, at, opens_at=at + timedelta(days=2))
    assert row.state == "passed"
    assert row.path not in tree("edu")
    assert turn_consultations(at=at + timedelta(days=1)) == 0
    assert turn_consultations(at=at + timedelta(days=2)) == 1
    assert "征集中" in page(row, at + timedelta(days=2))


def test_what_is_sent_twice_is_one_and_what_comes_late_is_told(cast: Cast, at: datetime) -> None:
    row = opened(cast, at)
    assert sent(row, at) == sent(row, at)
    assert ConsultationOpinion.objects.count() == 1
    with pytest.raises(Refused, match="最多 5000 字，现在多了 95000 字"):
        sent(row, at, "two", text="长" * 100_000)
    assert row.closes_at is not None
    with pytest.raises(Refused, match=r"截止，不再接收.*0563-1234567"):
        sent(row, row.closes_at, "three", text="晚了")
    assert IntakeRow.objects.count() == 1


def test_what_was_received_in_time_counts_though_it_is_taken_late(cast: Cast, at: datetime) -> None:
    row = opened(cast, at)
    assert row.closes_at is not None
    last = row.closes_at - timedelta(seconds=1)
    form = SentForm("one", {"text": "最后一刻"}, "198.51.100.1", site="edu")
    receive_form(form=public_form(row.form_code), sent=form, at=last)
    turn_consultations(at=row.closes_at)
    take_waiting(at=row.closes_at + timedelta(hours=1))
    assert ConsultationOpinion.objects.get().received_at == last


def test_nothing_personal_is_shown_or_stands_in_an_event(cast: Cast, at: datetime) -> None:
    row = opened(cast, at, showing="at_once")
    sent(row, at)
    opinion = ConsultationOpinion.objects.get()
    for words in (TYPED["text"], "欧阳无双说的对"):
        with pytest.raises(Refused, match="公开的文字里"):
            show_opinion(actor=cast.officer, at=at, opinion_id=opinion.pk, public_text=words)
    show_opinion(actor=cast.officer, at=at, opinion_id=opinion.pk, public_text="贴在门口。")
    assert "贴在门口" in page(row, at)
    told = " ".join(Event.objects.values_list("payload", flat=True))
    assert not any(words in told for words in ("贴在门口", "欧阳", TYPED["phone"]))


def test_sender_may_have_the_opinion_told_and_erased(cast: Cast, at: datetime) -> None:
    row = closed(cast, at)
    with pytest.raises(Refused):
        sent(row, at)
    row = opened(cast, at)
    sent(row, at)
    with transaction.atomic():
        (record,) = records_of("139 1234 5678", actor=cast.desk_editor, at=at)
        assert ("姓名或单位", "欧阳无双") in record.facts
        erased = erase_of(TYPED["phone"], actor=cast.desk_editor, at=at, reason="本人要求")
        assert erased.erased == 1
        assert not list(records_of(TYPED["phone"], actor=cast.desk_editor, at=at))
    found = ConsultationOpinion.objects.get()
    assert (found.text, found.name) == ("", "")


def test_result_waits_for_every_opinion_and_for_points(cast: Cast, at: datetime) -> None:
    from mingtang.service.consultations.actions.results import publish_result  # the one use

    row = opened(cast, at)
    sent(row, at)
    assert row.closes_at is not None
    turn_consultations(at=row.closes_at)
    with pytest.raises(Refused) as refusal:
        publish_result(actor=cast.leader, at=row.closes_at, consultation_id=row.pk, result=" ")
    assert [one.code for one in refusal.value.reasons] == [
        "consultations.no_result", "consultations.no_points", "consultations.unread",
    ]  # fmt: skip
