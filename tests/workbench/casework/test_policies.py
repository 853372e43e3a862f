"""The state table of cases, and what speaks against single acts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.workbench.casework.enums import CaseState, CaseVerb, EntryKind
from mingtang.workbench.casework.kinds import JUDGEMENTS, CaseKind
from mingtang.workbench.casework.policies import (
    FROM,
    OPEN_STATES,
    TO,
    WHO,
    CaseFacts,
    goes_elsewhere,
    is_rating,
    may_ask_extension,
    may_end_as,
    may_erase,
    may_extend,
    may_join,
    may_judge,
    may_link,
    may_merge,
    may_move,
    number_of,
    says_something,
)

LETTER = CaseKind("letter", "来信", "来信〔{year}〕{number}号", judgements=JUDGEMENTS)
PLAIN = CaseKind(
    "plain", "留言", "留言〔{year}〕{number}号", states=frozenset(CaseState) - {CaseState.PAUSED}
)


def _codes(decision: object) -> list[str]:
    return [reason.code for reason in getattr(decision, "reasons", ())]


def test_every_verb_stands_in_the_table_and_citizens_verbs_ask_no_post() -> None:
    assert set(FROM) == set(CaseVerb)
    assert set(CaseVerb) - set(WHO) == {CaseVerb.HEAR, CaseVerb.RATE}
    assert all(FROM[verb] for verb in CaseVerb)


@given(st.sampled_from(CaseVerb), st.sampled_from(CaseState))
def test_refusal_names_the_state_and_a_step_leads_out_of_what_is_open(
    verb: CaseVerb, state: CaseState
) -> None:
    decision = may_move(LETTER, state, verb)
    assert bool(decision) is (state in FROM[verb])
    if not decision:
        assert state.label in decision.reasons[0].text
    elif verb in TO and verb not in {CaseVerb.CLOSE, CaseVerb.REOPEN}:
        assert state in OPEN_STATES


def test_kind_without_a_pause_refuses_it_by_name() -> None:
    assert _codes(may_move(PLAIN, CaseState.CLAIMED, CaseVerb.PAUSE)) == ["casework.not_of_kind"]
    assert may_move(PLAIN, CaseState.CLAIMED, CaseVerb.ANSWER)
    assert _codes(may_move(PLAIN, CaseState.CLAIMED, CaseVerb.VALUE)) == ["casework.not_of_kind"]


def test_case_goes_only_into_an_open_one_of_its_kind() -> None:
    case = CaseFacts(1, "letter", CaseState.CLAIMED)
    assert may_merge(case, CaseFacts(2, "letter", CaseState.RECEIVED))
    wrong = CaseFacts(1, "plain", CaseState.CLOSED)
    assert _codes(may_merge(case, wrong)) == [
        "casework.same_case",
        "casework.other_kind",
        "casework.not_open",
    ]
    assert may_link(case, CaseFacts(2, "plain", CaseState.CLOSED))


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (may_end_as(LETTER, CaseState.ANSWERED), "casework.not_an_end"),
        (goes_elsewhere("edu", "edu"), "casework.same_unit"),
        (may_join("edu", "edu", frozenset()), "casework.leads_already"),
        (may_join("health", "edu", frozenset({"health"})), "casework.joined_already"),
        (may_extend(is_extendable=False), "casework.no_extension"),
        (may_judge(is_judged=True), "casework.judged_already"),
        (may_ask_extension(is_asked=True), "casework.asked_already"),
        (may_erase(EntryKind.ANSWER), "casework.answer_stays"),
        (is_rating(0), "casework.no_rating"),
        (is_rating(6), "casework.no_rating"),
        (says_something("\u2060"), "casework.nothing_said"),
    ],
)
def test_refusals(decision: object, code: str) -> None:
    assert _codes(decision) == [code]


def test_what_is_allowed() -> None:
    assert may_end_as(LETTER, CaseState.INVALID)
    assert goes_elsewhere("edu", "health")
    assert may_join("health", "edu", frozenset({"office"}))
    assert may_extend(is_extendable=True)
    assert all(is_rating(number) for number in range(1, 6))
    assert number_of(LETTER.pattern, 2026, 12) == "来信〔2026〕12号"
