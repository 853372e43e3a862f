"""`mingtang media judge`: what is stored, judged by the rules of today."""

from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from mingtang.spine.events.models import Event
from mingtang.wiring.cli.media import command
from tests.factories import media
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db


def test_stored_files_that_are_good_are_counted(cast: Cast, at: datetime) -> None:
    media.picture(cast.edu, actor=cast.officer, at=at)
    file = media.office_file(cast.edu, actor=cast.officer, at=at)

    quiet = CliRunner().invoke(command, ["judge"])
    told = CliRunner().invoke(command, ["judge", "--all"])

    assert (quiet.exit_code, quiet.output) == (0, "共检查 2 个，合格 2 个，不合格 0 个。\n")
    assert f"合格 附件 {file.pk}《文件》 附件.txt" in told.output


def test_stored_file_that_is_bad_is_named_with_every_reason(cast: Cast, at: datetime) -> None:
    changed = media.office_file(cast.edu, actor=cast.officer, at=at)
    gone = media.office_file(cast.edu, actor=cast.officer, at=at, name="丢.txt")
    page = media.office_file(cast.edu, actor=cast.officer, at=at, name="页.txt")
    Path(changed.file.path).write_bytes(b"other")
    Path(gone.file.path).unlink()
    Path(page.file.path).write_bytes(b"<html><script>1</script></html>")
    before = Event.objects.count()

    told = CliRunner().invoke(command, ["judge"])

    assert told.exit_code == 1
    assert told.output.count("不合格 附件") == 3
    assert "不是同一份内容" in told.output
    assert "文件找不到了" in told.output
    assert told.output.endswith("共检查 3 个，合格 0 个，不合格 3 个。\n")
    assert Event.objects.count() == before, "judging changes nothing"
