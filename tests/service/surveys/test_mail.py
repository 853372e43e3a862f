"""One answer a mail address: confirmed by a link in a mail, and not linked to the address."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction

from mingtang.institution.organization.actions.merging import Merger
from mingtang.service.surveys.actions.answers import confirm_answer, erase_of, records_of
from mingtang.service.surveys.actions.hand_over import hand_over_surveys
from mingtang.service.surveys.actions.results import archive_survey, publish_result
from mingtang.service.surveys.actions.turning import turn_surveys
from mingtang.service.surveys.enums import OnceRule
from mingtang.service.surveys.models import Survey, SurveyAnswer, SurveyPick, SurveyVoter
from mingtang.spine.events.models import Event
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.running import work_jobs
from mingtang.workbench.intake.models import OfferedForm
from tests.factories.cast import Cast
from tests.factories.publishing import published_article
from tests.factories.regulations import bound_pack
from tests.factories.surveys import answered, drafted, key_of, opened
from tests.harness.servers import Received, serving

pytestmark = pytest.mark.django_db
ADDRESS = "ouyang@example.cn"


@pytest.fixture(autouse=True)
def mailbox(settings: Any) -> Iterator[Received]:
    """A mail server that the platform is set to."""
    with serving("mail") as server:
        settings.NOTICE_MAIL = True
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture(autouse=True)
def _online(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at - timedelta(days=90))
    published_article(cast, at, columns=[cast.edu_news])


def sends(at: datetime) -> None:
    while work_jobs(at, lane=JobLane.MAIL):
        pass


def token(raw: bytes) -> str:
    mail = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    link = re.search(r"https?://\S+", mail.get_content())
    assert link is not None
    return parse_qs(urlsplit(link[0]).query)["token"][0]


def test_answer_counts_once_its_address_confirmed_it(
    cast: Cast, at: datetime, mailbox: Received
) -> None:
    row = opened(cast, at, once=OnceRule.MAIL)
    walk, bus = key_of(row, 1, "步行"), key_of(row, 1, "公交")
    answered(row, at, "1", q1=walk, mail=ADDRESS)
    sends(at)
    first = token(mailbox.wait(1)[0])
    assert not SurveyAnswer.objects.exists()
    answered(row, at, "22", q1=bus, mail=ADDRESS.upper())  # the newest counts
    sends(at)
    second = token(mailbox.wait(2)[1])
    assert not confirm_answer(at=at, token=first)
    assert not confirm_answer(at=at, token=second + "x")
    assert confirm_answer(at=at, token=second)
    assert confirm_answer(at=at, token=second)  # a repeat is the same answer
    answered(row, at, "333", q1=walk, mail=ADDRESS)
    sends(at)
    assert [one.value for one in SurveyPick.objects.all()] == [bus]
    voter = SurveyVoter.objects.get()
    assert (voter.sealed, voter.mails) == ("", 2)
    answer = SurveyAnswer.objects.get()  # not linked to the form or the address
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    assert (answer.receipt, answer.received_at) == ("", midnight)
    assert (voter.asked_at, voter.confirmed_at) == (midnight, midnight)
    told = " ".join(Event.objects.values_list("payload", flat=True))
    assert "ouyang" not in told


def test_addresses_that_did_not_confirm_go_with_the_result_the_others_with_the_archive(
    cast: Cast, at: datetime, mailbox: Received
) -> None:
    row = opened(cast, at, once=OnceRule.MAIL)
    for number, address in (("1", ADDRESS), ("22", "other@example.cn")):
        answered(row, at, number, q1=key_of(row, 1, "步行"), mail=address)
    sends(at)
    tokens = [token(one) for one in mailbox.wait(2)]
    assert confirm_answer(at=at, token=tokens[0])
    assert row.closes_at is not None
    turn_surveys(at=row.closes_at)
    publish_result(actor=cast.leader, at=row.closes_at, survey_id=row.pk, result="一份答卷。")
    assert not confirm_answer(at=row.closes_at, token=tokens[1])
    assert SurveyVoter.objects.count() == 1
    archive_survey(actor=cast.officer, at=row.closes_at, survey_id=row.pk)
    assert not SurveyVoter.objects.exists()
    assert Survey.objects.get().answers_counted == 1


def test_an_address_may_have_told_and_erased_that_it_took_part(cast: Cast, at: datetime) -> None:
    row = opened(cast, at, once=OnceRule.MAIL)
    answered(row, at, q1=key_of(row, 1, "步行"), mail=ADDRESS)
    with transaction.atomic():
        (found,) = records_of(ADDRESS, actor=cast.desk_editor, at=at)
        assert ("确认情况", "没有确认") in found.facts
        assert erase_of(ADDRESS, actor=cast.desk_editor, at=at, reason="本人要求").erased == 1
    assert not SurveyVoter.objects.exists()


def test_an_address_gets_three_mails_about_a_survey(
    cast: Cast, at: datetime, mailbox: Received
) -> None:
    row = opened(cast, at, once=OnceRule.MAIL)
    for number in range(1, 6):
        later = at + timedelta(minutes=number)
        answered(row, later, "9" * number, q1=key_of(row, 1, "步行"), mail=ADDRESS)
        sends(later)
    assert len(mailbox.wait(3)) == 3


def test_successor_of_a_unit_goes_on_with_what_has_no_result(cast: Cast, at: datetime) -> None:
    states = {"draft": drafted(cast, at), "open": opened(cast, at), "published": drafted(cast, at)}
    Survey.objects.filter(pk=states["published"].pk).update(state="published")
    with transaction.atomic():
        hand_over_surveys(Merger(cast.edu, cast.health, cast.operator, at))
    found = dict(Survey.objects.values_list("pk", "unit__code"))
    assert [found[row.pk] for row in states.values()] == ["health", "health", "edu"]
    assert OfferedForm.objects.get().unit == "health"
