import json
from pathlib import Path

import pytest

from mingtang.institution.regulations.catalogue import catalogue
from mingtang.institution.regulations.enums import ClauseKind
from mingtang.institution.regulations.last_run import TestRecord, clauses_in, last_run
from mingtang.institution.regulations.loading import load_pack
from mingtang.institution.regulations.schema import Rule
from mingtang.institution.regulations.source_scan import scan
from mingtang.institution.regulations.trace import Status, TraceRow, trace, written_rules

CLAIM = load_pack("xuancheng").rules["reply.claim"]


def _row(
    *tests: tuple[str, set[str]], rules: tuple[Rule, ...] = (CLAIM,), code: tuple[str, ...] = ()
) -> TraceRow:
    records = tuple(
        TestRecord(f"tests/test_a.py::test_xc_12_{number}", outcome, frozenset(read))
        for number, (outcome, read) in enumerate(tests)
    )
    return TraceRow(catalogue().by_id["XC-12"], rules, code, records)


@pytest.mark.parametrize(
    ("row", "status"),
    [
        (_row(("passed", {"XC-12"})), Status.WORKS),
        (_row(("passed", {"XC-12"}), ("skipped", set())), Status.WORKS),
        (_row(("passed", {"XC-12"}), ("passed", set())), Status.WORKS),
        (_row(), Status.PLANNED),
        (_row(("passed", set())), Status.PLANNED),
        (_row(("skipped", {"XC-12"})), Status.PLANNED),
        (_row(("failed", {"XC-12"})), Status.PLANNED),
        (_row(("passed", {"XC-12"}), ("failed", {"XC-12"})), Status.PLANNED),
        (_row(("passed", set()), rules=(), code=("mingtang.a",)), Status.WORKS),
        (_row(("passed", set()), rules=()), Status.PLANNED),
        (_row(rules=(), code=("mingtang.a",)), Status.PLANNED),
    ],
)
def test_status_follows_from_the_tests(row: TraceRow, status: Status) -> None:
    assert row.status is status


def test_row_as_json_has_the_agreed_keys() -> None:
    assert _row(("passed", {"XC-12"}), code=("mingtang.a.b",)).as_json() == {
        "id": "XC-12",
        "kind": "duty",
        "rules": ["xuancheng:reply.claim"],
        "numbers": ["2 hours"],
        "strength": "must",
        "code": ["mingtang.a.b"],
        "tests": ["tests/test_a.py::test_xc_12_0"],
        "status": "works",
    }


@pytest.mark.parametrize(
    ("name", "clauses"),
    [
        ("test_xc_12_claims", ("XC-12",)),
        ("test_xn_18_and_hn_11", ("XN-18", "HN-11")),
        ("test_xn_180_is_none", ()),
        ("test_taxc_12_is_none", ()),
        ("test_release", ()),
    ],
)
def test_clauses_in_the_name_of_a_test(name: str, clauses: tuple[str, ...]) -> None:
    assert clauses_in(name) == clauses


def test_last_run_is_read_by_clause(tmp_path: Path) -> None:
    path = tmp_path / "last_run.json"
    assert last_run(path) == {}
    entry = {"outcome": "passed", "clauses_read": ["XN-18"]}
    path.write_text(json.dumps({"tests": {"a.py::test_xn_18_hn_11": entry}}), "utf-8")
    record = TestRecord("a.py::test_xn_18_hn_11", "passed", frozenset({"XN-18"}))
    assert last_run(path) == {"XN-18": (record,), "HN-11": (record,)}


def test_scan_finds_clauses_rules_and_events(tmp_path: Path) -> None:
    package = tmp_path / "mingtang"
    (package / "desk" / "migrations").mkdir(parents=True)
    (package / "regulations").mkdir()
    code = '''
RIGHTS = {"reply.claim": "no rule is read by this"}

class Desk:
    def claim(self, rules):
        """Claim (XC-12).

        Source: 宣城 二（五） (XC-13).
        """
        # XC-14 in a comment counts for nothing
        return rules["reply.claim"], rules.rule("reply.letter", Duty)

def record(): record_event(code="reply.done")
'''
    for name in (
        "desk/actions.py",
        "desk/queries.py",
        "regulations/rules.py",
        "desk/migrations/m.py",
    ):
        (package / name).write_text(code, "utf-8")
    found = scan(package, ["reply.claim", "reply.letter"], ["reply.done"])
    places = {
        "mingtang.desk.actions.Desk.claim",
        "mingtang.desk.queries.Desk.claim",
    }
    assert found.clauses == {"XC-12": places, "XC-13": places}
    assert found.rules == {"reply.claim": places, "reply.letter": places}
    assert found.events == {"reply.done": {"mingtang.desk.actions.record"}}


def test_trace_tells_every_clause_and_nothing_is_lacking() -> None:
    found = trace()
    assert [row.clause for row in found.rows] == list(catalogue().clauses)
    assert found.faults == ()


def test_trace_names_missing_rules_and_unknown_clauses(monkeypatch: pytest.MonkeyPatch) -> None:
    record = TestRecord("a.py::test_xc_99_b", "passed", frozenset())
    rules = tuple(rule for rule in written_rules() if "XN-18" not in rule.clauses)
    monkeypatch.setattr("mingtang.institution.regulations.trace.written_rules", lambda: rules)
    monkeypatch.setattr(
        "mingtang.institution.regulations.trace.last_run", lambda: {"XC-99": (record,)}
    )
    assert list(trace().faults) == [
        "XN-18 要求“定额任务”，但没有制度包写了这样的规则",
        "XN-32 要求“定额任务”，但没有制度包写了这样的规则",
        "测试 a.py::test_xc_99_b 的名称写了不存在的条款 XC-99",
    ]


def test_rule_is_listed_in_the_pack_that_wrote_it() -> None:
    rows = {row.clause.id: row.as_json()["rules"] for row in trace().rows}
    assert rows["XC-14"] == ["xuancheng:reply.complaint"]
    assert rows["HN-11"] == [
        "demo:submission.county_weekly_quota",
        "hainan:submission.weekly_quota",
    ]


def test_every_kind_of_the_catalogue_has_a_label() -> None:
    assert all(kind.label for kind in ClauseKind)
