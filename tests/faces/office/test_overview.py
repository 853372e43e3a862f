"""What leaders see at a glance, what the auditor reads by name, and drafts that only their unit sees."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.models import Article
from mingtang.institution.obligations.enums import ObligationState
from mingtang.institution.obligations.models import Obligation
from mingtang.institution.organization.actions.units import change_unit
from mingtang.spine.events.models import Event
from mingtang.spine.events.registry import all_types
from mingtang.workbench.backoffice.subjects import UNNAMED, subjects
from tests.factories.cast import Cast
from tests.factories.content import draft, news_fields, submitted
from tests.factories.regulations import bound_pack

Browser = Callable[..., Client]


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)


def test_leaders_see_what_waits_for_them_and_what_is_late_by_unit(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    submitted(cast, at, news_fields(title="待签的消息"))
    quota = Obligation.objects.filter(unit_key="health").order_by("pk").first()
    if quota is not None:
        Obligation.objects.filter(pk=quota.pk).update(state=ObligationState.OVERDUE)

    leader = browser(cast.leader).get("/").content.decode()
    mayor = browser(cast.portal_signer).get("/").content.decode()

    assert "待签的消息" in leader
    assert leader.index("待签的消息") < leader.index("常用操作")
    assert "1 件" in leader
    for heading in ("待我审签", "逾期事项（按单位）", "本月情况", "上线稿件"):
        assert heading in mayor
    assert ("市卫健委" in mayor) == (quota is not None)


def test_drafts_that_were_never_sent_are_seen_by_their_writers_unit_alone(
    cast: Cast, at: datetime
) -> None:
    article = draft(cast, at, news_fields(title="没有报送的草稿"))

    def sees(person: object) -> bool:
        return Article.objects.visible_to(person, at=at).filter(pk=article.pk).exists()  # type: ignore[arg-type]

    assert sees(cast.officer)
    assert sees(cast.leader)
    assert sees(cast.auditor)
    for other in (cast.portal_signer, cast.portal_leader, cast.portal_secrecy, cast.secrecy):
        assert not sees(other)

    sent = submitted(cast, at, news_fields(title="已报送"))

    assert Article.objects.visible_to(cast.portal_signer, at=at).filter(pk=sent.pk).exists()


def test_auditor_reads_texts_and_their_events_by_name(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    article = submitted(cast, at, news_fields(title="审计查看的稿件"))
    event = Event.objects.filter(subject=article.subject, code="content.article.created").get()
    change_unit(
        actor=cast.operator, at=at, unit_id=cast.edu.pk, short_name="教育局", phone="", position=0
    )
    client = browser(cast.auditor)

    text = client.get(reverse("content:show", args=[article.pk]))
    told = client.get(reverse("events:event", args=[event.pk])).content.decode()
    log = client.get(reverse("events:log") + "?days=all&subject=市教育局").content.decode()

    assert text.status_code == 200
    assert "审计查看的稿件" in told
    assert "教育局" in told
    assert "修改单位信息" in log
    for code in (article.subject, "content.article.created", "person:"):
        assert code not in told.partition("<main")[2]


def test_every_subject_of_the_log_has_a_word(cast: Cast, rooms: None, at: datetime) -> None:
    submitted(cast, at)
    keys = set(Event.objects.values_list("subject", flat=True))

    assert all_types()
    assert UNNAMED not in {one.title for one in subjects(keys, cast.auditor, at).values()}
