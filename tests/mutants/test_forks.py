import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutants.asking import Forks
from tests.mutants.forks import exchange, functions_and_caches
from tests.mutants.running import Runner, copy_tree
from tests.mutants.selection import Reach

CODE = """\
from functools import cache

LIMIT = 3


def is_late(days, most=LIMIT):
    return any(day > most for day in days)


@cache
def doubled(number):
    return number * 2


def adder(more):
    def add(number):
        return number + more

    return add


add_two = adder(2)
"""


@pytest.fixture
def module(tmp_path: Path) -> ModuleType:
    path = tmp_path / "rules.py"
    path.write_text(CODE, "utf-8")
    spec = importlib.util.spec_from_file_location("rules", path)
    assert spec
    assert spec.loader
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def _changed(module: ModuleType, old: str, new: str) -> bool:
    path = Path(str(module.__file__))
    functions, caches = functions_and_caches(path.parent)
    assert CODE.count(old) == 1
    for one in caches:
        one.cache_clear()
    return exchange(str(path), CODE.replace(old, new), functions)


def test_function_does_what_the_changed_text_says(module: ModuleType) -> None:
    is_late, doubled, add_two = module.is_late, module.doubled, module.add_two
    assert (is_late([3]), doubled(4), add_two(1)) == (False, 8, 3)

    assert _changed(module, "day > most", "day >= most")
    assert is_late([3])
    assert _changed(module, "number * 2", "number * 3")
    assert doubled(4) == 12
    assert _changed(module, "number + more", "number - more")
    assert add_two(1) == -1


@pytest.mark.parametrize(
    ("old", "new"),
    [("LIMIT = 3", "LIMIT = 4"), ("@cache\n", ""), ("return number + more", "return number")],
)
def test_what_cannot_be_exchanged_is_told(module: ModuleType, old: str, new: str) -> None:
    assert not _changed(module, old, new)


TESTS = """
import os, time
from mingtang.upper.room.policies import is_late

def test_late(): assert is_late(3)
def test_early(): assert not is_late(2)
def test_broken(): assert False
def test_dies(): is_late(1) and os._exit(9)
def test_hangs(): is_late(1) and time.sleep(60)
"""


@pytest.fixture
def forks(tree: Path, tmp_path: Path) -> Iterator[Forks]:
    file = "tests/upper/room/test_policies.py"
    (tree / file).write_text(TESTS, "utf-8")
    copy = tmp_path / "copy"
    copy_tree(tree, copy)
    runner = Runner()
    names = ("late", "early", "broken", "dies", "hangs")
    yield Forks(runner, copy, [file], Reach({f"{file}::test_{one}": 0.1 for one in names}, {}), 1)
    runner.stop()


@pytest.mark.slow
def test_only_a_test_that_passes_without_the_mutant_kills_it(forks: Forks) -> None:
    (file,), path = forks.files, "src/mingtang/upper/room/policies.py"
    usual = (forks.copy / path).read_text("utf-8")
    mutant = usual.replace("days not in", "days in")

    def killer(*names: str, code: str = mutant) -> str | None:
        ended = forks.killer_of(path, code, [f"{file}::test_{name}" for name in names])
        return ended.first_failed.rpartition("_")[2] if ended else None

    assert killer("late") == "late"
    assert killer("early", "late") == "early"
    assert killer("late", "early", code=usual.replace("is not None", "is None")) == "late"
    assert killer("broken") is killer("dies") is killer("hangs") is killer("unknown") is None
    assert killer("late", code=usual.replace("LIMIT = 3", "LIMIT = 4")) is None
    assert killer("late") == "late"
