"""What of an installation others may read: the published pages, and nothing else."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from mingtang.editorial.pages.writing import Tree
from mingtang.wiring.config.private_files import exposed, keep_private, make_private, open_the_way
from tests.harness.processes import run_mingtang


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_what_is_open_is_found_and_closed(tmp_path: Path) -> None:
    home, database = tmp_path / "home", tmp_path / "elsewhere.sqlite3"
    open_the_way(home)
    wrong = [home / name for name in ("secrets", "secrets/django", "logs", "logs/office.log")]
    wrong += [home / "mingtang.sqlite3", home / "mingtang.sqlite3-wal", database]
    for path in wrong:
        path.mkdir() if "." not in path.name and path.name != "django" else path.touch()
        path.chmod(0o755 if path.is_dir() else 0o644)
    (home / "www").mkdir(mode=0o755)

    assert {one.path for one in exposed(home, (database,))} == set(wrong)
    assert {one.path for one in make_private(home, (database,))} == set(wrong)

    assert list(exposed(home, (database,))) == []
    assert {mode(path) for path in wrong} == {0o700, 0o600}
    assert (mode(home), mode(home / "www")) == (0o711, 0o755)


def test_a_link_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.touch(mode=0o644)
    home = tmp_path / "home"
    home.mkdir()
    (home / "sign-ins.txt").symlink_to(target)
    assert make_private(home) == []
    assert mode(target) == 0o644


def test_pages_stay_readable_while_all_else_is_private(tmp_path: Path) -> None:
    keep_private()
    tree = Tree(tmp_path / "www" / "portal")
    staged = tree.stage("/news/2026/1.html", b"<p>page</p>" * 100, None, "token")
    assert mode(Path(staged.temporary)) == 0o644
    for folder in ("www", "www/portal", "www/portal/news", "www/portal/news/2026"):
        assert mode(tmp_path / folder) == 0o755
    other = tmp_path / "other"
    other.touch()
    assert mode(other) == 0o600


@pytest.mark.slow
def test_processes_write_private_files(tmp_path: Path) -> None:
    """Also on a machine whose users are generous."""
    home = tmp_path / "home"
    done = run_mingtang("manage", "migrate", "organization", MINGTANG_HOME=home)
    assert done.returncode == 0
    assert mode(home) == 0o711
    assert mode(home / "mingtang.sqlite3") == 0o600
    assert mode(home / "secrets" / "django") == 0o600
    assert list(exposed(home)) == []
