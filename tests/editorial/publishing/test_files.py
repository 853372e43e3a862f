"""What was reviewed is what is published: the bytes of pictures and attachments too."""

import json
import tracemalloc
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.urls import reverse

from mingtang.editorial.content.models import Article, Release
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import Target
from mingtang.editorial.pages.policies import paths
from mingtang.editorial.pages.store import PackWriter
from mingtang.editorial.pages.writing import Tree, digest_of, swap
from mingtang.editorial.publishing.actions import publish_article
from mingtang.editorial.publishing.actions.articles import hold_refused
from mingtang.editorial.publishing.actions.holds import check_files
from mingtang.editorial.publishing.actions.schedules import run_due, schedule_publish
from mingtang.editorial.publishing.assets import OtherBytes, asset_bytes
from mingtang.editorial.publishing.models import AssetUse, Hold, Schedule
from mingtang.ground.foundation.decisions import NotVisible, Reason, Refused
from mingtang.ground.foundation.files import add_scanner, remove_scanner
from mingtang.ground.foundation.files.writing import digest_of as file_digest
from mingtang.spine.events.models import Event
from mingtang.workbench.backoffice.actions.media import change_media
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from mingtang.workbench.backoffice.models import OfficeFile
from tests.factories import media
from tests.factories.cast import Cast
from tests.factories.publishing import ready_article, tree
from tests.ground.foundation.files.samples import SAMPLES
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]

pytestmark = pytest.mark.django_db
NAME = "《办法》 附件1〔试行〕#100%.pdf"


def _file(cast: Cast, at: datetime) -> OfficeFile:
    return media.office_file(
        cast.edu, actor=cast.officer, at=at, content=SAMPLES["pdf"], name=NAME, title="附件一"
    )


def _article(cast: Cast, at: datetime, file: OfficeFile) -> Article:
    blocks = [
        {"type": "text", "value": "<p>正文</p>"},
        {"type": "attachment", "value": {"document": file.pk, "title": "附件一"}},
    ]
    return ready_article(cast, at, columns=[cast.news], body=blocks)


def _overwrite(file: OfficeFile, content: bytes) -> None:
    Path(file.file.path).write_bytes(content)


def test_revision_pins_the_bytes_of_its_files(cast: Cast, at: datetime) -> None:
    file = _file(cast, at)
    article = _article(cast, at, file)

    assert article.revision is not None
    assert article.revision.files == {f"document:{file.pk}": file.digest}


def test_attachment_goes_on_line_under_its_name(cast: Cast, at: datetime) -> None:
    file = _file(cast, at)
    article = _article(cast, at, file)
    publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)

    work_everything(at)

    path = f"/assets/document/{file.pk}/{file.name}"
    assert AssetUse.objects.get().digest == file.digest
    assert Target.objects.filter(path=path).exists()
    assert not Hold.objects.exists()
    written = tree("portal")
    assert written[path] == SAMPLES["pdf"]
    assert f'href="{quote(path)}"' in written[f"/news/202603/{article.pk}.html"].decode()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (SAMPLES["pdf"] + b"\n%other", "file.replaced"),
        (b"<html><script>alert(1)</script>", "file.replaced"),
        (None, "file.gone"),
    ],
)
def test_other_bytes_are_held_with_the_reason(
    cast: Cast, at: datetime, content: bytes | None, code: str, browser: Any
) -> None:
    file = _file(cast, at)
    article = _article(cast, at, file)
    if content is None:
        Path(file.file.path).unlink()
    else:
        _overwrite(file, content)

    with pytest.raises(Refused) as refused:
        publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)

    assert [reason.code for reason in refused.value.reasons] == [code]
    assert file.name in str(refused.value)
    assert not Release.objects.exists()
    hold = Hold.objects.get()
    assert file.name in hold.reasons
    [held] = Event.objects.filter(code="publishing.article.held")
    assert json.loads(held.payload) == {"codes": [code], "revision": article.version}
    editor = browser(cast.desk_editor).get(reverse("content:show", args=[article.pk]))
    assert "暂不发布" in editor.content.decode()
    operator = browser(cast.operator).get(reverse("publishing:operating"))
    assert "附件不合要求" in operator.content.decode()
    assert article.title in operator.content.decode()


def test_hold_is_noted_for_files_alone_by_those_who_may_publish(cast: Cast, at: datetime) -> None:
    article = _article(cast, at, _file(cast, at))
    files = [Reason("file.changed", "附件在审核之后被改过。", "files")]
    others = [*files, Reason("publishing.no_column", "稿件还没有被任何栏目接收。")]

    hold_refused(actor=cast.desk_editor, at=at, article_id=article.pk, reasons=others)
    with pytest.raises(Refused) as refused:
        hold_refused(actor=cast.officer, at=at, article_id=article.pk, reasons=files)
    with pytest.raises(NotVisible):
        hold_refused(actor=cast.stranger, at=at, article_id=article.pk, reasons=files)

    assert refused.value.reasons[0].code == "organization.not_entitled"
    assert not Hold.objects.exists()
    hold_refused(actor=cast.desk_editor, at=at, article_id=article.pk, reasons=files)
    assert Hold.objects.get(article=article).reasons == "附件在审核之后被改过。"
    event = Event.objects.get(code="publishing.article.held")
    assert (event.subject, event.actor) == (article.subject, cast.desk_editor.person_key)


def test_refusal_on_the_screen_is_held_too(cast: Cast, at: datetime, browser: Any) -> None:
    file = _file(cast, at)
    article = _article(cast, at, file)
    _overwrite(file, b"other")
    client, url = browser(cast.desk_editor), reverse("publishing:publish", args=[article.pk])

    answer = client.post(url, {FIELD: new_form_key(cast.desk_editor.pk, url)})

    assert answer.status_code == 422
    assert file.name in Hold.objects.get().reasons
    assert Event.objects.filter(code="publishing.article.held").count() == 1
    page = client.get(reverse("content:show", args=[article.pk])).content.decode()
    assert "暂不发布" in page


def test_file_that_is_no_longer_allowed_is_held_and_later_let_go(cast: Cast, at: datetime) -> None:
    article = _article(cast, at, _file(cast, at))

    def scanner(source: Any) -> Reason:
        return Reason("file.virus", "文件含有病毒（X），不能使用，请查杀后再上传")

    add_scanner(scanner)
    try:
        with pytest.raises(Refused, match="病毒"):
            publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)
    finally:
        remove_scanner(scanner)
    assert Hold.objects.filter(pk=article.pk).exists()

    publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)
    assert not Hold.objects.exists()


def test_who_may_not_publish_holds_nothing(cast: Cast, at: datetime) -> None:
    file = _file(cast, at)
    article = _article(cast, at, file)
    _overwrite(file, b"other")

    with pytest.raises(Refused):
        publish_article(actor=cast.officer, at=at, article_id=article.pk)
    assert not Hold.objects.exists()


def test_scheduled_release_is_held_as_well(cast: Cast, at: datetime) -> None:
    file = _file(cast, at)
    article = _article(cast, at, file)
    due = at + timedelta(hours=1)
    schedule_publish(actor=cast.desk_editor, at=at, article_id=article.pk, due_at=due)
    _overwrite(file, b"other")

    assert run_due(due) == 1
    assert file.name in Schedule.objects.get().result
    assert Hold.objects.filter(pk=article.pk).exists()


def test_title_of_a_file_changes_nothing_that_was_pinned(cast: Cast, at: datetime) -> None:
    file = _file(cast, at)
    article = _article(cast, at, file)
    file.title = "新名称"
    change_media(actor=cast.officer, at=at, media=file)

    publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)
    assert Release.objects.get().is_live


def test_bytes_that_were_not_reviewed_are_never_read_for_a_page(cast: Cast, at: datetime) -> None:
    file = _file(cast, at)
    key = f"document:{file.pk}"
    assert asset_bytes(key, file.digest) == SAMPLES["pdf"]
    _overwrite(file, b"other")
    with pytest.raises(OtherBytes, match="与审核时的内容不同"):
        asset_bytes(key, file.digest)
    assert asset_bytes("document:999", file.digest) is None


def test_files_of_a_text_are_checked_by_the_newest_revision(cast: Cast, at: datetime) -> None:
    file = _file(cast, at)
    article = _article(cast, at, file)
    revision = article.revision_id

    passed = check_files(article.pk)
    _overwrite(file, b"other")
    failed = check_files(article.pk)

    assert (passed.revision_id, bool(passed.decision)) == (revision, True)
    assert [reason.code for reason in failed.decision.reasons] == ["file.replaced"]
    assert check_files(0).revision_id == 0


def test_large_file_is_published_without_reading_it_into_memory(
    cast: Cast, at: datetime, tmp_path: Path
) -> None:
    file, size = _file(cast, at), 40 * 1024 * 1024
    _overwrite(file, bytes(size))
    digest = digest_of(bytes(size))
    tree, pack = Tree(tmp_path / "site"), PackWriter(tmp_path / "packs" / "1.pack")

    tracemalloc.start()
    content = asset_bytes(f"document:{file.pk}", digest)
    assert content is not None
    staged = tree.stage("/assets/1.pdf", content, None, "1")
    kept = pack.add(content, None)
    pack.close(sync=False)
    swap(staged)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 4 * 1024 * 1024
    assert file_digest(tmp_path / "site/assets/1.pdf") == digest
    assert (kept.size, pack.path.stat().st_size) == (size, size)


@pytest.mark.parametrize(
    "name", ["a b.pdf", "《甲》〔乙〕.pdf", "100%.pdf", "a#b.pdf", "a&b;c.pdf"]
)
def test_name_of_an_attachment_may_be_an_address(name: str) -> None:
    path = f"/assets/document/5/{name}"
    assert paths.check_path(path)
    assert paths.check_path(paths.gone_path(path), is_internal=True)
    assert not paths.check_path(f"/news/5/{name}") or name == "a&b;c.pdf"
