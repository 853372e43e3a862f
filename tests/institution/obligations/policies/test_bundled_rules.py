"""Every duty of every bundled pack, at one moment: when it is due, what meets it, what ends it.

Opened on the eve of Labour Day 2026 (Thursday 30 April, 10:00); a rule that starts from a stated day
starts from 29 April; a day set by the case itself is 20 May.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest

from mingtang.institution.obligations.enums import ObligationState as State
from mingtang.institution.obligations.policies.duties import start_of
from mingtang.institution.obligations.policies.replay import replay
from mingtang.institution.obligations.policies.standing import EventFact, Opening, Standing
from mingtang.institution.regulations.loading import bundled_packs, load_pack
from mingtang.institution.regulations.schema import Duty
from tests.factories.obligations import HISTORY, moment

OPENED = moment("2026-04-30 10:00")
DUE = [
    ("demo", "interpretation.afterwards", "2026-05-08 23:59:59"),
    ("demo", "reply.second_answer", "2026-05-11 23:59:59"),
    ("demo", "review.in_time", "2026-05-06 23:59:59"),
    ("hainan", "submission.column_material", "2015-07-20 23:59:59"),
    ("hainan", "submission.responsible_people", "2015-07-17 23:59:59"),
    ("luan", "account.abnormal", "2026-04-30 12:00:00"),
    ("luan", "account.change_to_city_office", "2026-04-20 23:59:59"),
    ("luan", "account.change_to_publicity_office", "2026-04-20 23:59:59"),
    ("luan", "account.emergency_closing_to_city_office", "2026-04-30 12:00:00"),
    ("luan", "account.emergency_closing_to_publicity_office", "2026-04-30 12:00:00"),
    ("luan", "account.opening_to_city_office", "2026-05-08 23:59:59"),
    ("luan", "account.opening_to_publicity_office", "2026-05-08 23:59:59"),
    ("luan", "account.rectification", "2026-05-20 23:59:59"),
    ("luan", "contacts.change_to_city_office", "2026-05-08 23:59:59"),
    ("luan", "contacts.change_to_publicity_office", "2026-05-08 23:59:59"),
    ("luan", "linkage.microblog_client", "2026-04-29 01:00:00"),
    ("luan", "linkage.wechat", "2026-04-30 23:59:59"),
    ("luan", "reply.foreign_matter", "2026-04-29 23:59:59"),
    ("luan", "reply.own_matter", "2026-05-09 23:59:59"),
    ("national", "consultation.result", "2026-05-29 23:59:59"),
    ("national", "linkage.sector_region", "2026-04-30 00:00:00"),
    ("national", "linkage.state_council", "2026-04-30 00:00:00"),
    ("national", "publishing.important", "2026-05-06 23:59:59"),
    ("national", "reply.error_answered", "2026-05-07 23:59:59"),
    ("national", "reply.error_forwarded", "2026-04-30 23:59:59"),
    ("national", "reply.valued_opinion", "2026-05-13 23:59:59"),
    ("national", "review.afterwards", "2026-05-06 23:59:59"),
    ("national", "review.countersign_in_time", "2026-05-07 23:59:59"),
    ("national", "survey.result", "2026-05-29 23:59:59"),
    ("xingning", "publishing.news", "2026-05-06 23:59:59"),
    ("xingning", "publishing.policy", "2026-05-09 23:59:59"),
    ("xingning", "reply.letter", "2026-05-06 23:59:59"),
    ("xingning", "submission.desk", "2026-05-06 23:59:59"),
    ("xingning", "submission.explain_lateness", "2026-05-11 23:59:59"),
    ("xuancheng", "interpretation.common_question", "2026-05-11 23:59:59"),
    ("xuancheng", "interviews.as_planned", "2026-05-20 23:59:59"),
    ("xuancheng", "interviews.on_line_on_time", "2026-04-29 00:15:00"),
    ("xuancheng", "linkage.upper_levels", "2026-04-30 00:00:00"),
    ("xuancheng", "linkage.upper_levels_county", "2026-04-30 00:00:00"),
    ("xuancheng", "monitoring.rectification", "2026-05-20 23:59:59"),
    ("xuancheng", "opinion.answer", "2026-05-06 23:59:59"),
    ("xuancheng", "opinion.claim", "2026-04-30 12:00:00"),
    ("xuancheng", "opinion.handle", "2026-05-06 23:59:59"),
    ("xuancheng", "opinion.judge", "2026-04-30 23:59:59"),
    ("xuancheng", "opinion.report", "2026-04-30 23:59:59"),
    ("xuancheng", "publishing.important", "2026-04-30 16:30:00"),
    ("xuancheng", "review.afterwards", "2026-05-06 23:59:59"),
    ("xuancheng", "reply.claim", "2026-04-29 10:30:00"),
    ("xuancheng", "reply.complaint", "2026-05-09 23:59:59"),
    ("xuancheng", "reply.inquiry", "2026-04-30 23:59:59"),
]
RULES = [pytest.param(pack, rule_id, due, id=f"{pack}:{rule_id}") for pack, rule_id, due in DUE]
SECOND = timedelta(seconds=1)


def written(pack: str, rule_id: str) -> Duty:
    rule = dict(load_pack(pack).rules.items())[rule_id]
    assert isinstance(rule, Duty)
    return rule


def opening_of(rule: Duty) -> Opening:
    payload = {}
    for spec, day in ((rule.starts, "2026-04-29"), (rule.by or "", "2026-05-20")):
        if spec.startswith("payload:"):
            payload[spec.removeprefix("payload:")] = day
    return Opening(1, OPENED, start_of(rule, OPENED, payload), "edu")


def stand(rule: Duty, at: datetime, *facts: EventFact) -> Standing:
    return replay(rule, opening_of(rule), facts, HISTORY, at)


def met(rule: Duty, code: str, at: datetime, **instead: Any) -> EventFact:
    wanted = {key: values[0] for key, values in rule.met_when.get(code, {}).items()}
    return EventFact(2, code, at, "edu", wanted | instead)


def test_table_holds_every_duty() -> None:
    found = {
        (pack, rule_id)
        for pack in bundled_packs()
        for rule_id, rule in load_pack(pack).rules.items()
        if isinstance(rule, Duty) and rule.pack == pack
    }

    assert found == {(pack, rule_id) for pack, rule_id, _ in DUE}


@pytest.mark.parametrize(("pack", "rule_id", "due"), RULES)
def test_duty_is_due(pack: str, rule_id: str, due: str) -> None:
    standing = stand(written(pack, rule_id), OPENED)

    assert standing.due_at == moment(due)
    assert not standing.provisional


@pytest.mark.parametrize(("pack", "rule_id", "due"), RULES)
def test_duty_is_met_in_time_or_late(pack: str, rule_id: str, due: str) -> None:
    rule = written(pack, rule_id)
    due_at = moment(due)
    for code in rule.met_by:
        if due_at >= OPENED:
            assert stand(rule, due_at, met(rule, code, due_at)).state is State.MET
        late = max(due_at, OPENED) + SECOND
        assert stand(rule, late, met(rule, code, late)).state is State.MET_LATE


@pytest.mark.parametrize(("pack", "rule_id", "due"), RULES)
def test_duty_is_met_only_by_what_the_rule_names(pack: str, rule_id: str, due: str) -> None:
    rule = written(pack, rule_id)
    late = max(moment(due), OPENED) + SECOND
    assert stand(rule, late).state is State.OVERDUE
    for code, conditions in rule.met_when.items():
        others = dict.fromkeys(conditions, "something else")
        assert stand(rule, late, met(rule, code, OPENED, **others)).state is State.OVERDUE


@pytest.mark.parametrize(("pack", "rule_id", "due"), RULES)
def test_duty_is_closed_without_a_verdict(pack: str, rule_id: str, due: str) -> None:
    rule = written(pack, rule_id)
    for code in rule.closed_by:
        closed = stand(rule, max(moment(due), OPENED) + SECOND, EventFact(2, code, OPENED))
        assert closed.state is State.CLOSED


@pytest.mark.parametrize(("pack", "rule_id", "due"), RULES)
def test_duty_warns_before_it_is_due(pack: str, rule_id: str, due: str) -> None:
    for warning in stand(written(pack, rule_id), OPENED).warnings:
        assert OPENED < warning < moment(due)


EXTENDED = [
    ("national", "reply.valued_opinion", "casework.case.extended", "2026-05-25 23:59:59"),
    ("xingning", "reply.letter", "casework.case.judged_complex", "2026-05-15 23:59:59"),
]


@pytest.mark.parametrize(("pack", "rule_id", "code", "due"), EXTENDED)
def test_extension_counts_from_the_start_in_all(
    pack: str, rule_id: str, code: str, due: str
) -> None:
    extended = stand(written(pack, rule_id), OPENED + SECOND, EventFact(2, code, OPENED + SECOND))

    assert extended.due_at == moment(due)
