import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]


@dataclass(frozen=True)
class Break:
    """A forbidden import, and the words by which the linter must tell it."""

    file: str
    line: str
    told: str


# The name of a contract -> imports that it must refuse.
BREAKS = {
    "floors": (
        Break(
            "events/planted_up.py",
            "import mingtang.organization.enums",
            "mingtang.events.planted_up -> mingtang.organization.enums",
        ),
        Break(
            "submission/planted_sideways.py",
            "def late():\n    import mingtang.publishing.apps",
            "mingtang.submission.planted_sideways -> mingtang.publishing.apps",
        ),
        Break("novelty/__init__.py", "", "mingtang.novelty"),
    ),
    "inside a room": (
        Break(
            "submission/models.py",
            "import mingtang.submission.actions",
            "mingtang.submission.models -> mingtang.submission.actions",
        ),
        Break(
            "review/actions.py",
            "import mingtang.review.interfaces.planted",
            "mingtang.review.actions -> mingtang.review.interfaces.planted",
        ),
        Break("review/interfaces/planted.py", "", ""),
        Break("submission/helpers.py", "", "mingtang.submission.helpers"),
    ),
    "inside publishing": (
        Break(
            "publishing/models/planted.py",
            "import mingtang.publishing.engine",
            "mingtang.publishing.models.planted -> mingtang.publishing.engine",
        ),
        Break("publishing/novelty.py", "", "mingtang.publishing.novelty"),
    ),
    "inside events": (
        Break(
            "events/models.py",
            "import mingtang.events.sealing",
            "mingtang.events.models -> mingtang.events.sealing",
        ),
        Break("events/novelty.py", "", "mingtang.events.novelty"),
    ),
    "inside jobs": (
        Break(
            "jobs/models.py",
            "import mingtang.jobs.running",
            "mingtang.jobs.models -> mingtang.jobs.running",
        ),
        Break("jobs/novelty.py", "", "mingtang.jobs.novelty"),
    ),
    "inside regulations": (
        Break(
            "regulations/loading.py",
            "import mingtang.regulations.models",
            "mingtang.regulations.loading -> mingtang.regulations.models",
        ),
        Break("regulations/novelty.py", "", "mingtang.regulations.novelty"),
    ),
    "pure policies": (
        Break(
            "submission/policies.py",
            "import django.utils.timezone",
            "mingtang.submission.policies -> django",
        ),
        Break("review/enums.py", "import django.db.models", "mingtang.review.enums -> django"),
        Break("foundation/planted.py", "import django.db", "mingtang.foundation.planted -> django"),
    ),
    "no network in actions": (
        Break(
            "submission/actions.py",
            "import mingtang.submission.errand",
            "mingtang.submission.actions -> mingtang.submission.errand",
        ),
        Break("submission/errand.py", "import requests", "mingtang.submission.errand -> requests"),
    ),
    "no furniture in actions": (
        Break(
            "review/actions.py", "import wagtail.log_actions", "mingtang.review.actions -> wagtail"
        ),
    ),
    "the public face knows no office": (
        Break(
            "config/public_urls.py",
            "import mingtang.config.office_urls",
            "mingtang.config.public_urls -> mingtang.config.office_urls",
        ),
    ),
}


def _lint(source: Path, folder: Path) -> tuple[int, str]:
    """Run the linter on a tree; return its code and its words on one line."""
    done = subprocess.run(
        [
            Path(sys.executable).with_name("lint-imports"),
            "--config",
            ROOT / "pyproject.toml",
            "--no-cache",
            "--no-logo",
        ],
        env=os.environ | {"PYTHONPATH": str(source), "COLUMNS": "400", "NO_COLOR": "1"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def _told_by(contract: str, report: str) -> str:
    """Return what the linter tells about one contract."""
    lines = report.partition("Broken contracts")[2].splitlines()
    told: list[str] = []
    is_ours = False
    for number, line in enumerate(lines):
        underline = lines[number + 1] if number + 1 < len(lines) else ""
        if line and underline == "-" * len(line):
            is_ours = line == contract
        if is_ours:
            told.append(line)
    return "\n".join(told)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The linter's report on a copy of the platform with every forbidden import planted."""
    source = tmp_path_factory.mktemp("broken")
    shutil.copytree(
        PACKAGE,
        source / "mingtang",
        ignore=lambda folder, names: [
            name
            for name in names
            if name in {"migrations", "__pycache__"}
            or not (name.endswith(".py") or (Path(folder) / name).is_dir())
        ],
    )
    for planted in (planted for breaks in BREAKS.values() for planted in breaks):
        path = source / "mingtang" / planted.file
        path.parent.mkdir(parents=True, exist_ok=True)
        init = path.parent / "__init__.py"
        init.touch()
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\n{planted.line}\n")
    code, report = _lint(source, source)
    assert code == 1, report
    return report


def test_contracts_hold(tmp_path: Path) -> None:
    code, report = _lint(PACKAGE.parent, tmp_path)

    assert code == 0, report


@pytest.mark.parametrize("contract", [contract["name"] for contract in CONTRACTS])
def test_contract_refuses_what_it_forbids(contract: str, broken: str) -> None:
    told = _told_by(contract, broken)

    assert BREAKS[contract]
    for planted in BREAKS[contract]:
        assert planted.told in told, f"{contract} lets through: {planted}\n{broken}"
