import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import PACKAGE, ROOT, sources
from tests.architecture.storeys import contracts

CONTRACTS = contracts()


@dataclass(frozen=True)
class Break:
    """A forbidden import, and the words by which the linter must tell it."""

    file: str
    line: str
    told: str


# The name of a contract -> imports that it must refuse.
BREAKS = {
    "storeys": (
        Break(
            "spine/events/planted_up.py",
            "import mingtang.institution.organization.enums",
            "mingtang.spine.events.planted_up -> mingtang.institution.organization.enums",
        ),
        Break("novelty/__init__.py", "", "mingtang.novelty"),
    ),
    "wiring": (Break("wiring/novelty/__init__.py", "", "mingtang.wiring.novelty"),),
    "faces": (
        Break(
            "faces/public/planted_sideways.py",
            "import mingtang.faces.api",
            "mingtang.faces.public.planted_sideways -> mingtang.faces.api",
        ),
        Break("faces/novelty/__init__.py", "", "mingtang.faces.novelty"),
    ),
    "oversight": (Break("oversight/novelty/__init__.py", "", "mingtang.oversight.novelty"),),
    "service": (Break("service/novelty/__init__.py", "", "mingtang.service.novelty"),),
    "editorial": (
        Break(
            "editorial/submission/planted_sideways.py",
            "def late():\n    import mingtang.editorial.review.apps",
            "mingtang.editorial.submission.planted_sideways -> mingtang.editorial.review.apps",
        ),
        Break(
            "editorial/content/planted_up.py",
            "import mingtang.editorial.publishing.apps",
            "mingtang.editorial.content.planted_up -> mingtang.editorial.publishing.apps",
        ),
        Break(
            "editorial/pages/planted_up.py",
            "def late():\n    import mingtang.editorial.content.models",
            "mingtang.editorial.pages.planted_up -> mingtang.editorial.content.models",
        ),
        Break("editorial/novelty/__init__.py", "", "mingtang.editorial.novelty"),
    ),
    "workbench": (Break("workbench/novelty/__init__.py", "", "mingtang.workbench.novelty"),),
    "institution": (
        Break(
            "institution/regulations/planted_up.py",
            "import mingtang.institution.organization.apps",
            "mingtang.institution.regulations.planted_up -> mingtang.institution.organization.apps",
        ),
        Break("institution/novelty/__init__.py", "", "mingtang.institution.novelty"),
    ),
    "spine": (Break("spine/novelty/__init__.py", "", "mingtang.spine.novelty"),),
    "ground": (Break("ground/novelty/__init__.py", "", "mingtang.ground.novelty"),),
    "inside a room": (
        Break(
            "editorial/submission/models.py",
            "import mingtang.editorial.submission.actions",
            "mingtang.editorial.submission.models -> mingtang.editorial.submission.actions",
        ),
        Break(
            "editorial/review/actions.py",
            "import mingtang.editorial.review.interfaces.planted",
            "mingtang.editorial.review.actions -> mingtang.editorial.review.interfaces.planted",
        ),
        Break("editorial/review/interfaces/planted.py", "", ""),
        Break("editorial/submission/helpers.py", "", "mingtang.editorial.submission.helpers"),
    ),
    "inside publishing": (
        Break(
            "editorial/publishing/models/planted.py",
            "import mingtang.editorial.publishing.engine",
            "mingtang.editorial.publishing.models.planted -> mingtang.editorial.publishing.engine",
        ),
        Break("editorial/publishing/novelty.py", "", "mingtang.editorial.publishing.novelty"),
    ),
    "inside layouts": (
        Break(
            "editorial/layouts/models.py",
            "import mingtang.editorial.layouts.actions",
            "mingtang.editorial.layouts.models -> mingtang.editorial.layouts.actions",
        ),
        Break("editorial/layouts/novelty.py", "", "mingtang.editorial.layouts.novelty"),
    ),
    "inside pages": (
        Break(
            "editorial/pages/models/planted.py",
            "import mingtang.editorial.pages.engine",
            "mingtang.editorial.pages.models.planted -> mingtang.editorial.pages.engine",
        ),
        Break("editorial/pages/novelty.py", "", "mingtang.editorial.pages.novelty"),
    ),
    "inside themes": (
        Break(
            "editorial/themes/shown.py",
            "import mingtang.editorial.themes.loading",
            "mingtang.editorial.themes.shown -> mingtang.editorial.themes.loading",
        ),
        Break("editorial/themes/novelty.py", "", "mingtang.editorial.themes.novelty"),
    ),
    "inside intake": (
        Break(
            "workbench/intake/models.py",
            "import mingtang.workbench.intake.actions",
            "mingtang.workbench.intake.models -> mingtang.workbench.intake.actions",
        ),
        Break("workbench/intake/novelty.py", "", "mingtang.workbench.intake.novelty"),
    ),
    "public forms without the office": (
        Break(
            "workbench/intake/queries.py",
            "import mingtang.workbench.backoffice.keyset",
            "mingtang.workbench.intake.queries -> mingtang.workbench.backoffice",
        ),
    ),
    "inside events": (
        Break(
            "spine/events/models.py",
            "import mingtang.spine.events.sealing",
            "mingtang.spine.events.models -> mingtang.spine.events.sealing",
        ),
        Break("spine/events/novelty.py", "", "mingtang.spine.events.novelty"),
    ),
    "inside jobs": (
        Break(
            "spine/jobs/models.py",
            "import mingtang.spine.jobs.running",
            "mingtang.spine.jobs.models -> mingtang.spine.jobs.running",
        ),
        Break("spine/jobs/novelty.py", "", "mingtang.spine.jobs.novelty"),
    ),
    "inside regulations": (
        Break(
            "institution/regulations/loading.py",
            "import mingtang.institution.regulations.models",
            "mingtang.institution.regulations.loading -> mingtang.institution.regulations.models",
        ),
        Break("institution/regulations/novelty.py", "", "mingtang.institution.regulations.novelty"),
    ),
    "pure policies": (
        Break(
            "editorial/submission/policies/sending.py",
            "import django.utils.timezone",
            "mingtang.editorial.submission.policies.sending -> django",
        ),
        Break(
            "editorial/review/enums.py",
            "import django.db.models",
            "mingtang.editorial.review.enums -> django",
        ),
        Break(
            "ground/foundation/planted.py",
            "import django.db",
            "mingtang.ground.foundation.planted -> django",
        ),
    ),
    "no network in actions": (
        Break(
            "editorial/submission/actions/desk.py",
            "import mingtang.editorial.submission.errand",
            "mingtang.editorial.submission.actions.desk -> mingtang.editorial.submission.errand",
        ),
        Break(
            "editorial/submission/errand.py",
            "import requests",
            "mingtang.editorial.submission.errand -> requests",
        ),
    ),
    "no furniture in actions": (
        Break(
            "editorial/review/actions.py",
            "import wagtail.log_actions",
            "mingtang.editorial.review.actions -> wagtail",
        ),
    ),
    "the public face knows no office": (
        Break(
            "wiring/config/public_urls.py",
            "import mingtang.wiring.config.office_urls",
            "mingtang.wiring.config.public_urls -> mingtang.wiring.config.office_urls",
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


def _modules() -> set[str]:
    """Return the dotted name of every module and package of the platform."""
    names = {".".join(("mingtang", *source.parts)) for source in sources()}
    return names | {name.removesuffix(".__init__") for name in names}


def _named_modules(contract: dict[str, Any]) -> list[str]:
    """Return the patterns of our own modules that a contract speaks of."""
    named = [
        *contract.get("source_modules", ()),
        *contract.get("containers", ()),
        *contract.get("forbidden_modules", ()),
    ]
    return [name for name in named if name.startswith("mingtang")]


def _matches(pattern: str, module: str) -> bool:
    """Match as the linter does: a star is one part of the name, two are any number of them."""
    regex = re.escape(pattern).replace(r"\*\*", r".+").replace(r"\*", r"[^.]+")
    return re.fullmatch(regex, module) is not None


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract["name"])
def test_contract_matches_modules(contract: dict[str, Any]) -> None:
    """The linter reports a contract on no module as KEPT."""
    modules = _modules()
    named = _named_modules(contract)

    assert named
    assert [
        pattern for pattern in named if not any(_matches(pattern, name) for name in modules)
    ] == []


def test_pattern_of_a_moved_module_is_seen() -> None:
    assert _matches("mingtang.*.*.actions", "mingtang.editorial.content.actions")
    assert not _matches("mingtang.*.actions", "mingtang.editorial.content.actions")
