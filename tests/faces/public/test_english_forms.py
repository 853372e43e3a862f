"""Forms, receipts and states on a site whose pages are English: nothing of the platform is Chinese there."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import html5lib
import pytest
import time_machine
from django.test import Client

from mingtang.editorial.sites.models import Column
from mingtang.editorial.sitesearch.interfaces.public_pages import ADDRESS, BEGIN, END
from mingtang.ground.foundation.wording import wording_of
from mingtang.institution.organization.models import Unit
from mingtang.service.letters.models import Mailbox
from mingtang.service.surveys.enums import OnceRule, SurveyKind
from mingtang.workbench.casework.actions import showing
from mingtang.workbench.intake.actions import put_status, take_waiting
from mingtang.workbench.intake.forms import PublicForm, all_forms
from mingtang.workbench.intake.models import OfferedForm
from mingtang.workbench.intake.policies import normal_code, normal_secret
from mingtang.workbench.intake.receipts import status_key
from tests.factories import consultations, surveys
from tests.factories.cast import Cast
from tests.factories.letters import mailbox
from tests.factories.regulations import bound_pack

pytestmark = [pytest.mark.django_db, pytest.mark.urls("mingtang.wiring.config.public_urls")]
PACKAGE = Path(showing.__file__).parents[3]
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
NOTE = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
SHARED = {"intake", "signin"}  # rooms whose pages readers see; the others render in the office
FRAME = (
    f'<!doctype html><html lang="en"><head><title>Search</title></head><body>{BEGIN}{END}'
    '<div class="marks">Published by: Mingzhou</div></body></html>'
)


def chinese_in(text: str) -> list[str]:
    return CHINESE.findall(NOTE.sub("", text))


@pytest.fixture
def english(settings: Any, tmp_path: Path) -> Client:
    """A reader before the portal, whose published pages are English."""
    settings.PUBLISH_ROOT = tmp_path / "www"
    settings.INTAKE_INBOX = tmp_path / "inbox"
    (tmp_path / "www" / ".maps").mkdir(parents=True)
    hosts = '{"default": "portal", "sites": {"localhost": "portal"}}'
    (tmp_path / "www" / ".maps" / "hosts.json").write_text(hosts)
    page = tmp_path / "www" / "portal" / ADDRESS.removeprefix("/")
    page.parent.mkdir(parents=True)
    page.write_text(FRAME)
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


class Reader:
    """Opens pages, and fails at the first that says something in Chinese but what offices wrote."""

    def __init__(self, client: Client, at: datetime) -> None:
        self.client, self.at = client, at

    def read(self, answer: Any, *typed: str) -> str:
        text = answer.content.decode()
        html5lib.HTMLParser(strict=True).parse(text)
        assert '<html lang="en">' in text
        for own in sorted({*written_by_offices(), *typed}, key=len, reverse=True):
            text = text.replace(own, "")
        found = CHINESE.search(NOTE.sub("", text))
        assert not found, text[max(found.start() - 200, 0) : found.end() + 100]
        return str(answer.content.decode())

    def get(self, address: str) -> str:
        with time_machine.travel(self.at, tick=False):
            return self.read(self.client.get(address))

    def post(self, address: str, /, **values: Any) -> Any:
        self.at += timedelta(seconds=30)
        with time_machine.travel(self.at, tick=False):
            return self.client.post(address, values)


def written_by_offices() -> set[str]:
    names = set(Unit.objects.values_list("name", flat=True))
    names |= set(Column.objects.values_list("name", flat=True))
    names |= {one for box in Mailbox.objects.all() for one in (box.name, box.holder, box.intro)}
    for row in OfferedForm.objects.all():
        names |= {row.title, row.title.removeprefix("提意见："), *row.section_titles}
        names |= {row.intro} if row.code.startswith("survey") else set()
        for field in row.fields:
            label = re.sub(r"^\d+\. ", "", field["label"])
            names |= {label} if re.match(r"\d+\. ", field["label"]) else set()
            names |= {words for _, words in field.get("choices", ())}
            names |= {field.get("help", "")}
    said = wording_of("en").said
    return {one for one in names if one and one not in said and one not in PLATFORM} | {"明州"}


# Texts of the platform that stand in rows of offered forms.
PLATFORM = {"可以选多项", "最多选 2 项"}


def texts_of(form: PublicForm) -> Iterator[str]:
    yield from (form.title, *form.intro.splitlines(), form.receipt, form.column_type)
    yield from (*form.next_steps, *form.section_titles)
    for field in form.fields:
        yield from (field.label, field.help, *(label for _, label in field.choices))
    if form.files:
        yield from (form.files.label, form.files.help)


def test_every_form_has_all_its_words_in_english() -> None:
    say = wording_of("en").say
    forms = [form for form in all_forms() if form.code != "trial"]
    missing = {text for form in forms for text in texts_of(form) if chinese_in(str(say(text)))}

    assert len(forms) > 7
    assert missing == set()  # they belong into words/en.toml of the room


def test_every_state_and_step_of_a_case_has_its_words_in_english() -> None:
    texts = [*showing._STATES.values(), *showing._STEPS.values()]
    assert [one for one in texts if chinese_in(str(wording_of("en").say(one)))] == []


@pytest.mark.parametrize(
    "template",
    [*PACKAGE.glob("*/intake/templates/*/*.html"), *PACKAGE.glob("*/signin/templates/*/*.html"),
     PACKAGE / "editorial/sitesearch/templates/sitesearch/results.html",
     PACKAGE / "editorial/sitesearch/templates/sitesearch/similar.html"],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)  # fmt: skip
def test_every_template_of_readers_has_its_words_in_english(template: Path) -> None:
    assert chinese_in(wording_of("en").worded(template.read_text("utf-8"))) == []


@pytest.fixture
def reader(english: Client, cast: Cast, at: datetime, settings: Any) -> Reader:
    """A reader of an English site with a mailbox, a consultation, a survey and a rating of offices."""
    bound_pack("city", at=at - timedelta(days=90))
    settings.NOTICE_MAIL = {"host": "127.0.0.1"}
    mailbox(cast, at)
    consultations.opened(cast, at)
    surveys.opened(cast, at, once=OnceRule.MAIL)
    surveys.opened(cast, at, kind=SurveyKind.APPRAISAL)
    OfferedForm.objects.update(site="portal")
    return Reader(english, at + timedelta(hours=1))


def codes() -> Iterable[str]:
    return [
        *(form.code for form in all_forms() if form.code != "trial"),
        *OfferedForm.objects.values_list("code", flat=True),
    ]


def test_every_form_is_english_when_opened_and_when_sent_empty(reader: Reader) -> None:
    assert len(list(codes())) > 10
    for code in codes():
        page = reader.get(f"/forms/{code}/")
        given = re.search(r'name="pass" value="([^"]*)"', page)
        if given is None:  # nothing to choose, such as no interview
            assert "at present" in page
            continue
        for values in ({"pass": given[1]}, {"pass": given[1], "turn": "next"}, {}):
            refused = reader.post(f"/forms/{code}/", **values)
            if refused.status_code != 200:
                assert "Not sent yet" in reader.read(refused)
                assert "Please" in refused.content.decode()


TYPED = {
    "category": "complaint", "title": "满意", "text": "建议", "name": "张三", "phone": "12",
    "email": "no", "progress": "sms",
}  # fmt: skip


def test_letter_its_receipt_and_its_state_are_english(reader: Reader) -> None:
    box = Mailbox.objects.get()
    page = reader.get("/forms/letter/")
    asked = re.search(r"How much is (\d) plus (\d)\?", page)
    given = re.search(r'name="pass" value="([^"]*)"', page)
    assert asked
    assert given
    total = str(sum(map(int, asked.groups())))
    values = {**TYPED, "mailbox": str(box.pk), "pass": given[1], "answer": total}

    faulty = reader.read(reader.post("/forms/letter/", **values), *TYPED.values())
    assert "Please fill in a correct telephone number" in faulty
    assert 'value="满意"' in faulty  # what a reader typed is no label
    assert "建议" in faulty
    other = reader.post(
        "/forms/letter/", **{**values, "category": "help", "phone": "", "email": ""}
    )
    refused = reader.read(other, *TYPED.values())
    assert "takes these only: Question, Complaint, Suggestion." in refused

    sent = reader.post("/forms/letter/", **{**values, "phone": "13800000000", "email": ""})
    assert sent.status_code == 302, sent.content.decode()
    receipt = reader.get(f"/forms/receipt/{sent['Location'].partition('receipt/')[2]}")
    assert "What happens next" in receipt
    code, secret = re.findall(r"<strong>([0-9A-Z ]+)</strong>", receipt)
    take_waiting(at=reader.at)
    found = reader.read(reader.post("/forms/status/", code=code, secret=secret))
    assert "<strong>Received" in found
    assert re.search(r"\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d", found)
    again = reader.read(reader.post("/forms/status/", code=code, secret="0"))
    assert "Not found" in again
    rated = reader.post("/forms/case-rating/", turn="edit", code=code, secret=secret)
    reader.read(rated)


def test_receipt_that_is_over_and_query_are_english(reader: Reader) -> None:
    assert "no longer shown" in reader.get("/forms/receipt/?t=x")
    assert "Look up" in reader.get("/forms/status/")
    reader.get("/forms/my-letters/")
    reader.get("/search/?q=budget")
    reader.get("/search/")


def test_closed_form_says_when_in_english(reader: Reader) -> None:
    row = OfferedForm.objects.filter(code__startswith="opinion").get()
    reader.at = row.closes_at + timedelta(days=1)
    assert "Closed since 2026-" in reader.get(f"/forms/{row.code}/")


def test_steps_of_a_case_are_english(reader: Reader, at: datetime) -> None:
    steps = [(at, text.format(unit="教育局")) for text in showing._STEPS.values()]
    key = status_key(normal_code("1234 5678 1234 5678"), normal_secret("0000 0000 0000"))
    put_status(
        key=key, title="来信（来信〔2026〕1号）", state="已答复", received_at=at, at=at,
        steps=[*steps, (at, "办理单位来信：Hello")],
    )  # fmt: skip
    page = reader.post("/forms/status/", code="1234567812345678", secret="000000000000")
    assert "Passed on to 教育局" in reader.read(page, "教育局")
    assert "The office writes: Hello" in page.content.decode()
    assert "Letter (No. 1 of 2026)" in page.content.decode()


def test_chinese_site_is_unchanged(english: Client, cast: Cast, settings: Any) -> None:
    page = Path(settings.PUBLISH_ROOT) / "portal" / ADDRESS.removeprefix("/")
    page.write_text(FRAME.replace('lang="en"', 'lang="zh-CN"'))
    text = english.get("/forms/status/").content.decode()
    assert '<html lang="zh-Hans">' in text
    assert "回执编号" in text
