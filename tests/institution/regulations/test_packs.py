"""The numbers of the notices, one by one, as they were read in the notices themselves.

No test here carries a clause in its name: that a pack holds a number does not make the row work.
"""

import pytest

from mingtang.institution.regulations.catalogue import catalogue
from mingtang.institution.regulations.loading import bundled_packs, load_pack
from mingtang.institution.regulations.schema import (
    ApprovalRule,
    CompulsoryGates,
    Consents,
    Duty,
    Forbidden,
    Freshness,
    Quota,
    Register,
    ReviewList,
)

# clause, pack, rule, time, strength, where the number comes from
DUTIES = [
    ("GB-01", "national", "publishing.important", "1 working day", "must", "reading"),
    ("GB-04", "national", "consultation.result", "20 working days", "must", "reading"),
    ("GB-04", "national", "survey.result", "20 working days", "must", "reading"),
    ("GB-05", "national", "reply.valued_opinion", "7 working days", "must", "clause"),
    ("GB-07", "national", "linkage.state_council", "24 hours", "must", "yardstick"),
    ("GB-07", "national", "linkage.sector_region", "24 hours", "must", "yardstick"),
    ("GB-12", "national", "review.afterwards", "1 working day", "must", "reading"),
    ("XC-34", "xuancheng", "review.afterwards", "1 working day", "must", "reading"),
    ("XC-01", "xuancheng", "publishing.important", "4 hours", "must", "reading"),
    ("XC-02", "xuancheng", "linkage.upper_levels", "24 hours", "must", "yardstick"),
    ("XC-02", "xuancheng", "linkage.upper_levels_county", "24 hours", "must", "yardstick"),
    ("XC-08", "xuancheng", "opinion.judge", "same day", "must", "reading"),
    ("XC-08", "xuancheng", "opinion.report", "same day", "must", "reading"),
    ("XC-08", "xuancheng", "opinion.handle", "1 working day", "must", "reading"),
    ("XC-08", "xuancheng", "opinion.answer", "1 working day", "must", "reading"),
    ("XC-09", "xuancheng", "opinion.claim", "2 hours", "must", "reading"),
    ("XC-12", "xuancheng", "reply.claim", "2 hours", "must", "clause"),
    ("XC-13", "xuancheng", "reply.inquiry", "1 working day", "must", "clause"),
    ("XC-14", "xuancheng", "reply.complaint", "5 working days", "must", "clause"),
    ("XC-26", "xuancheng", "monitoring.rectification", "payload:due_on", "must", "clause"),
    ("XN-06", "xingning", "publishing.news", "2 working days", "must", "clause"),
    ("XN-07", "xingning", "publishing.policy", "5 working days", "normally", "clause"),
    ("XN-08", "xingning", "reply.letter", "2 working days", "in_principle", "clause"),
    ("XN-20", "xingning", "submission.desk", "1 working day", "normally", "clause"),
    ("XN-32", "xingning", "submission.explain_lateness", "5 working days", "must", "reading"),
    ("LA-04", "luan", "account.opening_to_city_office", "3 working days", "must", "clause"),
    ("LA-04", "luan", "account.opening_to_publicity_office", "3 working days", "must", "clause"),
    ("LA-05", "luan", "account.change_to_city_office", "7 working days", "must", "clause"),
    ("LA-05", "luan", "account.change_to_publicity_office", "7 working days", "must", "clause"),
    ("LA-06", "luan", "account.abnormal", "2 hours", "must", "reading"),
    ("LA-06", "luan", "account.emergency_closing_to_city_office", "2 hours", "must", "reading"),
    (
        "LA-06",
        "luan",
        "account.emergency_closing_to_publicity_office",
        "2 hours",
        "must",
        "reading",
    ),
    ("LA-10", "luan", "reply.own_matter", "5 working days", "in_principle", "clause"),
    ("LA-11", "luan", "reply.foreign_matter", "same day", "must", "clause"),
    ("LA-17", "luan", "linkage.microblog_client", "1 hour", "strive", "clause"),
    ("LA-17", "luan", "linkage.wechat", "1 working day", "must", "clause"),
    ("LA-20", "luan", "contacts.change_to_city_office", "3 working days", "must", "clause"),
    ("LA-20", "luan", "contacts.change_to_publicity_office", "3 working days", "must", "clause"),
    ("LA-27", "luan", "account.rectification", "payload:due_on", "must", "clause"),
    ("XC-07", "xuancheng", "interpretation.common_question", "5 working days", "must", "reading"),
    ("XC-11", "xuancheng", "interviews.as_planned", "payload:due_on", "must", "clause"),
    ("XC-11", "xuancheng", "interviews.on_line_on_time", "15 minutes", "must", "reading"),
    ("HN-19", "hainan", "submission.responsible_people", "2015-07-17", "must", "clause"),
    ("HN-19", "hainan", "submission.column_material", "2015-07-20", "must", "clause"),
]
QUOTAS = [
    ("XN-18", "xingning", "submission.weekly_quota", 1, "week"),
    ("HN-11", "hainan", "submission.weekly_quota", 3, "week"),
    ("LA-18", "luan", "account.posts_quota", "payload:posts_per_week", "week"),
    ("GB-10", "national", "meeting.regular", 1, "week"),
    ("GB-19", "national", "assessment.yearly", 1, "year"),
    ("GB-20", "national", "training.yearly", 1, "year"),
    ("XC-04", "xuancheng", "disclosure.quarterly_circular", 1, "quarter"),
    ("XC-11", "xuancheng", "interviews.yearly_plan", 1, "year"),
    ("XC-25", "xuancheng", "meeting.joint", 1, "month"),
    ("XC-31", "xuancheng", "training.yearly", 1, "year"),
    ("XC-35", "xuancheng", "assessment.yearly", 1, "year"),
    ("XN-22", "xingning", "training.yearly", 1, "year"),
    ("XN-27", "xingning", "drill.yearly", 1, "year"),
    ("XN-30", "xingning", "assessment.yearly", 1, "year"),
    ("XN-31", "xingning", "assessment.yearly_circular", 1, "year"),
]
GAPS = [
    ("GB-01", "national", "columns.kept_up", "payload:update_cycle", "clause"),
    ("GB-09", "national", "languages.in_step", "2 weeks", "yardstick"),
    ("XC-08", "xuancheng", "opinion.watch", "1 day", "clause"),
    ("XN-10", "xingning", "columns.portal_classes", "payload:update_cycle", "clause"),
    ("XN-11", "xingning", "columns.unit_classes", "payload:update_cycle", "clause"),
    ("XN-20", "xingning", "portal.daily", "1 day", "clause"),
    ("LA-27", "luan", "account.update", "15 days", "clause"),
]
LISTS = [
    ("XC-03", "xuancheng", "disclosure.fields", 7),
    ("XC-03", "xuancheng", "disclosure.stages", 5),
    ("XC-08", "xuancheng", "opinion.steps", 5),
    ("XN-10", "xingning", "content.portal_classes", 10),
    ("XN-11", "xingning", "content.unit_classes", 6),
    ("XN-13", "xingning", "services.themes", 9),
    ("XN-15", "xingning", "services.progress_channels", 4),
    ("XN-17", "xingning", "submission.classes", 7),
    ("XN-26", "xingning", "site.self_check", 7),
    ("HN-05", "hainan", "submission.classes", 8),
    ("HN-16", "hainan", "submission.formats", 3),
    ("LA-05", "luan", "account.receivers", 2),
    ("LA-08", "luan", "interpretation.forms", 6),
    ("XC-07", "xuancheng", "interpretation.forms", 4),
    ("GB-02", "national", "interpretation.forms", 8),
]


@pytest.mark.parametrize(("clause", "pack", "rule_id", "time", "strength", "source"), DUTIES)
def test_duty(clause: str, pack: str, rule_id: str, time: str, strength: str, source: str) -> None:
    rule = load_pack(pack).rules[rule_id]
    assert isinstance(rule, Duty)
    assert clause in rule.clauses
    assert (rule.within or rule.ahead or rule.by, rule.strength, rule.number_from) == (
        time,
        strength,
        source,
    )
    assert rule.verified is (source == "clause")


@pytest.mark.parametrize(("clause", "pack", "rule_id", "count", "period"), QUOTAS)
def test_quota(clause: str, pack: str, rule_id: str, count: int | str, period: str) -> None:
    rule = load_pack(pack).rules[rule_id]
    assert isinstance(rule, Quota)
    assert clause in rule.clauses
    assert (rule.at_least, rule.per, rule.strength) == (count, period, "must")


@pytest.mark.parametrize(("clause", "pack", "rule_id", "gap", "source"), GAPS)
def test_freshness(clause: str, pack: str, rule_id: str, gap: str, source: str) -> None:
    rule = load_pack(pack).rules[rule_id]
    assert isinstance(rule, Freshness)
    assert clause in rule.clauses
    assert (rule.no_gap_over, rule.number_from) == (gap, source)


@pytest.mark.parametrize(("clause", "pack", "rule_id", "count"), LISTS)
def test_register(clause: str, pack: str, rule_id: str, count: int) -> None:
    rule = load_pack(pack).rules[rule_id]
    assert isinstance(rule, Register)
    assert clause in rule.clauses
    assert len(rule.entries) == count


def test_every_clock_rule_of_the_notices_is_in_a_table_above() -> None:
    listed = {(pack, rule_id) for _, pack, rule_id, *_ in (*DUTIES, *QUOTAS, *GAPS)}
    written = {
        (rule.pack, rule.id)
        for name in bundled_packs()
        for kind in (Duty, Quota, Freshness)
        for rule in load_pack(name).rules.of_type(kind)
        if rule.pack != "demo" and rule.clauses
    }
    assert written == listed


@pytest.mark.parametrize(
    ("pack", "rule_id", "in_all", "added"),
    [
        ("national", "reply.valued_opinion", "15 working days", "8 working days"),
        ("xingning", "reply.letter", "10 working days", "8 working days"),
    ],
)
def test_extended_time_in_all(pack: str, rule_id: str, in_all: str, added: str) -> None:
    rule = load_pack(pack).rules[rule_id]
    assert isinstance(rule, Duty)
    assert (rule.extended_to, rule.extension) == (in_all, added)


def test_switches_and_starts_that_clauses_leave_open() -> None:
    duties = {
        (name, rule.id): rule
        for name in bundled_packs()
        for rule in load_pack(name).rules.of_type(Duty)
    }
    assert duties["xuancheng", "reply.claim"].outside_office_hours is False
    assert duties["luan", "linkage.microblog_client"].outside_office_hours is True
    assert duties["xingning", "publishing.news"].starts == "payload:happened_on"
    assert duties["xingning", "publishing.policy"].starts == "payload:document_date"
    assert duties["luan", "account.change_to_city_office"].ahead == "7 working days"
    assert duties["luan", "account.abnormal"].urgent is True
    assert duties["xingning", "submission.desk"].met_by == (
        "publishing.article.released",
        "publishing.article.corrected",
        "submission.returned",
        "submission.merged",
    )


def test_three_misses_in_a_row_are_proposed_not_judged() -> None:
    quota = load_pack("xingning").rules["submission.weekly_quota"]
    assert isinstance(quota, Quota)
    assert (quota.escalates_after, quota.escalates_with) == (3, "submission.lateness.proposed")
    explain = load_pack("xingning").rules["submission.explain_lateness"]
    assert isinstance(explain, Duty)
    assert explain.opened_by == ("submission.lateness.confirmed",)


def test_column_classes_are_those_of_the_lists() -> None:
    rules = load_pack("xingning").rules
    for columns, classes in (
        ("columns.portal_classes", "content.portal_classes"),
        ("columns.unit_classes", "content.unit_classes"),
    ):
        freshness, register = rules[columns], rules[classes]
        assert isinstance(freshness, Freshness)
        assert isinstance(register, Register)
        assert freshness.opened_when["content_class"] == register.codes


def test_review_list_has_six_gates_and_a_signature() -> None:
    found = load_pack("luan").rules["review.list"]
    assert isinstance(found, ReviewList)
    gates = ("political", "policy", "legal", "wording", "secrecy", "public_opinion")
    assert tuple(found.gates) == gates
    assert all(one.gates == gates for one in found.classes.values())
    assert found.important is not None
    assert found.important.signed_by == ("principal_leader",)
    assert [mark.name for mark in found.important.marks] == [
        "major_activity",
        "emergency",
        "wide_impact",
        "sensitive",
    ]


def test_approval_of_each_place() -> None:
    steps = {}
    for name in ("xuancheng", "xingning", "hainan"):
        rule = load_pack(name).rules["submission.approval"]
        assert isinstance(rule, ApprovalRule)
        steps[name] = [(step.name, step.by, step.when.value) for step in rule.steps]
    assert steps == {
        "xuancheng": [
            ("leader_review", ("leader_in_charge",), "always"),
            ("sign_off", ("principal_leader", "leader_in_charge"), "always"),
            ("submission", ("information_officer",), "always"),
        ],
        "xingning": [
            ("approval", ("leader_in_charge",), "always"),
            ("signature", ("principal_leader",), "important"),
        ],
        "hainan": [("approval", ("leader_in_charge",), "always")],
    }


def test_two_approvals_before_an_account_closes() -> None:
    rule = load_pack("luan").rules["account.change_approval"]
    assert isinstance(rule, Consents)
    assert rule.all_of is True
    assert [one.name for one in rule.needed_from] == ["city_office", "publicity_office"]


def test_demo_takes_every_rule_by_name() -> None:
    demo = load_pack("demo")
    assert demo.extends == ()
    assert {rule.pack for rule in demo.rules.values()} == set(bundled_packs())


def test_demo_checks_forbidden_content_at_gates_that_it_has() -> None:
    rules = load_pack("demo").rules
    review = rules["review.list"]
    assert isinstance(review, ReviewList)
    compulsory = {gate for rule in rules.of_type(CompulsoryGates) for gate in rule.gates}
    checked = {rule.checked_in for rule in rules.of_type(Forbidden)} - {"opening"}
    assert compulsory | checked <= set(review.gates)


def test_every_rule_of_a_notice_says_where_it_stands() -> None:
    for name in bundled_packs():
        for rule in load_pack(name).rules.values():
            house = catalogue().documents["platform"].citation
            assert rule.document.startswith("《")
            assert rule.clauses or rule.document == house or not rule.verified
            assert rule.clause or rule.document == house
