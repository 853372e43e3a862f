from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.editorial.content.enums import ArticleKind, ArticleState, ArticleVerb, PlacementState
from mingtang.editorial.content.policies import placements, readiness, revisions, states
from mingtang.editorial.reading import document_numbers

SAMPLES = [
    ("明政办[2026]12号", "明政办〔2026〕12号"),
    ("明政办(2026)012号", "明政办〔2026〕12号"),
    ("明政办（2026）第12号", "明政办〔2026〕12号"),
    ("明政办【2026】 12 号", "明政办〔2026〕12号"),
    ("明政办〔202612号", "明政办〔2026〕12号"),
    ("明政办〔2026〕12号", "明政办〔2026〕12号"),
    (" 明州市人民政府令第7号 ", "明州市人民政府令第7号"),
    ("公告", "公告"),
    ("", ""),
]


@pytest.mark.parametrize(("written", "normalised"), SAMPLES)
def test_document_number_is_normalised(written: str, normalised: str) -> None:
    assert document_numbers.normalised(written) == normalised


@given(st.text(max_size=40))
def test_document_number_normalising_twice_changes_nothing(text: str) -> None:
    once = document_numbers.normalised(text)
    assert document_numbers.normalised(once) == once


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("根据《关于印发办法的通知》（明政办[2025]3号）要求", "明政办〔2025〕3号"),
        ("2026年第12号", ""),
        ("没有文号", ""),
    ],
)
def test_document_number_is_found_in_text(text: str, found: str) -> None:
    assert document_numbers.first_in(text).endswith(found)


@pytest.mark.parametrize(
    ("text", "standard"),
    [
        ("明政办〔2026〕12号", True),
        ("明州市人民政府令第7号", True),
        ("明政办〔2026〕012号", False),
        ("明政办[2026]12号", False),
        ("〔2026〕12号", False),
    ],
)
def test_document_number_standard_shape(text: str, standard: bool) -> None:
    assert document_numbers.is_standard(text) is standard


def test_every_verb_has_a_move_and_every_state_a_way_out() -> None:
    assert set(states.MOVES) == set(ArticleVerb)
    ways_out = {state for sources, _ in states.MOVES.values() for state in sources}
    assert ways_out == set(ArticleState)


@pytest.mark.parametrize("state", list(ArticleState))
@pytest.mark.parametrize("verb", list(ArticleVerb))
def test_refused_move_says_the_state_in_chinese(state: ArticleState, verb: ArticleVerb) -> None:
    decision = states.may_move(state, verb)
    allowed = state in states.MOVES[verb][0]
    assert bool(decision) is allowed
    assert allowed or decision.reasons[0].code == "content.wrong_state"


def test_nothing_but_a_passed_article_is_published() -> None:
    assert states.MOVES[ArticleVerb.PUBLISH][0] == {ArticleState.PASSED}
    leading_there = [v for v, (_, after) in states.MOVES.items() if after is ArticleState.PASSED]
    assert leading_there == [ArticleVerb.PASS]


def _draft(**changes: object) -> readiness.Draft:
    values: dict[str, object] = {
        "kind": ArticleKind.NEWS,
        "title": "市图书馆新馆开放",
        "source": "市文化局",
        "author": "李小月",
        "body": [{"type": "text", "value": "<p>正文</p>", "id": "1"}],
        "happened_on": date(2026, 3, 2),
    }
    return readiness.Draft(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"title": " "}, ["content.title_missing"]),
        ({"title": "长" * 201}, ["content.title_long"]),
        ({"body": []}, ["content.body_missing"]),
        ({"body": [{"type": "text", "value": "长" * 2_000_001}]}, ["content.body_large"]),
        ({"source": ""}, ["content.source_missing"]),
        ({"happened_on": None}, ["content.happened_on_missing"]),
        ({"document_number": "不是文号"}, ["content.document_number"]),
        ({"kind": ArticleKind.NOTICE, "happened_on": None}, []),
        (
            {"kind": ArticleKind.POLICY},
            ["content.issuing_office_missing", "content.document_date_missing"],
        ),
        (
            {"title": "", "source": "", "happened_on": None},
            ["content.title_missing", "content.source_missing", "content.happened_on_missing"],
        ),
    ],
)
def test_going_on_gives_every_reason(changes: dict[str, object], codes: list[str]) -> None:
    assert [reason.code for reason in readiness.may_go_on(_draft(**changes)).reasons] == codes


def test_saving_asks_for_little() -> None:
    assert readiness.may_save(_draft(source="", happened_on=None, body=[]))


def test_offer_needs_an_article_at_the_desk_and_an_open_column() -> None:
    decision = placements.may_offer(ArticleState.DRAFT, column_is_open=False)
    assert [r.code for r in decision.reasons] == ["content.not_placeable", "content.column_closed"]
    assert placements.may_offer(ArticleState.PASSED, column_is_open=True)


@pytest.mark.parametrize(
    ("state", "to", "reason", "codes"),
    [
        (PlacementState.OFFERED, PlacementState.ACCEPTED, "", []),
        (PlacementState.OFFERED, PlacementState.REFUSED, "", ["content.reason_missing"]),
        (PlacementState.REFUSED, PlacementState.ACCEPTED, "", ["content.placement_state"]),
        (PlacementState.ACCEPTED, PlacementState.WITHDRAWN, "重复", []),
        (
            PlacementState.WITHDRAWN,
            PlacementState.WITHDRAWN,
            "",
            ["content.placement_state", "content.reason_missing"],
        ),
    ],
)
def test_placement_decisions(
    state: PlacementState, to: PlacementState, reason: str, codes: list[str]
) -> None:
    found = placements.may_decide(state, to, reason=reason)
    assert [r.code for r in found.reasons] == codes


def test_revision_digest_hangs_on_content_not_on_order() -> None:
    assert revisions.digest_of({"a": 1, "b": "二"}) == revisions.digest_of({"b": "二", "a": 1})
    assert revisions.digest_of({"a": 1}) != revisions.digest_of({"a": 2})
    assert revisions.changed_fields({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": None}) == {"b"}
