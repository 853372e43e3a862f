"""What goes wrong leaves the old page and a failed target with its reason."""

import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from pytest_django.fixtures import Settings

from mingtang.editorial.pages import rendering
from mingtang.editorial.pages.actions.incidents import heal_all, heal_open
from mingtang.editorial.pages.engine import claims
from mingtang.editorial.pages.engine.claims import retry_due
from mingtang.editorial.pages.engine.lanes import make_own_pages, work_everything
from mingtang.editorial.pages.engine.recovery import recover
from mingtang.editorial.pages.engine.walking import suspects_of
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.pages.models import Batch, Incident, PublishedSite, Target
from mingtang.editorial.pages.rendering import shells
from mingtang.editorial.themes.loading import bundled_folder, installed_folder
from tests.factories.cast import Cast
from tests.factories.publishing import from_nothing, published_article, tree

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def before(cast: Cast, at: datetime) -> dict[str, bytes]:
    """The portal with one article online."""
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    return tree("portal", with_twins=True)


def failed() -> dict[str, str]:
    return dict(Target.objects.filter(state="failed").values_list("path", "reason"))


def broken_theme(name: str, template: str, text: str) -> None:
    """Put a theme in place as if it had been installed, without asking anybody."""
    folder = installed_folder(name, "1")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(bundled_folder("plain"), folder)
    (folder / template).write_text(text, "utf-8")
    PublishedSite.objects.filter(site__code="portal").update(theme=name, theme_version="1")


def test_template_error_leaves_the_old_page(
    cast: Cast, at: datetime, before: dict[str, bytes]
) -> None:
    broken_theme("broken-head", "column.html", "{% block head %}{% endblock %}\n{% block body %}\n{{ page.nothing }}\n{% endblock %}")  # fmt: skip

    published_article(cast, at + MINUTE, columns=[cast.news], title="第二条")
    work_everything(at + MINUTE)

    assert tree("portal", with_twins=True)["/news/index.html"] == before["/news/index.html"]
    assert failed() == {
        "/news/index.html": "模板 column.html 第 3 行：“ColumnHead”没有“nothing”这一项。"
    }
    PublishedSite.objects.filter(site__code="portal").update(theme="plain", theme_version="")
    shells.clear()
    assert retry_due(at + MINUTE) == 0
    assert retry_due(at + 2 * MINUTE) == 1
    work_everything(at + 2 * MINUTE)
    assert tree("portal") == from_nothing("portal")


def test_page_over_five_megabytes_is_not_written(
    cast: Cast, at: datetime, before: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "LARGEST_PAGE", 3000)
    body = [{"type": "text", "value": f"<p>{'长' * 2000}</p>"}]

    published = published_article(cast, at + MINUTE, columns=[cast.news], body=body)
    work_everything(at + MINUTE)

    page = f"/news/202603/{published.article_id}.html"
    assert page not in tree("portal")
    assert "超过 5 MB 的上限" in failed()[page]


class Disk:
    """A small disk that can be filled; who may not mount one loses the right to write instead."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_mounted = os.geteuid() == 0
        folder.mkdir()
        if self.is_mounted:
            options = ["-t", "tmpfs", "-o", "size=800k", "tmpfs"]
            subprocess.run(["mount", *options, folder], check=True)

    @property
    def reason(self) -> str:
        """What a failed page must say."""
        return (
            "写入文件失败：磁盘已满，请清理空间或扩容。"
            if self.is_mounted
            else "写入文件失败：没有写入权限，请检查发布目录的属主和权限。"
        )

    def fill(self) -> None:
        """Leave no room for another file."""
        if not self.is_mounted:
            self._forbid(0o555)
            return
        with (self.folder / "ballast").open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"x" * 4096)

    def free(self) -> None:
        """Make room again."""
        if not self.is_mounted:
            self._forbid(0o755)
        (self.folder / "ballast").unlink(missing_ok=True)

    def _forbid(self, mode: int) -> None:
        for folder in [self.folder, *self.folder.rglob("*")]:
            if folder.is_dir():
                folder.chmod(mode)

    def remove(self) -> None:
        """Take the disk away."""
        if self.is_mounted:
            subprocess.run(["umount", self.folder], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A small disk of this test."""
    made = Disk(tmp_path / "disk")
    yield made
    made.free()
    made.remove()


@pytest.mark.parametrize("what", ["PUBLISH_ROOT", "PUBLISH_STORE"])
def test_full_disk_leaves_the_old_pages_and_work_goes_on_afterwards(
    cast: Cast, at: datetime, disk: Disk, settings: Settings, what: str
) -> None:
    setattr(settings, what, disk.folder / "inside")
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    before = tree("portal", with_twins=True)
    disk.fill()

    published_article(cast, at + MINUTE, columns=[cast.news], title="第二条")
    work_everything(at + MINUTE)

    assert tree("portal", with_twins=True) == before
    assert set(failed().values()) == {disk.reason}
    assert not list(Path(settings.PUBLISH_ROOT).rglob(".mt-*"))
    disk.free()
    retry_due(at + 5 * MINUTE)
    work_everything(at + 5 * MINUTE)
    assert failed() == {}
    assert tree("portal") == from_nothing("portal")


def test_altered_file_that_had_no_room_is_put_back_later(
    cast: Cast, at: datetime, disk: Disk, settings: Settings
) -> None:
    settings.PUBLISH_ROOT = disk.folder / "inside"
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    before = tree("portal", with_twins=True)
    (settings.PUBLISH_ROOT / "portal/news/index.html").unlink()
    disk.fill()

    heal_all(suspects_of(cast.portal), at)

    assert Incident.objects.get().healed_at is None
    assert heal_open(at) == 0
    disk.free()
    assert heal_open(at + MINUTE) == 1
    assert Incident.objects.get().healed_at == at + MINUTE
    assert tree("portal", with_twins=True) == before


def test_place_that_cannot_be_written_leaves_the_old_page(
    cast: Cast, at: datetime, before: dict[str, bytes]
) -> None:
    """A folder in the place of a page stands for a lost permission, which a superuser never loses."""
    place = Path(settings.PUBLISH_ROOT) / "portal/news/feed.xml"
    place.unlink()
    place.mkdir()

    published_article(cast, at + MINUTE, columns=[cast.news], title="第二条")
    work_everything(at + MINUTE)

    assert list(failed()) == ["/news/feed.xml"]
    assert failed()["/news/feed.xml"].startswith("写入文件失败：")
    place.rmdir()
    retry_due(at + 5 * MINUTE)
    work_everything(at + 5 * MINUTE)
    assert tree("portal") == from_nothing("portal")
    newest = Batch.objects.order_by("pk").last()
    assert newest is not None
    assert newest.pages == newest.entries.count()


def test_claims_of_a_dead_process_come_back_at_once(
    cast: Cast, at: datetime, before: dict[str, bytes]
) -> None:
    published_article(cast, at + MINUTE, columns=[cast.news], title="第二条")
    claim = claims.take(TargetLane.DEPENDENT, at=at + MINUTE, limit=100)
    child = subprocess.Popen(["true"])
    child.wait()
    gone = f"{platform.node()}:{child.pid}:12345"
    Target.objects.filter(claim=claim.token).update(claimed_by=gone)

    assert recover(at + MINUTE) == len(claim.targets)
    work_everything(at + MINUTE)

    assert tree("portal") == from_nothing("portal")


def test_lease_survives_a_clock_that_jumps(
    cast: Cast, at: datetime, before: dict[str, bytes]
) -> None:
    published_article(cast, at + MINUTE, columns=[cast.news], title="第二条")
    claim = claims.take(TargetLane.DEPENDENT, at=at + MINUTE, limit=100)

    assert recover(at + MINUTE) == 0  # alive and in time
    assert recover(at - timedelta(hours=5)) == len(claim.targets)  # the clock was set back


def test_failure_far_ahead_is_tried_again_after_the_clock_was_set_back(
    cast: Cast, at: datetime, before: dict[str, bytes]
) -> None:
    Target.objects.filter(path="/index.html").update(state="failed", due_at=at)

    assert retry_due(at - timedelta(hours=5)) == 1


def test_database_that_is_away_costs_the_office_nothing(
    cast: Cast, at: datetime, before: dict[str, bytes]
) -> None:
    published = published_article(cast, at + MINUTE, columns=[cast.news], title="第二条")

    def away(execute: object, sql: str, params: object, many: bool, context: object) -> object:
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(away):
        outcome = make_own_pages(published.target_ids, at + MINUTE)
    assert outcome.done == 0

    work_everything(at + 2 * MINUTE)
    assert tree("portal") == from_nothing("portal")


def test_failed_page_that_is_due_goes_before_a_thousand_that_are_not(
    cast: Cast, at: datetime
) -> None:
    Target.objects.bulk_create(
        Target(
            site=cast.portal,
            path=f"/{number}.html",
            kind="article",
            key=str(number),
            state="failed",
            woken_at=at,
            due_at=at if number == 1000 else at + 6 * MINUTE,
        )
        for number in range(1001)
    )

    assert retry_due(at) == 1
    assert Target.objects.get(state="waiting").path == "/1000.html"
