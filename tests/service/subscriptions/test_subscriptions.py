"""A reader has a column by mail: asked, confirmed, told once a day, ended by one press."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from re import search
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from mingtang.editorial.sites.models import Column
from mingtang.ground.foundation.clock import beijing_date
from mingtang.service.subscriptions import policies
from mingtang.service.subscriptions.actions import (
    confirm_subscription,
    end_subscription,
    erase_of,
    forget_unconfirmed,
    note_digest_refused,
    note_digest_sent,
    note_mail_failed,
    records_of,
)
from mingtang.service.subscriptions.interfaces.public_forms import columns_of
from mingtang.service.subscriptions.jobs import DIGESTS
from mingtang.service.subscriptions.models import Subscription
from mingtang.service.subscriptions.queries import CONFIRM, END, token_of
from mingtang.spine.events.models import Event
from mingtang.spine.jobs.actions import enqueue_job
from mingtang.workbench.intake.actions import take_waiting
from mingtang.workbench.intake.models import IntakeRow
from tests.factories.cast import Cast
from tests.factories.publishing import published_article, tree
from tests.factories.sites import ColumnFactory
from tests.harness.servers import Received
from tests.service.subscriptions.conftest import ADDRESS, asked, link_in, mail

Send = Callable[[datetime], None]
Browser = Callable[..., Client]
pytestmark = pytest.mark.django_db


def subscribed(cast: Cast, at: datetime, address: str = ADDRESS) -> Subscription:
    """Return a confirmed subscription."""
    asked(at, cast.news.code, address, number=address)
    row = Subscription.objects.of_address(address).get()
    assert confirm_subscription(at=at, token=token_of(CONFIRM, row.pk))
    row.refresh_from_db()
    return row


def told(at: datetime, send: Send) -> None:
    """Run the digest of a day."""
    enqueue_job(kind=DIGESTS, actor="system", at=at, key=f"{at:%Y%m%d%H%M}")
    send(at)


@pytest.fixture
def reader(settings: Any, tmp_path: Path) -> Client:
    """A reader of the public face."""
    settings.ROOT_URLCONF = "mingtang.wiring.config.public_urls"
    settings.PUBLISH_ROOT = tmp_path / "www"
    (tmp_path / "www" / ".maps").mkdir(parents=True)
    hosts = '{"default": "portal", "sites": {"localhost": "portal"}}'
    (tmp_path / "www" / ".maps" / "hosts.json").write_text(hosts)
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


def pressed(reader: Client, link: str, at: datetime) -> Any:
    """Open the page of a link and press its one button."""
    with time_machine.travel(at, tick=False):
        page = reader.get(link).content.decode()
        names = ("pass", "token")
        found = {name: search(rf'name="{name}" value="([^"]*)"', page) for name in names}
        values = {name: unescape(one[1]) for name, one in found.items() if one}
        answer = reader.post(link, values)
    take_waiting(at=at)
    return answer


def test_xn_36_column_comes_by_mail_once_its_address_is_confirmed(
    cast: Cast, at: datetime, mailbox: Received, send: Send, reader: Client
) -> None:
    asked(at, cast.news.code)
    send(at)
    question = mail(mailbox.wait(1)[0])
    assert question["To"] == ADDRESS
    told(at, send)  # nobody has confirmed

    assert pressed(reader, link_in(question.get_content()), at).status_code == 302
    assert Subscription.objects.active().count() == 1
    later = at + timedelta(days=1)
    published_article(cast, later, columns=[cast.news], title="全市春季农业生产现场会召开")
    told(later + timedelta(hours=1), send)
    told(later + timedelta(hours=2), send)  # one mail a day

    digest = mail(mailbox.wait(2)[1])
    assert len(mailbox.wait(2)) == 2
    text = digest.get_content().replace("\r\n", "\n")
    assert "全市春季农业生产现场会召开\nhttp" in text
    assert "旧闻一则" not in text
    assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert digest["List-Unsubscribe"].strip() == f"<{text.split('退订：')[1].split()[0]}>"


def test_mailbox_ends_a_subscription_by_one_post_and_a_repeat_is_harmless(
    cast: Cast, at: datetime, reader: Client
) -> None:
    row = subscribed(cast, at)
    link = f"/forms/{END}/?token={token_of(END, row.pk)}"
    with time_machine.travel(at, tick=False):
        answers = [reader.post(link, {"List-Unsubscribe": "One-Click"}) for _ in range(2)]
        bare = reader.post(f"/forms/{END}/", {"List-Unsubscribe": "One-Click"})

    assert [answer.status_code for answer in answers] == [200, 200]
    assert bare.status_code == 422
    assert IntakeRow.objects.filter(form=END).count() == 1
    take_waiting(at=at)
    assert not Subscription.objects.exists()
    assert '"by":"reader"' in Event.objects.get(code="subscriptions.ended").payload


def test_reader_ends_it_by_the_button_of_the_page(cast: Cast, at: datetime, reader: Client) -> None:
    row = subscribed(cast, at)
    link = f"/forms/{END}/?token={token_of(END, row.pk)}"
    assert pressed(reader, link, at).status_code == 302
    assert not Subscription.objects.exists()


def test_form_shows_the_columns_of_its_site_and_chooses_the_one_of_the_link(
    cast: Cast, at: datetime, reader: Client
) -> None:
    with time_machine.travel(at, tick=False):
        page = reader.get(f"/forms/subscribe/?column={cast.news.code}").content.decode()
    assert f'value="{cast.news.code}"' in page
    assert search(rf'value="{cast.news.code}"[^>]* checked', page)
    assert "三天" not in page


def test_repeats_neither_double_nor_flood_and_nothing_tells_who_is_subscribed(
    cast: Cast, at: datetime, mailbox: Received, send: Send
) -> None:
    asked(at, cast.news.code)
    asked(at, cast.news.code, ADDRESS.upper(), number="2")
    send(at)
    asked(at + timedelta(hours=1), cast.news.code, number="3")
    send(at + timedelta(hours=1))
    assert Subscription.objects.count() == 1
    mailbox.wait(1)

    row = subscribed(cast, at + timedelta(days=2))
    send(at + timedelta(days=2))
    asked(at + timedelta(days=4), cast.news.code, number="4")
    send(at + timedelta(days=4))
    mails = [mail(raw) for raw in mailbox.wait(3)]
    assert len(mails) == 3
    assert "已经订阅" in mails[2].get_content()
    assert Subscription.objects.get() == row


def test_link_of_another_use_or_made_up_does_nothing(cast: Cast, at: datetime) -> None:
    row = subscribed(cast, at)
    assert not end_subscription(at=at, token=token_of(CONFIRM, row.pk))
    assert not end_subscription(at=at, token=f"{row.pk}:made-up")
    assert not confirm_subscription(at=at, token="")
    assert Subscription.objects.active().count() == 1


def test_address_that_did_not_confirm_is_deleted_after_the_days_of_the_setting(
    cast: Cast, at: datetime
) -> None:
    asked(at, cast.news.code)
    kept = subscribed(cast, at, "other@example.cn")
    assert forget_unconfirmed(at=at + timedelta(days=3)) == 0
    assert forget_unconfirmed(at=at + timedelta(days=3, seconds=1)) == 1
    assert Subscription.objects.get() == kept


def test_address_that_is_refused_for_three_days_gets_nothing_more(cast: Cast, at: datetime) -> None:
    row = subscribed(cast, at)
    for _ in range(policies.MOST_REFUSALS):
        note_digest_refused(subscription_id=row.pk, at=at)
    assert not Subscription.objects.exists()
    assert '"by":"mail_server"' in Event.objects.get(code="subscriptions.ended").payload


def test_mail_that_was_not_taken_is_due_later_and_not_for_ever(cast: Cast, at: datetime) -> None:
    asked(at, cast.news.code)
    row = Subscription.objects.get()
    for tries in range(1, policies.MOST_TRIES):
        note_mail_failed(subscription_id=row.pk, at=at, is_final=False)
        row.refresh_from_db()
        assert (row.tries, row.mail_due_at) == (tries, at + policies.pause_after(tries))
    note_mail_failed(subscription_id=row.pk, at=at, is_final=False)
    row.refresh_from_db()
    assert (row.mail_due_at, row.mailed_at) == (None, at)
    note_mail_failed(subscription_id=987654, at=at, is_final=True)  # ended meanwhile


def test_digest_that_was_sent_forgives_refusals(cast: Cast, at: datetime) -> None:
    row = subscribed(cast, at)
    note_digest_refused(subscription_id=row.pk, at=at)
    note_digest_sent(subscription_id=row.pk, until=at + timedelta(hours=1))
    row.refresh_from_db()
    assert (row.refusals, row.covered_until) == (0, at + timedelta(hours=1))


def test_server_that_is_away_loses_no_item(
    cast: Cast, at: datetime, mailbox: Received, send: Send, settings: Any
) -> None:
    subscribed(cast, at)
    send(at)
    published_article(cast, at + timedelta(hours=1), columns=[cast.news], title="防汛备汛部署")
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    told(at + timedelta(hours=2), send)
    settings.EMAIL_PORT = port
    told(at + timedelta(days=1), send)
    assert "防汛备汛部署" in mail(mailbox.wait(2)[1]).get_content()
    assert Subscription.objects.get().digest_day == beijing_date(at + timedelta(days=1))


def test_address_is_sealed_copied_and_erased_for_its_owner(cast: Cast, at: datetime) -> None:
    row = subscribed(cast, at)
    stored = Subscription.objects.extra(select={"raw": "address"}).values_list("raw", flat=True)
    assert ADDRESS not in str(list(stored))
    assert row.masked != ADDRESS
    with transaction.atomic():
        [record] = records_of(ADDRESS, actor=cast.desk_editor, at=at)
        done = erase_of(ADDRESS, actor=cast.desk_editor, at=at, reason="本人要求")
    assert ("电子邮箱", ADDRESS) in record.facts
    assert done.erased == 1
    assert not Subscription.objects.exists()
    assert ADDRESS not in "".join(str(event.payload) for event in Event.objects.all())


def test_office_counts_by_column_and_shows_no_address_in_full(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    subscribed(cast, at)
    asked(at, cast.news.code, "other@example.cn", number="9")
    with time_machine.travel(at, tick=False):
        office = browser(cast.desk_editor)
        listed = office.get(reverse("subscriptions:list")).content.decode()
        counted = office.get(reverse("subscriptions:columns")).content.decode()
        stranger = browser(cast.stranger).get(reverse("subscriptions:list"))
    assert ADDRESS not in listed
    assert Subscription.objects.of_address(ADDRESS).get().masked in listed
    assert cast.news.name in counted
    assert ADDRESS not in stranger.content.decode()


def test_xn_33_page_explains_rss_and_names_the_feed_of_each_column(cast: Cast) -> None:
    page = tree("portal")["/subscribe.html"].decode()
    assert "RSS 是网站提供的一种" in page
    assert f"/{cast.news.path.strip('/')}/feed.xml" in page
    links = {unescape(one) for one in page.split('"') if one.startswith("/forms/subscribe/?")}
    asked_for = {parse_qs(urlsplit(link).query)["column"][0] for link in links}
    assert cast.news.code in asked_for


def test_columns_are_offered_below_their_own_in_the_order_of_the_menu(cast: Cast) -> None:
    Column.objects.filter(pk=cast.notices.pk).update(position=1)
    Column.objects.filter(pk=cast.news.pk).update(position=2)
    ColumnFactory(site=cast.portal, code="old", name="历年公告", parent=cast.notices, position=9)

    assert columns_of("portal") == [
        ("notices", "通知公告"),
        ("old", "通知公告 › 历年公告"),
        ("news", "明州要闻"),
    ]
