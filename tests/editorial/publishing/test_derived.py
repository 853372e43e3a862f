"""Pictures in sizes: made after the release in a process of their own, shown, taken down, swept."""

import io
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image as Pixels

from mingtang.editorial.content.models import Article
from mingtang.editorial.layouts.actions.layouts import create_layout, release_layout
from mingtang.editorial.layouts.models import LayoutRevision, SiteLayout
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.models import Target, Tombstone
from mingtang.editorial.publishing.actions import publish_article, take_down_article
from mingtang.editorial.publishing.actions.derived import keep_papers, keep_sizes
from mingtang.editorial.publishing.engine.asset_use import sync_site_assets
from mingtang.editorial.publishing.engine.derived_use import MAKE_SIZES
from mingtang.editorial.publishing.jobs import sweep
from mingtang.editorial.publishing.models import DerivedSet
from mingtang.spine.events.testing import drain
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.models import Job
from mingtang.spine.jobs.running import work_jobs
from mingtang.workbench.backoffice.actions.media import change_media, set_watermark
from mingtang.workbench.backoffice.models import Picture
from tests.factories import media
from tests.factories.cast import Cast
from tests.factories.content import news_fields
from tests.factories.publishing import from_nothing, ready_article, revised, tree

pytestmark = pytest.mark.django_db


def _photo(width: int, height: int) -> bytes:
    """Return a picture that is not small: noise, softened."""
    noise = Pixels.effect_noise((width // 10, height // 10), 60).resize((width, height))
    target = io.BytesIO()
    noise.convert("RGB").save(target, "JPEG", quality=90)
    return target.getvalue()


def _article(cast: Cast, at: datetime, content: bytes) -> tuple[Article, Picture]:
    picture = media.picture(cast.edu, actor=cast.officer, at=at, content=content, name="图.jpg")
    body = [
        {"type": "text", "value": "<p>正文</p>"},
        {"type": "picture", "value": {"image": picture.pk, "name": "会场", "caption": ""}},
    ]
    article = ready_article(cast, at, columns=[cast.news], body=body)
    publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)
    return article, picture


def _work(at: datetime) -> None:
    work_jobs(at, lane=JobLane.MEDIA)
    work_everything(at)


def _page(article: Article) -> str:
    return tree("portal")[f"/news/202603/{article.pk}.html"].decode()


def test_p_06_page_sends_sizes_that_are_small_and_wakes_once(cast: Cast, at: datetime) -> None:
    article, picture = _article(cast, at, _photo(1600, 1200))
    work_everything(at)
    folder = f"/assets/image/{picture.pk}"
    assert f'src="{folder}.jpg"' in _page(article)

    _work(at + timedelta(seconds=5))

    page, written = _page(article), tree("portal")
    assert f'type="image/avif" srcset="{folder}/480.avif 480w, {folder}/960.avif 960w' in page
    assert f'<img src="{folder}/960.jpg" alt="会场" width="1600" height="1200"' in page
    sent = {path: content for path, content in written.items() if path.startswith(f"{folder}/")}
    assert len(sent) == 7
    assert all(len(content) <= 200_000 for content in sent.values())
    with Pixels.open(io.BytesIO(sent[f"{folder}/480.avif"])) as small:
        assert small.size == (480, 360)
    before = Target.objects.get(path__endswith=f"/{article.pk}.html").wake_number
    _work(at + timedelta(seconds=10))
    assert Target.objects.get(path__endswith=f"/{article.pk}.html").wake_number == before
    assert from_nothing("portal") == written


def test_small_and_moving_pictures_go_out_as_they_are(cast: Cast, at: datetime) -> None:
    article, picture = _article(cast, at, _photo(120, 80))
    _work(at)
    assert DerivedSet.objects.get().files == []
    assert f'<img src="/assets/image/{picture.pk}.jpg"' in _page(article)


def test_broken_picture_leaves_the_original_and_says_why(cast: Cast, at: datetime) -> None:
    article, picture = _article(cast, at, _photo(1600, 1200))
    work_everything(at)
    path = Path(picture.file.path)
    whole = path.read_bytes()
    path.write_bytes(whole[:5000])

    _work(at)

    job = Job.objects.get(kind=MAKE_SIZES)
    assert job.result is not None
    assert "与审核时的内容不同" in job.result["note"]
    assert DerivedSet.objects.get().note == job.result["note"]
    assert f'<img src="/assets/image/{picture.pk}.jpg"' in _page(article)


def test_sizes_go_down_with_the_article_and_come_back_with_it(
    cast: Cast, at: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    article, picture = _article(cast, at, _photo(1000, 750))
    _work(at)
    places = [one["place"] for one in DerivedSet.objects.get().files]
    folder = f"/assets/image/{picture.pk}/"
    with django_capture_on_commit_callbacks(execute=True):
        sweep(_Run())
    assert all(default_storage.exists(place) for place in places)

    take_down_article(
        actor=cast.desk_editor, at=at, article_id=article.pk, reason_code="error", reason="有误"
    )
    work_everything(at)
    assert not [path for path in tree("portal") if path.startswith(folder)]
    assert Tombstone.objects.filter(path=f"{folder}480.avif", lifted_at__isnull=True).exists()

    with django_capture_on_commit_callbacks(execute=True):
        sweep(_Run())
    assert not DerivedSet.objects.exists()
    assert not any(default_storage.exists(place) for place in places)

    revised(cast, article.pk, at, title="更正")
    publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)
    _work(at)
    assert [path for path in tree("portal") if path.startswith(folder)]


def test_home_shows_the_sizes_of_its_pictures(cast: Cast, at: datetime) -> None:
    picture = media.picture(
        cast.edu, actor=cast.officer, at=at, content=_photo(1000, 750), name="图.jpg"
    )
    banner = {"picture": picture.pk, "name": "横幅", "link": ""}
    body = [{"type": "banner", "width": 12, "title": "", "value": banner}]
    layout = SiteLayout.objects.create(
        site=cast.portal, kind="home", title="首页", changed_at=at, state="online"
    )
    layout.live = LayoutRevision.objects.create(
        layout=layout, number=1, body=body, saved_by=cast.desk_editor, saved_at=at
    )
    layout.save()
    with transaction.atomic():
        wakes = Wakes(at)
        wakes.lock([cast.portal.pk])
        pins = {f"image:{picture.pk}": picture.digest}
        sync_site_assets(cast.portal.pk, layout.subject, pins, wakes)
        wakes.flush()
    work_everything(at)
    assert f'src="/assets/image/{picture.pk}.jpg"' in tree("portal")["/index.html"].decode()

    _work(at + timedelta(seconds=5))

    page = tree("portal")["/index.html"].decode()
    assert f"/assets/image/{picture.pk}/960.avif 960w" in page or "/1000.avif 1000w" in page


@pytest.mark.parametrize(("kind", "code"), [("home", ""), ("topic", "spring")])
def test_banner_of_a_released_page_sends_sizes_and_nothing_heavy(
    cast: Cast, at: datetime, kind: str, code: str
) -> None:
    city = cast.city
    picture = media.picture(
        city, actor=cast.desk_editor, at=at, content=_photo(2400, 600), name="横幅.jpg"
    )
    banner = {"picture": picture.pk, "name": "横幅", "link": ""}
    row = create_layout(
        actor=cast.desk_editor, at=at, site_id=cast.portal.pk, kind=kind, code=code, title="版面",
        body=[{"type": "banner", "width": 12, "title": "", "value": banner}],
    )  # fmt: skip
    SiteLayout.objects.filter(pk=row.pk).update(state="passed")
    release_layout(actor=cast.second_desk, at=at, layout_id=row.pk)
    _work(at + timedelta(seconds=5))

    path = f"/topics/{code}/index.html" if code else "/index.html"
    page, written = tree("portal")[path].decode(), tree("portal")
    folder = f"/assets/image/{picture.pk}"
    assert f'type="image/avif" srcset="{folder}/480.avif 480w, {folder}/960.avif 960w' in page
    assert f'<img src="{folder}/960.jpg" alt="横幅" width="2400" height="600"' in page
    sent = [content for name, content in written.items() if name.startswith(f"{folder}/")]
    assert len(sent) == 7
    assert all(len(content) <= 200_000 for content in sent)


def _policy(cast: Cast, at: datetime) -> Article:
    fields = news_fields(
        title="关于开展检查的通知", kind="policy", document_number="明政办〔2026〕3号"
    )
    article = ready_article(cast, at, columns=[cast.news], fields=fields)
    publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)
    work_everything(at)
    return article


def test_policy_is_linked_as_word_and_pdf_when_they_are_there(cast: Cast, at: datetime) -> None:
    article = _policy(cast, at)
    assert "下载本文件" not in _page(article)

    _work(at + timedelta(seconds=5))

    page, written = _page(article), tree("portal")
    folder = f"/assets/paper/{article.pk}/{article.pk}"
    assert f'<a href="{folder}.docx" download="关于开展检查的通知.docx">Word版（' in page
    assert written[f"{folder}.docx"].startswith(b"PK")
    assert written[f"{folder}.pdf"].startswith(b"%PDF")
    assert from_nothing("portal") == written


def test_documents_follow_a_correction_and_go_down_with_the_policy(
    cast: Cast, at: datetime
) -> None:
    article = _policy(cast, at)
    _work(at)
    folder = f"/assets/paper/{article.pk}/"
    revised(cast, article.pk, at, title="关于开展检查的通知（修订）")
    publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)
    work_everything(at)
    assert "下载本文件" not in _page(article)
    assert not [path for path in tree("portal") if path.startswith(folder)]

    _work(at + timedelta(seconds=5))
    assert 'download="关于开展检查的通知（修订）.pdf"' in _page(article)

    take_down_article(
        actor=cast.desk_editor, at=at, article_id=article.pk, reason_code="error", reason="有误"
    )
    work_everything(at)
    assert not [path for path in tree("portal") if path.startswith(folder)]
    assert Tombstone.objects.filter(path=f"{folder}{article.pk}.pdf").exists()
    sweep(_Run())
    assert not DerivedSet.objects.exists()


def test_machine_without_pdf_gives_word_alone(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    article = _policy(cast, at)
    _work(at + timedelta(seconds=5))

    assert [one["name"] for one in DerivedSet.objects.get().files] == [f"{article.pk}.docx"]
    assert "PDF版" not in _page(article)
    assert "WeasyPrint" in DerivedSet.objects.get().note


def test_files_of_what_is_not_online_any_more_are_deleted(
    cast: Cast, at: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    """A job that ends after a correction or a take-down brings nothing back."""
    article = _policy(cast, at)
    folders = [f"derived/article/{article.pk}", "derived/image/987654"]
    before = [_files(one) for one in folders]  # the store outlives a test, keys come again
    with django_capture_on_commit_callbacks(execute=True):
        assert not keep_papers(
            at=at, article_id=article.pk, source="an earlier version", made={"1.docx": b"words"}
        )
        assert not keep_sizes(
            at=at,
            owner="image:987654",
            digest="x",
            made={"480.jpg": b"x"},
            measures={"480.jpg": (1, 1)},
        )
    assert not DerivedSet.objects.exists()
    assert [_files(one) for one in folders] == before


def _files(folder: str) -> list[str]:
    if not default_storage.exists(folder):
        return []
    folders, files = default_storage.listdir(folder)
    return [*files, *(name for one in folders for name in _files(f"{folder}/{one}"))]


class _Run:
    """A run of the sweep, which asks no clock."""

    at = None

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Go on."""


def test_mark_stands_on_the_sizes_and_the_original_is_withheld(cast: Cast, at: datetime) -> None:
    set_watermark(actor=cast.officer, at=at, unit=cast.edu, words="明州市教育局")
    article, picture = _article(cast, at, _photo(1600, 1200))
    assert picture.watermark == "明州市教育局"
    original = Path(picture.file.path).read_bytes()
    _work(at)
    _work(at + timedelta(seconds=5))

    folder, written = f"/assets/image/{picture.pk}", tree("portal")
    assert f"{folder}.jpg" not in written
    assert f'<img src="{folder}/960.jpg"' in _page(article)
    assert f"{folder}.jpg" not in _page(article)
    with_mark = written[f"{folder}/960.jpg"]
    assert Path(picture.file.path).read_bytes() == original

    picture.refresh_from_db()
    picture.watermark = ""
    change_media(actor=cast.officer, at=at + timedelta(minutes=1), media=picture)
    drain(at + timedelta(minutes=1))
    _work(at + timedelta(minutes=2))
    _work(at + timedelta(minutes=3))
    written = tree("portal")
    assert written[f"{folder}.jpg"] == original
    assert written[f"{folder}/960.jpg"] != with_mark
    assert from_nothing("portal") == written
