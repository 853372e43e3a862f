"""Every action of every room stands in a table of tests/actions, or in allowed.toml with the reason why not."""

from pathlib import Path

from tests.actions.discovery import actions_of_all_rooms
from tests.actions.spec import faults_of
from tests.actions.test_actions import CASES
from tests.architecture.exceptions import allowed

ROOT = Path(__file__).parents[2]


def _untried() -> set[str]:
    tried = {case.name for case in CASES}
    found = actions_of_all_rooms()
    assert len(found) > 80
    assert tried <= found.keys()
    return {
        name for name in found.keys() - tried if not name.partition(".")[2].startswith("locked_")
    }


def test_every_action_is_tried_by_right_and_wrong_people() -> None:
    exceptions, untried = allowed("actions").keys(), _untried()

    assert sorted(untried - exceptions) == [], "describe these actions in tests/actions"
    assert sorted(exceptions - untried) == [], "no longer needed in allowed.toml"


def test_every_action_without_a_description_says_where_it_is_tried() -> None:
    places = {name: reason.rpartition(": ")[2] for name, reason in allowed("actions").items()}

    assert {name: place for name, place in places.items() if not (ROOT / place).is_file()} == {}


def test_every_description_names_wrong_people_and_wrong_states() -> None:
    assert [fault for case in CASES for fault in faults_of(case)] == []
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))
