"""Forms that the office made: on several pages, by code, once a day from an address, until they end."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import RequestFactory

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.spine.events.models import Event
from mingtang.workbench.intake.actions import receive_form, take_waiting
from mingtang.workbench.intake.actions.offering import (
    Offering,
    add_answer_codes,
    end_offer,
    offer_form,
    spend_answer_code,
    withdraw_offer,
)
from mingtang.workbench.intake.actions.receiving import SentForm
from mingtang.workbench.intake.enums import FieldKind
from mingtang.workbench.intake.forms import (
    FormField,
    PublicForm,
    ReceivedForm,
    UnknownForm,
    public_form,
    register_family,
)
from mingtang.workbench.intake.interfaces.pages import answer_form
from mingtang.workbench.intake.interfaces.places import PublicPlace
from mingtang.workbench.intake.models import AnswerCode, IntakeRow, OfferedForm
from mingtang.workbench.intake.offered import ANSWER_CODE, offered
from mingtang.workbench.intake.sealed import open_content
from tests.workbench.intake import trial

pytestmark = pytest.mark.django_db
CODE = "trialpoll-1"
DAY = timedelta(days=1)
WAYS = (("bus", "公交"), ("bike", "自行车"), ("walk", "步行"))
TEXT = FormField(name="text", label="建议", kind=FieldKind.TEXT, most=500, is_required=True)
BY_CODE = (FormField(name=ANSWER_CODE, label="答题码", is_required=True), TEXT)
PAGES = (
    FormField(
        name="ways", label="怎样出行", kind=FieldKind.MULTIPLE, choices=WAYS, is_required=True
    ),
    FormField(
        name="line", label="坐几路车", section=1, only_when=("ways", ("bus",)), is_required=True
    ),
    FormField(name="lane", label="哪里缺车道", section=1, only_when=("ways", ("bike",))),
    FormField(name="text", label="建议", kind=FieldKind.TEXT, section=2, is_required=True),
)


def take(received: ReceivedForm, *, at: datetime) -> None:
    """Use the code up where there is one, and take the form."""
    code = received.values.get(ANSWER_CODE)
    if code and not spend_answer_code(form=received.form, code=code, at=at):
        raise Refused([Reason("trial.code_used", "这个答题码已经用过。")])
    trial.take(received, at=at)


FIND = offered(take)


@pytest.fixture(autouse=True)
def _family() -> None:
    register_family("trialpoll", FIND)


def offer(at: datetime, **changes: Any) -> PublicForm:
    """Return a form that is offered for three days from a moment."""
    values: dict[str, Any] = {
        "code": CODE, "site": "portal", "title": "出行调查", "fields": (TEXT,), "opens_at": at,
        "closes_at": at + 3 * DAY, "closed_words": "结果将在本网站公布。",
    }  # fmt: skip
    offer_form(Offering(**values | changes))
    return public_form(CODE)


def send(number: str, at: datetime, address: str = "", **typed: str) -> Any:
    """Send the form as one client."""
    where = address or f"198.51.100.{len(number)}"
    form = SentForm(number, {"text": "多开一班车。"} | typed, where, site="portal")
    return receive_form(form=public_form(CODE), sent=form, at=at)


def codes(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [f"{one.code} {one.field}".strip() for one in refusal.value.reasons]


class Reader:
    """Someone who goes through the pages of the form, without script or cookies."""

    def __init__(self, at: datetime) -> None:
        self.at, self.html = at, ""
        self.read(self.ask(RequestFactory().get("/"), at))

    def ask(self, request: Any, at: datetime) -> HttpResponse:
        place = PublicPlace("portal", "198.51.100.1", lambda: "明州市人民政府")
        with time_machine.travel(at, tick=False):
            return answer_form(request, place, CODE, at)

    def read(self, page: HttpResponse) -> int:
        self.html = page.content.decode() or self.html
        return page.status_code

    @property
    def hidden(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.html):
            found.setdefault(name, []).append(value)
        return found

    def send(
        self, turn: str = "next", after: timedelta = timedelta(seconds=30), **typed: Any
    ) -> int:
        values = self.hidden | {"turn": turn} | typed
        if numbers := re.search(r"(.)加(.)等于几", self.html):
            digits = ("零一二三四五六七八九".index(sign) for sign in numbers.groups())
            values["answer"] = str(sum(digits))
        at = self.at + after
        return self.read(self.ask(RequestFactory().post("/", values), at))


def test_what_is_offered_is_read_as_it_was_written_and_a_repeat_replaces_it(at: datetime) -> None:
    form = offer(at, fields=PAGES, intro="请说说怎样出行。")
    assert form.fields == PAGES
    assert (form.code, form.site, form.title, form.intro) == (
        CODE, "portal", "出行调查", "请说说怎样出行。",
    )  # fmt: skip
    again = offer(at, title="出行问卷", fields=(TEXT,))
    assert (again.title, again.fields, again.intro) == ("出行问卷", (TEXT,), "")
    assert OfferedForm.objects.count() == 1


def test_pages_ask_what_follows_from_the_answers_and_lose_nothing(at: datetime) -> None:
    offer(at, fields=PAGES)
    reader = Reader(at)
    assert "第 1 页，还有后续问题" in reader.html
    assert reader.send(ways=[]) == 422
    assert "请选择“怎样出行”" in reader.html
    assert reader.send(ways=["bus", "walk"]) == 200
    assert reader.hidden["ways"] == ["bus", "walk"]
    assert 'name="line"' in reader.html
    assert 'name="lane"' not in reader.html  # asked of who cycles
    assert reader.send(line=" ") == 422
    assert "请填写“坐几路车”" in reader.html
    assert reader.send(line="7路") == 200
    assert "第 3 页，最后一页" in reader.html
    assert reader.send("back", text="早晚加车") == 200
    assert 'value="7路"' in reader.html
    assert reader.hidden["text"] == ["早晚加车"]
    assert reader.send("back", line="7路") == 200
    boxes = re.findall(r"<input[^>]*name=\"ways\"[^>]*>", reader.html)
    assert ["checked" in box for box in boxes] == [True, False, True]

    assert reader.send(ways=["walk"]) == 200  # the second page falls away
    assert "第 2 页，最后一页" in reader.html
    assert reader.send("", text="早晚加车", ways=["walk"]) == 302
    row = IntakeRow.objects.get()
    assert open_content(row.key, bytes(row.payload)).values == {
        "ways": "walk", "line": "", "lane": "", "text": "早晚加车",
    }  # fmt: skip


def test_last_page_leads_back_to_a_fault_of_an_earlier_one(at: datetime) -> None:
    offer(at, fields=PAGES)
    reader = Reader(at)
    reader.send(ways=["bus", "bike"])
    reader.send(line="7路", lane="人民路")
    assert reader.send("", text="加车", ways=["bus", "boat"]) == 422
    assert "列出的选项中选择" in reader.html
    assert (reader.hidden["section"], reader.hidden["text"]) == (["0"], ["加车"])
    assert (reader.hidden["line"], reader.hidden["lane"]) == (["7路"], ["人民路"])
    assert not IntakeRow.objects.exists()


def test_several_values_are_stored_once_each_in_the_order_they_came(at: datetime) -> None:
    offer(at, fields=(PAGES[0], TEXT))
    with pytest.raises(Refused) as refusal:
        send("one", at, ways="bus\nboat")
    assert codes(refusal) == ["intake.no_choice ways"]
    send("one", at, ways="walk\nbus\nwalk\n")
    row = IntakeRow.objects.get()
    assert open_content(row.key, bytes(row.payload)).values["ways"] == "walk\nbus"


def test_answer_code_is_stored_as_a_digest_and_answers_its_own_form_once(at: datetime) -> None:
    offer(at, fields=BY_CODE)
    add_answer_codes(form=CODE, codes=["7788", "9900", "7788"])
    add_answer_codes(form="trialpoll-2", codes=["5566"])
    assert AnswerCode.objects.filter(form=CODE).count() == 2
    assert not any("7788" in one for one in AnswerCode.objects.values_list("digest", flat=True))
    for wrong in ("1234", "5566"):  # of nobody, of another form
        with pytest.raises(Refused) as refusal:
            send("x", at, answer_code=wrong)
        assert codes(refusal) == ["intake.no_code answer_code"]
        assert not spend_answer_code(form=CODE, code=wrong, at=at)
    for number in ("one", "other"):  # both before either is taken
        send(number, at, answer_code="7788")
    assert take_waiting(at=at) == 2
    assert list(IntakeRow.objects.order_by("pk").values_list("state", "error")) == [
        ("taken", ""), ("refused", "这个答题码已经用过。"),
    ]  # fmt: skip
    assert Event.objects.filter(code=trial.TAKEN).count() == 1
    with pytest.raises(Refused) as refusal:
        send("third", at, answer_code="7788")
    assert codes(refusal) == ["intake.code_used answer_code"]

    add_answer_codes(form=CODE, codes=["7788"])  # a repeat makes none valid again
    assert not spend_answer_code(form=CODE, code="7788", at=at + DAY)
    assert AnswerCode.objects.get(used_at__isnull=False).used_at == at
    assert send("fourth", at, answer_code="9900")


def test_one_form_a_day_is_taken_from_an_address(at: datetime) -> None:
    offer(at, once_a_day=True)
    first = send("one", at, "192.0.2.1")
    assert send("one", at + timedelta(minutes=1), "192.0.2.1") == first  # a second click
    almost = at + DAY - timedelta(seconds=1)
    with pytest.raises(Refused, match="您所在的网络在 24 小时内") as refusal:
        send("two", almost, "192.0.2.1")
    assert codes(refusal) == ["intake.too_many"]
    assert send("three", almost, "192.0.2.2")
    assert send("two", at + DAY, "192.0.2.1")
    offer(at)
    assert send("five", at + DAY, "192.0.2.1")
    assert IntakeRow.objects.count() == 4


def test_offer_takes_forms_from_its_opening_until_before_it_ends(at: datetime) -> None:
    offer(at)
    with pytest.raises(Refused, match="2026年3月11日 10:00 起可以提交"):
        send("one", at - timedelta(seconds=1))
    send("one", at)
    ended = at + DAY
    for moment in (ended, ended + DAY, at + 9 * DAY):
        end_offer(code=CODE, at=moment)  # a repeat moves nothing
    assert OfferedForm.objects.get().closes_at == ended
    send("two", ended - timedelta(seconds=1))
    with pytest.raises(
        Refused, match="2026年3月12日 10:00 截止，不再接收。结果将在本网站公布"
    ) as refusal:
        send("three", ended)
    assert codes(refusal) == ["intake.closed"]
    assert take_waiting(at=ended + DAY) == 2  # what came in time
    assert set(IntakeRow.objects.values_list("state", flat=True)) == {"taken"}


def test_offer_that_ended_before_it_opened_is_over(at: datetime) -> None:
    offer(at + DAY)
    end_offer(code=CODE, at=at)
    for moment in (at, at + 2 * DAY):
        with pytest.raises(Refused, match="截止，不再接收"):
            send("one", moment)


def test_reader_of_an_ended_offer_is_told_and_gets_back_what_was_typed(at: datetime) -> None:
    offer(at, fields=PAGES)
    reader = Reader(at)
    reader.send(ways=["bus"])
    end_offer(code=CODE, at=at + timedelta(minutes=1))
    late = timedelta(minutes=2)
    assert reader.send(line="7路", after=late) == 422
    assert "不再接收。结果将在本网站公布。" in reader.html
    assert (reader.hidden["ways"], 'value="7路"' in reader.html) == (["bus"], True)
    closed = Reader(at + late)
    assert "不再接收" in closed.html
    assert "<form" not in closed.html


def test_withdrawn_offer_is_gone_and_what_was_sent_stays_sealed(at: datetime) -> None:
    offer(at)
    send("one", at)
    withdraw_offer(code=CODE)
    withdraw_offer(code=CODE)
    with pytest.raises(UnknownForm):
        public_form(CODE)
    take_waiting(at=at)
    row = IntakeRow.objects.get()
    assert row.state != "taken"
    assert bytes(row.payload)
