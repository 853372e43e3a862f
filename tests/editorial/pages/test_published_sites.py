"""What is done with a whole site as it is published."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from mingtang.editorial.pages.actions.rolling import check_all_soon
from mingtang.editorial.pages.actions.sites import keep_old_host, set_look, set_theme, wake_site
from mingtang.editorial.pages.actions.tombstones import store_proof
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.runs import running_checks, start_check
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.models import (
    HostAlias,
    PublishedSite,
    Run,
    SiteLook,
    Target,
    Tombstone,
)
from tests.factories.cast import Cast
from tests.factories.publishing import published_article

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def _published(cast: Cast, at: datetime) -> None:
    """Both sites, an article in each, all pages made."""
    published_article(cast, at, columns=[cast.news, cast.edu_news])
    work_everything(at)


def waiting(site_id: int) -> set[str]:
    return set(
        Target.objects.filter(site_id=site_id, state="waiting").values_list("path", flat=True)
    )


@pytest.mark.usefixtures("_published")
def test_wake_site_makes_all_its_pages_again_and_those_only(cast: Cast, at: datetime) -> None:
    before = {
        site.pk: PublishedSite.objects.get(pk=site.pk).shell_version
        for site in (cast.portal, cast.edu_site)
    }
    with transaction.atomic():
        wakes = Wakes(at + MINUTE)
        wake_site(cast.edu_site.pk, wakes)
        wakes.flush()

    runs = Run.objects.filter(started_at=at + MINUTE)
    assert [run.site_id for run in runs] == [cast.edu_site.pk]
    work_everything(at + MINUTE)
    assert waiting(cast.edu_site.pk) == waiting(cast.portal.pk) == set()
    assert PublishedSite.objects.get(pk=cast.portal.pk).shell_version == before[cast.portal.pk]
    assert Run.objects.get(pk=runs[0].pk).state == "done"


@pytest.mark.usefixtures("_published")
def test_set_theme_makes_a_new_frame_only_where_it_changes(cast: Cast, at: datetime) -> None:
    def changed(name: str, version: str) -> bool:
        with transaction.atomic():
            wakes = Wakes(at)
            done = set_theme(cast.portal.pk, name, version, wakes)
            assert (cast.portal.pk in wakes.whole_sites) is done
            wakes.flush()
        return done

    before = PublishedSite.objects.get(pk=cast.portal.pk).shell_version
    assert changed("classic", "2")
    state = PublishedSite.objects.get(pk=cast.portal.pk)
    assert (state.theme, state.theme_version) == ("classic", "2")
    assert state.shell_version > before
    assert not changed("classic", "2")
    assert PublishedSite.objects.get(pk=cast.portal.pk).shell_version == state.shell_version


def test_old_host_leads_to_the_site_until_a_site_takes_it_again(cast: Cast, at: datetime) -> None:
    portal, wakes = cast.portal, Wakes(at)
    keep_old_host(portal.pk, "old.mingzhou.gov.cn", "www.mingzhou.gov.cn", wakes)
    keep_old_host(portal.pk, "old.mingzhou.gov.cn", "www.mingzhou.gov.cn", wakes)
    keep_old_host(portal.pk, "", "www.mingzhou.gov.cn", wakes)
    keep_old_host(portal.pk, "www.mingzhou.gov.cn", "www.mingzhou.gov.cn", wakes)
    assert list(HostAlias.objects.values_list("host", "site_id", "created_at")) == [
        ("old.mingzhou.gov.cn", portal.pk, at)
    ]
    keep_old_host(cast.edu_site.pk, "jyj.mingzhou.gov.cn", "old.mingzhou.gov.cn", wakes)
    assert list(HostAlias.objects.values_list("host", "site_id")) == [
        ("jyj.mingzhou.gov.cn", cast.edu_site.pk)
    ]


def test_check_all_soon_checks_each_site_once_more_where_a_check_has_begun(
    cast: Cast, at: datetime
) -> None:
    start_check(cast.portal.pk, at, is_slow=True)
    begun = running_checks().get()
    running_checks().update(phase=1)

    check_all_soon(at)
    check_all_soon(at)

    assert set(running_checks().values_list("site_id", flat=True)) == {
        cast.portal.pk,
        cast.edu_site.pk,
    }
    assert running_checks().count() == 2
    begun.refresh_from_db()
    assert begun.criteria == {"is_slow": False, "again": True}
    assert set(running_checks().values_list("actor", flat=True)) == {"system"}


def test_store_proof_says_when_to_look_again(cast: Cast, at: datetime) -> None:
    stone = Tombstone.objects.create(
        site=cast.portal, path="/news/1.html", subject="article:1", reason_code="error",
        buried_at=at, proof_due_at=at,
    )  # fmt: skip
    other = Tombstone.objects.create(
        site=cast.portal, path="/news/2.html", subject="article:2", reason_code="error",
        buried_at=at, proof_due_at=at,
    )  # fmt: skip
    store_proof(stone.pk, {"gone": False}, tries=1, due_at=at + MINUTE)
    stone.refresh_from_db()
    other.refresh_from_db()
    assert (stone.proof, stone.proof_tries, stone.proof_due_at) == ({"gone": False}, 1, at + MINUTE)
    assert (other.proof_tries, other.proof_due_at) == (0, at)


@pytest.mark.usefixtures("_published")
def test_set_look_wakes_the_small_sheet_for_colours_and_all_pages_for_pictures(
    cast: Cast, at: datetime
) -> None:
    def changed(tokens: dict[str, str], pictures: dict[str, dict[str, str]]) -> tuple[bool, bool]:
        with transaction.atomic():
            wakes = Wakes(at)
            done = set_look(cast.portal.pk, tokens, pictures, wakes)
            is_whole = cast.portal.pk in wakes.whole_sites
            wakes.flush()
        return done, is_whole

    colours = {"main": "#17436b"}
    assert changed(colours, {}) == (True, False)
    assert waiting(cast.portal.pk) == {"/tokens.css"}
    assert changed(colours, {}) == (False, False)
    assert changed(colours, {"icon": {"key": "image:1", "digest": "0"}}) == (True, True)
    look = SiteLook.objects.get(pk=cast.portal.pk)
    assert (look.tokens, look.version) == (colours, 2)
    assert not SiteLook.objects.filter(pk=cast.edu_site.pk).exists()
