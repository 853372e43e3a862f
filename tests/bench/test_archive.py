"""What the bulk loader writes is what the actions would have left behind."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db.models import Max
from pytest_django import Settings

from bench.archive import Archive, load_content
from mingtang.editorial.content.actions.fields import fields_of, stored
from mingtang.editorial.content.models import Article, Placement, Release, Revision
from mingtang.editorial.content.policies.revisions import digest_of
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import PublishedColumn, PublishedSite, Run, Target
from mingtang.editorial.pages.rendering import shells
from mingtang.editorial.publishing.actions import publish_article, take_down_article
from mingtang.editorial.publishing.actions.articles import release_fields
from mingtang.editorial.publishing.models import Address, Listing, Month, Part
from mingtang.editorial.publishing.policies.addresses import article_path
from mingtang.spine.events.testing import drain
from tests.factories.publishing import from_nothing, pass_review, place, tree

pytestmark = pytest.mark.django_db
ARTICLES = 200


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Settings) -> Iterator[None]:
    settings.PUBLISH_ROOT, settings.PUBLISH_STORE = tmp_path / "www", tmp_path / "store"
    settings.PUBLISH_SYNC = False
    shells.clear()
    yield
    shells.clear()


@pytest.fixture
def archive(at: datetime) -> Archive:
    """Two hundred articles in one column over five weeks, so that a month has several parts."""
    return load_content(site_code="portal", articles=ARTICLES, columns=1, at=at, years=0.1)


def test_a_full_run_over_the_archive_equals_a_render_from_nothing(
    archive: Archive, at: datetime
) -> None:
    assert list(Run.objects.values_list("kind", flat=True)) == ["full"]

    work_everything(at)

    assert not Target.objects.exclude(state="written").exclude(state="gone").exists()
    found = tree("portal")
    assert found == from_nothing("portal")
    assert sum(path.endswith("/index.html") for path in found) > 3
    assert set(Address.objects.values_list("path", flat=True)) <= found.keys()


def test_kept_counts_and_bounds_are_those_of_the_rows(archive: Archive) -> None:
    column = archive.columns[0]
    assert PublishedColumn.objects.get(pk=column.pk).count == ARTICLES
    for month in Month.objects.all():
        listed = Listing.objects.filter(part__month=month)
        assert month.count == listed.count()
        assert month.parts == Part.objects.filter(month=month).count()
    assert Part.objects.aggregate(most=Max("count"))["most"] == 100
    for part in Part.objects.all():
        keys = sorted(Listing.objects.filter(part=part).values_list("released_at", "article_id"))
        assert part.count == len(keys)
        assert (part.low_at, part.low_id) == keys[0]
    assert PublishedSite.objects.get().addresses == Address.objects.count() == ARTICLES
    assert Placement.objects.filter(is_live=True, is_pinned=True).count() == 2


def test_texts_are_those_that_revision_and_release_would_hold(archive: Archive) -> None:
    for article in Article.objects.select_related("revision", "release")[:30]:
        revision, release = article.revision, article.release
        assert revision is not None
        assert revision.data == stored(fields_of(article))
        assert revision.digest == digest_of(revision.data)
        for name, value in release_fields(revision.data).items():
            assert getattr(release, name) == value, name
        assert article.body.get_prep_value() == release.body
        folder = archive.columns[0].path
        address = article.addresses.get()
        assert address.path == article_path(folder, release.released_at, article.pk)
        assert 1300 < len(release.body[0]["value"]) < 1900


def test_editors_go_on_where_the_archive_ends(archive: Archive, at: datetime) -> None:
    work_everything(at)
    article = Article.objects.order_by("pk").last()
    assert article is not None
    newest = _copy_of(article, archive, at)

    publish_article(actor=archive.editor, at=at, article_id=newest.pk)
    take_down_article(
        actor=archive.editor,
        at=at,
        article_id=archive.first_article,
        reason_code="error",
        reason="有误",
    )
    while drain(at) + work_everything(at):
        continue

    assert Release.objects.filter(is_live=True).count() == ARTICLES
    assert tree("portal") == from_nothing("portal")


def _copy_of(article: Article, archive: Archive, at: datetime) -> Article:
    article.pk, article.revision, article._state.adding = None, None, True
    article.save()
    before = Revision.objects.order_by("pk").last()
    assert before is not None
    article.revision = Revision.objects.create(
        article=article, number=1, data=before.data, digest=before.digest, saved_at=at
    )
    article.save(update_fields=["revision"])
    pass_review(SimpleNamespace(desk_editor=archive.editor), article, at)  # type: ignore[arg-type]
    place(article, archive.columns[0], at)
    return article
