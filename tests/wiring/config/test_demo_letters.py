"""The letters of the demo city that show redaction, hot topics and the check of answers."""

from datetime import timedelta

import pytest

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.masking import find_personal_data
from mingtang.institution.organization.enums import Post
from mingtang.service.letters.models import HotTopic
from mingtang.service.letters.queries import same_questions
from mingtang.service.responses.enums import CheckState
from mingtang.service.responses.models import PublishedAnswer, QualityCheck, Redaction, SampleDraw
from mingtang.spine.events.testing import drain
from mingtang.wiring.config.demo_city.hot_topics import BUS, LIBRARY, answer_hot_topics
from mingtang.wiring.config.demo_city.letters import tell_letters
from mingtang.wiring.config.demo_city.past_letters import bring_letters_along
from mingtang.wiring.config.demo_city.people import People, appoint_editors, settle
from mingtang.wiring.config.demo_city.places import CITY
from mingtang.wiring.config.demo_city.private_letters import STORIES, tell_private_letters
from mingtang.wiring.config.demo_city.quality_checks import MONTHS, check_answers
from mingtang.wiring.config.demo_city.sites import open_sites
from tests.factories.regulations import bound_pack

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def people(db: None) -> People:
    """The demo city with its letters and nothing else."""
    now = clock.now()
    founded = now - timedelta(days=370)
    people = settle(founded)
    bound_pack(CITY, at=founded)
    open_sites(people, founded)
    appoint_editors(people, founded)
    tell_letters(people, founded + timedelta(days=1), now)
    bring_letters_along(people, now)
    return people


def test_xc_33_demo_city_has_hidden_names_a_hot_topic_and_marked_samples(people: People) -> None:
    now = clock.now()
    tell_private_letters(people, now)
    answer_hot_topics(people, now)
    check_answers(people, now)
    drain(clock.now())

    first, second, third = STORIES
    public = PublishedAnswer.objects.get(title=first.title)
    for text in (public.question, public.answer):
        assert not find_personal_data(text)
        assert "（已隐去）" in text
        assert "钱桂英" not in text
        assert "501室" not in text
    assert "0563-6033300" in public.answer
    saved = {row.title: row for row in Redaction.objects.order_by("-pk")[:3]}
    waiting = saved[second.title]
    assert "皖P" not in waiting.question
    assert not PublishedAnswer.objects.filter(case=waiting.case).exists()
    assert third.title not in saved

    topic = HotTopic.objects.get()
    assert topic.answered_at is not None
    assert topic.letters.exclude(told_at=None).count() == len(BUS)
    desk = people.of(CITY, Post.DESK)
    found = same_questions(desk, since=now - timedelta(days=30), at=now)
    assert [len(one.letters) for one in found] == [len(LIBRARY)]

    states = set(QualityCheck.objects.values_list("state", flat=True))
    assert SampleDraw.objects.count() == MONTHS
    assert states == {CheckState.PASSED, CheckState.POOR, CheckState.WAITING}
