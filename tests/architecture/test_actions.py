"""Every action of every room stands in a table of tests/actions, or here with the reason why not."""

from tests.actions.discovery import actions_of_all_rooms
from tests.actions.spec import faults_of
from tests.actions.test_actions import CASES
from tests.architecture.exceptions import allowed


def _untried() -> set[str]:
    tried = {case.name for case in CASES}
    found = actions_of_all_rooms()
    assert len(found) > 80
    assert tried <= found.keys()
    return {
        name for name in found.keys() - tried if not name.partition(".")[2].startswith("locked_")
    }


def _covers(entry: str, name: str) -> bool:
    return name == entry or (entry.endswith(".") and name.startswith(entry))


def test_every_action_is_tried_by_right_and_wrong_people() -> None:
    exceptions, untried = allowed("actions"), _untried()
    missing = {name for name in untried if not any(_covers(one, name) for one in exceptions)}

    assert sorted(missing) == [], "describe these actions in tests/actions"
    unused = {one for one in exceptions if not any(_covers(one, name) for name in untried)}
    assert not unused, f"no longer needed in allowed.toml: {sorted(unused)}"


def test_every_description_names_wrong_people_and_wrong_states() -> None:
    assert [fault for case in CASES for fault in faults_of(case)] == []
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))
