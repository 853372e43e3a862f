"""The key of personal data is changed from the command line: add, rotate, drop."""

import os
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from mingtang.institution.organization.models import Person
from mingtang.spine.events.models import Event
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.running import work_jobs
from mingtang.wiring.cli.main import main
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["vault", *arguments])


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Path:
    """The file of the secrets in a data folder of its own."""
    monkeypatch.setenv("MINGTANG_HOME", str(tmp_path))
    monkeypatch.delenv("MINGTANG_PERSONAL_DATA_KEY", raising=False)
    path = tmp_path / "secrets" / "personal_data"
    path.parent.mkdir()
    path.write_text(settings.PERSONAL_DATA_KEY, "ascii")
    return path


def test_key_is_changed_in_three_steps(
    cast: Cast, at: datetime, file: Path, settings: Settings
) -> None:
    phone = cast.officer.phone
    assert run("add-key").exit_code == 0
    new, old = file.read_text("ascii").split(",")
    assert old == settings.PERSONAL_DATA_KEY
    assert len(new) == 64
    assert file.stat().st_mode & 0o077 == 0
    settings.PERSONAL_DATA_KEY = file.read_text("ascii")  # the platform was started again

    refused = run("drop-keys")
    assert (refused.exit_code, "还有内容由旧密钥加密" in refused.stderr) == (1, True)
    assert "organization.Person.phone\t" in run("status").stdout
    assert run("rotate", "--by", "officer").exit_code == 1
    begun = run("rotate", "--by", "operator")
    assert (begun.exit_code, "已排队" in begun.stdout) == (0, True)
    event = Event.objects.get(code="desk.keys.rotation_begun")
    assert event.actor == cast.operator.person_key
    while work_jobs(event.recorded_at, lane=JobLane.MAINTENANCE):
        pass

    assert "已去掉 1 把旧密钥" in run("drop-keys").stdout
    assert file.read_text("ascii") == new
    assert file.stat().st_mode & 0o077 == 0
    settings.PERSONAL_DATA_KEY = new
    assert Person.objects.get(pk=cast.officer.pk).phone == phone
    assert run("drop-keys").stdout == "没有旧密钥。\n"


def test_key_from_the_environment_is_changed_there(
    cast: Cast, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "MINGTANG_PERSONAL_DATA_KEY", "a secret of the machine")
    before = file.read_text("ascii")
    for line in ("add-key", "drop-keys"):
        refused = run(line)
        assert refused.exit_code == 1
        assert "新的写在前面" in refused.stderr
    assert file.read_text("ascii") == before
