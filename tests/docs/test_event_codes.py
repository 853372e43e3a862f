import re

import pytest

from mingtang.spine.events.jobs import ROUTINES
from mingtang.spine.events.registry import all_types
from mingtang.spine.events.tampering import FaultKind
from mingtang.wiring.cli.events import command
from mingtang.wiring.config.event_codes import MARKS, markdown_table, owned_types, written_into
from tests.docs.pages import ROOT, Page

PAGE = Page(ROOT / "docs/reference/events.md")


def test_table_of_event_codes_is_current() -> None:
    renew = "run: mingtang events codes --write docs/reference/events.md"
    assert written_into(PAGE.text) == PAGE.text, renew


def test_every_event_type_belongs_to_a_room() -> None:
    homeless = [owned.type.code for owned in owned_types() if not owned.room]
    assert homeless == []
    assert len(owned_types()) == len(all_types()) > 0


def test_table_is_written_between_its_marks() -> None:
    page = f"before\n{MARKS[0]}old\n{MARKS[1]}after\n"
    assert written_into(page) == f"before\n{MARKS[0]}{markdown_table()}{MARKS[1]}after\n"
    with pytest.raises(ValueError, match="codes"):
        written_into("no marks")


def test_every_events_command_is_described() -> None:
    described = set(re.findall(r"^\| `mingtang events ([a-z-]+)`", PAGE.text, re.MULTILINE))
    assert described == set(command.commands)


def test_every_fault_and_job_is_described() -> None:
    for kind in FaultKind:
        assert f"| `{kind.value}` | {kind.label} |" in PAGE.text
    for job in ROUTINES:
        assert f"| `{job.name}` |" in PAGE.text
