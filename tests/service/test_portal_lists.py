"""A portal lists what the sites below it offer: consultations, surveys, interviews; a site lists its own."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.sites.models import GovSite
from mingtang.editorial.sites.queries import portals_above, sites_below
from mingtang.service.consultations.actions.results import publish_result, save_point
from mingtang.service.consultations.actions.turning import turn_consultations
from mingtang.service.consultations.enums import Adoption
from mingtang.service.interviews.actions.interviews import (
    GuestFacts,
    InterviewFacts,
    announce_interview,
    draft_interview,
    set_guests,
)
from mingtang.service.surveys.actions.turning import turn_surveys
from tests.editorial.pages.conftest import folders
from tests.factories import consultations, surveys
from tests.factories.cast import Cast
from tests.factories.publishing import published_article, tree
from tests.factories.regulations import bound_pack

__all__ = ["folders"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folders")]


@pytest.fixture(autouse=True)
def _online(cast: Cast, at: datetime, settings: Any, tmp_path: Path) -> None:
    settings.INTAKE_INBOX = tmp_path / "inbox"
    bound_pack("city", at=at - timedelta(days=90))
    published_article(cast, at, columns=[cast.news])
    published_article(cast, at, columns=[cast.edu_news])
    work_everything(at)


def _page(site: str, path: str, at: datetime) -> str:
    work_everything(at)
    return tree(site)[path].decode()


def test_sites_below_are_those_of_units_below_in_the_language_of_the_portal(cast: Cast) -> None:
    assert set(sites_below(cast.portal.pk)) == {cast.edu_site}
    assert set(portals_above(cast.edu_site.pk)) == {cast.portal}
    assert not sites_below(cast.edu_site.pk).exists()
    assert not portals_above(cast.portal.pk).exists()
    GovSite.objects.filter(pk=cast.edu_site.pk).update(language="foreign")
    assert not sites_below(cast.portal.pk).exists()
    assert not portals_above(cast.edu_site.pk).exists()


def test_portal_lists_consultations_of_sites_below_until_their_result(
    cast: Cast, at: datetime
) -> None:
    path = "/consultations/index.html"
    row = consultations.opened(cast, at)

    listed = _page("portal", path, at)
    assert f'href="https://{cast.edu_site.domain}{row.path}"' in listed
    assert "见“明州市教育局”网站" in listed
    assert "现在没有正在征集意见的事项" not in listed
    own = _page("edu", path, at)
    assert f'href="{row.path}"' in own
    assert "网站，" not in own

    later = at + timedelta(days=40)
    turn_consultations(at=later)
    assert "已截止，正在研究意见" in _page("portal", path, later)
    save_point(
        actor=cast.officer, at=later, consultation_id=row.pk, about="公开收费",
        verdict=Adoption.ADOPTED, because="",
    )  # fmt: skip
    publish_result(actor=cast.leader, at=later, consultation_id=row.pk, result="采纳一条。")
    assert "已公布结果" in _page("portal", path, later)


def test_portal_lists_surveys_of_sites_below(cast: Cast, at: datetime) -> None:
    row = surveys.opened(cast, at)
    listed = _page("portal", "/surveys/index.html", at)
    assert f'href="https://{cast.edu_site.domain}{row.path}"' in listed
    assert "见“明州市教育局”网站" in listed
    later = at + timedelta(days=60)
    turn_surveys(at=later)
    assert "已截止，正在统计" in _page("portal", "/surveys/index.html", later)


def test_portal_lists_interviews_of_sites_below(cast: Cast, at: datetime) -> None:
    assert "/interviews/index.html" not in tree("portal")
    facts = InterviewFacts(
        title="招生访谈", starts_at=at + timedelta(days=5), intro="解读政策。", how="在本页提问"
    )
    row = draft_interview(actor=cast.site_editor, at=at, site_id=cast.edu_site.pk, facts=facts)
    guest = GuestFacts("郑国安", "市教育局局长")
    set_guests(actor=cast.site_editor, at=at, interview_id=row.pk, guests=[guest])
    announce_interview(actor=cast.portal_leader, at=at, interview_id=row.pk)

    listed = _page("portal", "/interviews/index.html", at)
    assert f'href="https://{cast.edu_site.domain}{row.path}"' in listed
    assert "见“明州市教育局”网站" in listed
    assert f'href="{row.path}"' in _page("edu", "/interviews/index.html", at)
