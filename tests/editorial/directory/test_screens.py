"""The office fills in forms; what it saved is shown, told in the history and looked at beforehand."""

from collections.abc import Callable
from datetime import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mingtang.editorial.directory.models import (
    Institution,
    Leader,
    PublicContact,
    SiteStatement,
)
from tests.factories.cast import Cast
from tests.factories.media import picture

Browser = Callable[..., Client]
pytestmark = pytest.mark.django_db


def _send(office: Client, address: str, **changes: object) -> str:
    """Change some fields of the form at an address and send it; return the page that follows."""
    context = office.get(address).context
    fields = {one.html_name: one.value() for one in context["form"]}
    values = {**fields, **changes, "form_key": context["form_key"]}
    sent = {
        name: getattr(value, "pk", value)
        for name, value in values.items()
        if value is not None and value is not False
    }
    return office.post(address, sent, follow=True).content.decode()


def test_leader_is_added_looked_at_and_taken_off(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    portrait = picture(cast.city, actor=cast.desk_editor, at=at)
    with time_machine.travel(at, tick=False):
        office = browser(cast.desk_editor)
        assert "明州市人民政府" in office.get(reverse("directory:sites")).content.decode()
        new = reverse("directory:leader-new", args=["portal"])
        shown = _send(office, new, name="顾全", post="市长", portrait=str(portrait.pk))
        assert "请填写照片说明" in shown
        words = {"portrait": str(portrait.pk), "portrait_words": "顾全近照"}
        shown = _send(office, new, name="顾全", post="市长", **words)
        row = Leader.objects.get()
        assert "顾全" in shown
        assert "看公开的页面" in shown
        edit = reverse("directory:leader", args=[row.pk])
        _send(office, edit, post="市委副书记、市长", is_shown=False)
        preview = office.get(reverse("directory:leader-preview", args=[row.pk]))
        history = office.get(edit).content.decode()
    row.refresh_from_db()
    assert (row.post, row.is_shown, row.portrait) == (
        "市委副书记、市长",
        False,
        f"image:{portrait.pk}",
    )
    assert "市委副书记、市长" in preview.content.decode()
    assert 'alt="顾全近照"' in preview.content.decode()
    assert "sandbox" in preview["Content-Security-Policy"]
    assert history.count("修改领导信息") == 2


def test_contact_is_a_post_of_an_institution_of_the_same_site(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    with time_machine.travel(at, tick=False):
        office = browser(cast.site_editor)
        new = reverse("directory:institution-new", args=["edu"])
        _send(office, new, name="基础教育科", phone="0550-3000001")
        own = Institution.objects.get()
        Institution.objects.create(site=cast.portal, name="市政府办", kind="office", changed_at=at)
        form = office.get(reverse("directory:contact-new", args=["edu"])).content.decode()
        assert "基础教育科" in form
        assert "市政府办" not in form
        address = reverse("directory:contact-new", args=["edu"])
        shown = _send(office, address, post="招生咨询", phone="13912345678")
        assert "是手机号码" in shown
        _send(office, address, post="招生咨询", phone="0550-3000002", institution=str(own.pk))
        found = PublicContact.objects.get()
        preview = office.get(reverse("directory:contact-preview", args=[found.pk]))
        assert office.get(reverse("directory:site", args=["portal"])).status_code == 404
    assert found.institution == own
    assert "招生咨询" in preview.content.decode()


def test_statement_begins_with_what_the_site_says_and_goes_back_to_it(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    with time_machine.travel(at, tick=False):
        office = browser(cast.desk_editor)
        address = reverse("directory:statement", args=["portal", "about"])
        form = office.get(address).content.decode()
        assert "【主办单位】主办" in form
        _send(office, address)
        assert not SiteStatement.objects.exists()
        _send(office, address, text="本站由【主办单位】主办。")
        preview = office.get(reverse("directory:statement-preview", args=["portal", "about"]))
        assert "自动生成" in _send(office, address, text="")
        assert office.get(reverse("directory:statement", args=["portal", "x"])).status_code == 404
    assert f"本站由{cast.portal.unit.name}主办。" in preview.content.decode()
    assert SiteStatement.objects.get().text == ""
