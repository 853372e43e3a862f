import subprocess
import sys
from pathlib import Path

import pytest

from mingtang.wiring.config.installation import AlreadyRunning, Installation, program_digest


def test_installation_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    first, second = Installation(tmp_path), Installation(tmp_path)
    first.hold()

    with pytest.raises(AlreadyRunning, match="已有一个平台在运行"):
        second.hold()
    first.release()
    second.hold()
    second.release()


def test_installation_is_free_again_when_its_holder_is_gone(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from mingtang.wiring.config.installation import Installation;"
        "Installation(Path(sys.argv[1])).hold()"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)

    installation = Installation(tmp_path)
    installation.hold()
    installation.release()


def test_clearing_spares_what_is_no_demo(tmp_path: Path) -> None:
    (tmp_path / "mingtang.sqlite3").touch()

    with pytest.raises(ValueError, match="is not a demo folder"):
        Installation(tmp_path).clear()

    assert (tmp_path / "mingtang.sqlite3").exists()


def test_clearing_the_demo_leaves_the_lock_and_follows_no_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINGTANG_HOME", str(tmp_path / "home"))
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    demo = Installation.demo()
    demo.hold()
    (demo.home / "media" / "one").mkdir(parents=True)
    (demo.home / "link").symlink_to(outside)
    demo.note_prepared()

    demo.clear()
    demo.release()

    assert {path.name for path in demo.home.iterdir()} == {".mingtang-demo", "run.lock"}
    assert (outside / "kept").exists()
    assert demo.home == tmp_path / "home" / "demo"


def test_preparation_is_noted_for_one_version_of_the_program(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    assert not installation.is_prepared()

    installation.note_prepared()
    assert installation.is_prepared()

    (tmp_path / "prepared").write_text("an earlier version")
    assert not installation.is_prepared()


def test_digest_is_the_same_for_the_same_program() -> None:
    assert program_digest() == program_digest()
