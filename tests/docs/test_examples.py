import re
import shlex
from dataclasses import dataclass

import pytest

from tests.docs.pages import pages
from tests.harness.processes import run_mingtang

# What works after `make setup` alone is really run.
DATABASE_FREE = ("due", "regulations", "--help")


@dataclass(frozen=True)
class Example:
    """A command of a console block with the output that the page shows, if any."""

    page: str
    command: str
    shown: str

    def __str__(self) -> str:
        return f"{self.page}: {self.command}"


def _examples() -> list[Example]:
    found: list[Example] = []
    for page in pages():
        for block in page.blocks("console"):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, shown = part.partition("\n")
                while command.endswith("\\"):
                    more, _, shown = shown.partition("\n")
                    command = command[:-1] + more.lstrip()
                found.append(Example(page.name, command.strip(), shown.rstrip()))
    return found


def _is_run(example: Example) -> bool:
    words = shlex.split(example.command.rpartition("|")[2])
    is_pattern = "path/to/" in example.command
    return (
        words[:1] == ["mingtang"]
        and words[1:] != []
        and words[1] in DATABASE_FREE
        and not is_pattern
    )


def _given(example: Example) -> str | None:
    """Return what `printf '…' | mingtang …` gives to the command."""
    before, pipe, _ = example.command.rpartition("|")
    if not pipe:
        return None
    program, text = shlex.split(before)
    assert program == "printf", f"{example}: write `printf '…' | mingtang …`"
    return text.replace("\\n", "\n")


@pytest.mark.slow
@pytest.mark.parametrize("example", [e for e in _examples() if _is_run(e)], ids=str)
def test_example_is_true(example: Example) -> None:
    words = shlex.split(example.command.rpartition("|")[2])

    done = run_mingtang(*words[1:], given=_given(example))

    if not example.shown:
        assert done.returncode == 0, done.stderr
        return
    pattern = ".*".join(re.escape(part) for part in example.shown.split("…"))
    said = (done.stdout + done.stderr).rstrip()
    assert re.fullmatch(pattern, said, re.DOTALL), said


def test_examples_are_found() -> None:
    assert any(_is_run(example) for example in _examples())
