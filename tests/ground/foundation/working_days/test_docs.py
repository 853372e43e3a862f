import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from mingtang.wiring.cli.main import main

PAGE = Path(__file__).resolve().parents[4] / "docs" / "explanation" / "calendar.md"
TEXT = PAGE.read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n\$ mingtang (.*?)\n(.*?)```", TEXT, flags=re.DOTALL)
PYTHON = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)


@pytest.mark.parametrize(("line", "printed"), CONSOLE, ids=[line for line, _ in CONSOLE])
def test_calendar_page_shows_what_the_command_prints(line: str, printed: str) -> None:
    assert CliRunner().invoke(main, shlex.split(line)).output == printed


@pytest.mark.parametrize("code", PYTHON)
def test_calendar_page_shows_code_that_runs(code: str) -> None:
    exec(code, {})
