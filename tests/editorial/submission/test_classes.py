"""Classes of what units send in and of what sites release, and what one submission serves."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.editorial.sites.models import Column
from mingtang.editorial.sites.queries import column_classes
from mingtang.editorial.submission.actions import submit_article
from mingtang.editorial.submission.models import Submission
from mingtang.editorial.submission.policies.sending import Purpose
from mingtang.editorial.submission.queries import (
    class_counts,
    further_uses,
    submission_classes,
    usual_class,
)
from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.organization.models import Unit
from mingtang.institution.regulations.loading import load_pack
from mingtang.institution.regulations.schema.clocks import Freshness
from mingtang.institution.regulations.schema.registers import Register
from mingtang.workbench.approvals.actions import pass_step
from tests.factories.cast import Cast
from tests.factories.content import draft
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db
Open = Callable[..., Client]
VISIT = Purpose("visits", for_new_media=True, for_bulletin=True)


def _sent(cast: Cast, at: datetime, purpose: Purpose = VISIT) -> Submission:
    article = draft(cast, at)
    sent = submit_article(
        actor=cast.officer,
        at=at,
        article_id=article.pk,
        version=article.version,
        author="林晓",
        phone="13805630000",
        purpose=purpose,
    )
    pass_step(actor=cast.leader, at=at, step_id=sent.round.steps.order_by("order")[0].pk)
    sent.refresh_from_db()
    return sent


def test_xn_17_units_send_seven_classes_and_the_table_says_what_is_missing(
    cast: Cast, at: datetime, browser: Open
) -> None:
    bound_pack("city", at=at)
    classes = submission_classes(cast.edu, at=at)
    assert len(classes) == len(_listed("xingning", "submission.classes").entries)
    assert len(classes) == 7
    _sent(cast, at)
    _sent(cast, at, Purpose())
    month = (at - timedelta(days=20), at + timedelta(days=20))
    counted = class_counts([cast.edu, cast.health], *month, at=at)
    assert counted[cast.edu.pk].sent == {classes["visits"]: 1}
    assert (counted[cast.edu.pk].total, counted[cast.edu.pk].other) == (2, 1)
    assert counted[cast.edu.pk].missing == [
        label for code, label in classes.items() if code != "visits"
    ]
    assert counted[cast.health.pk].missing == list(classes.values())
    query = f"?cycle=month&day={at:%Y-%m-%d}"
    page = browser(cast.desk_editor).get(reverse("submission:classes") + query).content.decode()
    assert f"{classes['visits']} 1件" in page
    assert cast.health.name not in _table(browser, cast)


def _listed(pack: str, rule_id: str) -> Register:
    rule = load_pack(pack).rule(rule_id)
    assert isinstance(rule, Register)
    return rule


def _watched(rule_id: str) -> tuple[object, ...]:
    rule = load_pack("xingning").rule(rule_id)
    assert isinstance(rule, Freshness)
    return tuple(rule.opened_when["content_class"])  # type: ignore[arg-type]


def _table(browser: Open, cast: Cast) -> str:
    return browser(cast.officer).get(reverse("submission:classes")).content.decode()


def test_hn_05_counties_send_eight_classes_of_their_own(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)
    county = Unit.objects.filter(pk=cast.edu.pk)
    county.update(kind="county")
    classes = submission_classes(county.get(), at=at)
    listed = _listed("hainan", "submission.classes")
    assert classes == {one.code: one.label for one in listed.entries}
    assert len(classes) == 8


def test_the_officer_chooses_a_class_that_the_rules_know_and_the_usual_one_is_proposed(
    cast: Cast, at: datetime, browser: Open
) -> None:
    bound_pack("city", at=at)
    with pytest.raises(Refused) as refused:
        _sent(cast, at, Purpose("unheard"))
    assert [one.code for one in refused.value.reasons] == ["submission.unknown_class"]
    _sent(cast, at)
    assert usual_class(cast.edu, "news") == "visits"
    assert usual_class(cast.health, "news") == ""
    article = draft(cast, at)
    address = reverse("submission:submit", args=[article.pk])
    client = browser(cast.officer)
    page = client.get(address).content.decode()
    assert '<option value="visits" selected>' in page
    key = page.split('name="form_key" value="')[1].split('"')[0]
    fields = {"form_key": key, "author": "林晓", "phone": "13805630000"}
    assert client.post(address, fields).status_code == 422  # no class
    client.post(address, fields | {"content_class": "projects", "for_bulletin": "on"})
    sent = article.submissions.get()
    assert (sent.content_class, sent.for_new_media, sent.for_bulletin) == ("projects", False, True)


def test_hn_17_one_submission_serves_site_and_new_media_and_the_desk_sees_it(
    cast: Cast, at: datetime, browser: Open
) -> None:
    bound_pack("city", at=at)
    listed = _listed("hainan", "submission.uses")
    assert list(further_uses(cast.edu, at=at)) == [c for c in listed.codes if c != "site"]
    sent = _sent(cast, at)
    assert sent.uses_label == "网站、政务新媒体、政务信息刊物"
    desk = browser(cast.desk_editor)
    address = reverse("submission:desk")
    assert sent.uses_label in desk.get(address).content.decode()
    assert sent.article.title in desk.get(address + "?use=for_new_media").content.decode()
    Submission.objects.update(for_new_media=False)
    assert sent.article.title not in desk.get(address + "?use=for_new_media").content.decode()
    assert sent.article.title in desk.get(address + "?content_class=visits").content.decode()


def test_xn_10_ten_classes_of_a_portal_are_those_whose_columns_are_watched() -> None:
    assert _watched("columns.portal_classes") == _listed("xingning", "content.portal_classes").codes
    assert len(_watched("columns.portal_classes")) == 10


def test_xn_11_six_classes_of_unit_sites_are_those_whose_columns_are_watched() -> None:
    assert _watched("columns.unit_classes") == _listed("xingning", "content.unit_classes").codes
    assert len(_watched("columns.unit_classes")) == 6


def test_xn_10_sites_show_which_classes_have_no_column(
    cast: Cast, at: datetime, browser: Open
) -> None:
    bound_pack("city", "xingning", at=at)
    assert len(column_classes(cast.portal, at=at)) == 10
    assert len(column_classes(cast.edu_site, at=at)) == 6
    Column.objects.filter(pk=cast.news.pk).update(content_class="meetings_appointments")
    page = browser(cast.desk_editor).get(reverse("submission:coverage")).content.decode()
    row = page.split(cast.portal.name)[-1].split("</tr>")[0]
    assert "重要会议、重大活动、人事任免" in row
    assert row.index("重要会议、重大活动、人事任免") < row.index("本地概况概览、机构设置、领导简介")
