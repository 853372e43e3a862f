"""The list, the page and the acts of cases, as people at a desk and in a unit use them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.spine.events.models import Event
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from mingtang.workbench.casework.actions.texts import add_note
from mingtang.workbench.casework.enums import CaseVerb
from mingtang.workbench.casework.models import Case
from tests.factories import cases as make
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack

Browser = Callable[..., Client]
pytestmark = pytest.mark.django_db


def _url(verb: str, pk: int) -> str:
    return reverse(f"casework:{verb}", args=[pk])


def _send(client: Client, person: Any, url: str, **fields: Any) -> Any:
    return client.post(url, {FIELD: new_form_key(person.pk, url), **fields})


def _page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    text: str = answer.content.decode()
    return text


def test_case_goes_from_desk_to_answer_and_close(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    case = make.received(cast, at)
    desk, unit = browser(cast.desk_editor), browser(cast.officer)
    assert ">转办</a>" in _page(desk, _url("case", case.pk))
    steps = (
        (desk, cast.desk_editor, "dispatch", {"unit": "明州市教育局（edu）"}),
        (unit, cast.officer, "claim", {}),
        (unit, cast.officer, "message", {"text": "请补充线路。"}),
        (unit, cast.officer, "note", {"text": "已问学校"}),
        (desk, cast.desk_editor, "join", {"unit": "health"}),
        (unit, cast.officer, "pause", {"reason": "等学校答复"}),
        (unit, cast.officer, "resume", {}),
        (unit, cast.officer, "answer", {"text": "校车七点到。"}),
        (unit, cast.officer, "close", {}),
    )
    for client, person, verb, fields in steps:
        url = _url(verb, case.pk)
        _page(client, url)
        answer = _send(client, person, url, **fields)
        assert (answer.status_code, answer["Location"]) == (302, _url("case", case.pk)), verb
    page = _page(unit, _url("case", case.pk))
    assert all(text in page for text in ("校车七点到。", "已问学校", "市卫健委", "已办结"))
    assert "派给单位：明州市教育局" in page
    assert "139****5678" in page
    assert "13912345678" not in page


def test_what_cannot_be_done_now_is_told_and_the_form_stays(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    case = make.claimed(cast, at)
    unit = browser(cast.officer)
    refused = unit.get(_url("dispatch", case.pk))
    assert refused.status_code == 403
    assert "没有“转办、并案、延期”的权限" in refused.content.decode()
    answer = _send(unit, cast.officer, _url("answer", case.pk), text=" ")
    assert answer.status_code == 422
    assert browser(cast.desk_editor).get(_url("extend", case.pk)).status_code == 403


def test_full_view_shows_once_and_leaves_an_event(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    case, unit = make.claimed(cast, at), browser(cast.officer)
    url = _url("view", case.pk)
    assert make.SENDER.phone not in _page(unit, url)
    shown = _send(unit, cast.officer, url).content.decode()
    assert all(text in shown for text in vars(make.SENDER).values())
    seen = Event.objects.filter(code="casework.case.viewed", subject=case.subject_key)
    assert [event.actor for event in seen] == [cast.officer.person_key]
    assert "查看来件人完整信息" not in _page(unit, _url("case", case.pk))  # for auditors alone


def test_list_is_filtered_by_all_that_people_ask_for(
    cast: Cast, at: datetime, browser: Browser, drain: Callable[[datetime], object]
) -> None:
    bound_pack("city", at=at)
    first, other = make.claimed(cast, at), make.received(cast, at, sender=make.Sender())
    drain(at)
    desk = browser(cast.desk_editor)
    for query, wanted in (
        ("", {first, other}),
        ("?kind=test_letter&state=received", {other}),
        ("?unit=edu", {first}),
        ("?contact=139-1234-5678", {first}),
        (f"?q={other.number}", {other}),
        ("?since=2026-03-11&until=2026-03-11", {first, other}),
        ("?since=2026-03-12", set()),
        ("?overdue=on", set()),
        ("?sort=received", {first, other}),
    ):
        page = _page(desk, reverse("casework:list") + query)
        shown = {one for one in (first, other) if f"/{one.pk}/" in page}
        assert shown == wanted, query


def test_ticked_cases_are_dispatched_together(cast: Cast, at: datetime, browser: Browser) -> None:
    rows = [make.received(cast, at), make.received(cast, at), make.claimed(cast, at)]
    url = reverse("casework:list")
    fields = {"act": "dispatch", "items": [row.pk for row in rows], "dispatch-unit": "health"}
    page = _send(browser(cast.desk_editor), cast.desk_editor, url, **fields).content.decode()
    assert "已转办" in page
    assert list(Case.objects.order_by("pk").values_list("unit", flat=True)) == [
        "health",
        "health",
        "edu",
    ]
    assert 'name="act"' not in _page(browser(cast.officer), url)


def test_merging_linking_dropping_erasing(cast: Cast, at: datetime, browser: Browser) -> None:
    case, other, wrong = make.claimed(cast, at), make.received(cast, at), make.received(cast, at)
    desk = browser(cast.desk_editor)
    for pk, verb, fields in (
        (other.pk, "merge", {"other": case.number}),
        (wrong.pk, "link", {"other": case.number}),
        (wrong.pk, "drop", {"end": "invalid", "reason": "与本市无关"}),
        (wrong.pk, "erase", {"reason": "来件人要求"}),
    ):
        answer = _send(desk, cast.desk_editor, _url(verb, pk), **fields)
        assert answer.status_code == 302, (verb, answer.content.decode()[-3000:])
    page = _page(desk, _url("case", wrong.pk))
    assert "（已删除）" in page
    assert case.number in page
    assert other.number in _page(desk, _url("case", case.pk))
    entry = add_note(actor=cast.officer, at=at, case_id=case.pk, text="写错了")
    url = reverse("casework:erase-entry", args=[entry.pk])
    assert url in _page(desk, _url("case", case.pk))
    assert _send(desk, cast.desk_editor, url, reason="写错").status_code == 302
    assert "写错了" not in _page(desk, _url("case", case.pk))


def test_start_page_names_what_waits(cast: Cast, at: datetime, browser: Browser) -> None:
    new, mine = make.received(cast, at), make.claimed(cast, at)
    start = reverse("wagtailadmin_home")
    desk, unit = _page(browser(cast.desk_editor), start), _page(browser(cast.officer), start)
    assert new.number in desk
    assert mine.number in unit
    assert new.number not in unit


def test_every_verb_of_a_person_has_a_screen() -> None:
    for verb in set(CaseVerb) - {CaseVerb.HEAR, CaseVerb.RATE, CaseVerb.ERASE_ENTRY}:
        assert _url(verb, 1)
