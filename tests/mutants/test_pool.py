from itertools import islice
from pathlib import Path

import pytest

from tests.mutants.pool import Mutant, Place, files_of, mutants_of, places_in, sample


def _mutants(folder: Path, code: str, seed: int = 1) -> list[Mutant]:
    (folder / "policies.py").write_text(code, "utf-8")
    return list(mutants_of(folder, ["policies.py"], seed=seed))


def test_policies_and_actions_of_a_room_are_judged(tree: Path) -> None:
    room = tree / "src/mingtang/upper/room"
    (room / "actions").mkdir()
    (room / "actions" / "life.py").touch()

    assert [Path(file).name for file in files_of(tree, "upper/room")] == ["life.py", "policies.py"]


@pytest.mark.parametrize(
    "code",
    [
        "def f(a: int | None, *, b: 'str | None') -> int | None:\n    'Add a + 1.'\n",
        "Answer = int | Sequence[str] | None\n",
        "limit: int | None\n",
        "TEXT = '请填写 1 + 1。'\n",
        "if TYPE_CHECKING:\n    import x\n",
        "Frozen = dataclass(frozen=True)\n",
        "found = a == 'b'\n".replace("==", "is"),
    ],
)
def test_what_is_no_behaviour_is_not_changed(tmp_path: Path, code: str) -> None:
    assert _mutants(tmp_path, code) == []


def test_each_mutant_tells_what_it_changes(tmp_path: Path) -> None:
    code = "def f(a, b):\n    if a and b:\n        return a + 1\n"

    told = {(one.place.start[0], one.before, one.after) for one in _mutants(tmp_path, code)}

    assert {line for line, _, _ in told} == {2, 3}
    assert (2, "if a and b:", "if a or b:") in told
    assert (3, "return a + 1", "return a + 2") in told
    assert (3, "return a + 1", "return a - 1") in told
    assert not any("&" in after or "<<" in after for _, _, after in told)


def test_mutants_that_behave_alike_come_once(tmp_path: Path) -> None:
    mutants = _mutants(tmp_path, "def f(a):\n    if a is None:\n        return a\n")

    assert len(mutants) == 1  # `not a is None` is `a is not None`


@pytest.mark.parametrize(
    "test", ["a == 'b'", "a.pk == b", "a == b.person_id", "a_id == b_id", "a == State.LIVE"]
)
def test_texts_keys_and_members_are_only_equal_or_not(tmp_path: Path, test: str) -> None:
    opposite = test.replace("==", "!=")
    for code, changed in ((test, opposite), (opposite, test)):
        assert [one.after for one in _mutants(tmp_path, f"found = {code}\n")] == [
            f"found = {changed}"
        ]
    assert len(_mutants(tmp_path, "found = a == b\n")) == 5


def test_key_changes_with_the_file(tmp_path: Path) -> None:
    first, second = (
        _mutants(tmp_path, f"def f(a):\n    return not a{end}") for end in ("\n", "\n\n")
    )

    assert [one.after for one in first] == [one.after for one in second] == ["return  a"]
    assert {one.key for one in first}.isdisjoint(one.key for one in second)


def test_sample_depends_on_the_seed_alone(tree: Path) -> None:
    def taken(seed: int) -> list[Place]:
        files = files_of(tree, "upper/room")
        return [one.place for one in islice(mutants_of(tree, files, seed=seed), 5)]

    assert taken(1) == taken(1)
    assert taken(1) != taken(2)


def test_sample_takes_every_spot_before_any_twice() -> None:
    places = places_in("a.py", "x = 1 if a == b else 2\ny = c < d and e\n")
    spots = {(one.start, one.end) for one in places}

    order = list(sample(places, seed=7))

    assert sorted(map(repr, order)) == sorted(map(repr, places))
    assert {(one.start, one.end) for one in order[: len(spots)]} == spots
