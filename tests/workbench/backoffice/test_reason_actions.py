"""The words of a reason are erased by the platform operator alone, wherever they are shown."""

from datetime import datetime

import pytest

from mingtang.editorial.submission.actions import return_submission
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.enums import Post
from mingtang.spine.events.models import ERASED, Event
from mingtang.workbench.backoffice.actions.reasons import erase_event_reason
from tests.factories.cast import Cast
from tests.factories.content import arrived
from tests.factories.organization import PersonFactory, PostHoldingFactory
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db
OTHERS = ("officer", "leader", "desk_editor", "auditor")


@pytest.fixture
def returned(cast: Cast, at: datetime) -> Event:
    """The return of a submission, with a reason that names someone."""
    bound_pack(cast.city.code, at=at)
    article = arrived(cast, at)
    submission = article.submissions.get()
    return_submission(
        actor=cast.desk_editor, at=at, submission_id=submission.pk, reason="请删去王某的电话"
    )
    return Event.objects.get(code="submission.returned")


def test_operator_erases_the_words_in_log_and_rows(
    cast: Cast, returned: Event, at: datetime
) -> None:
    erase_event_reason(actor=cast.operator, at=at, event_id=returned.pk, why="王某申请")

    told = Event.objects.get(code="events.reason.erased")
    assert (told.subject, told.actor) == (f"reason:{returned.reason_id}", cast.operator.person_key)
    returned.refresh_from_db()
    assert str(returned.reason) == ERASED
    moved = Event.objects.filter(code="content.article.moved").latest("pk")
    assert moved.reason_id == returned.reason_id  # stored once


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_erases(who: str, cast: Cast, returned: Event, at: datetime) -> None:
    with pytest.raises(NotVisible):
        erase_event_reason(actor=getattr(cast, who), at=at, event_id=returned.pk, why="王某申请")

    assert not Event.objects.filter(code="events.reason.erased").exists()


def test_operator_of_a_bureau_erases_nothing(cast: Cast, returned: Event, at: datetime) -> None:
    person = PersonFactory(unit=cast.edu)
    PostHoldingFactory(person=person, unit=cast.edu, post=Post.PLATFORM_OPERATOR)
    with pytest.raises(NotVisible):
        erase_event_reason(actor=person, at=at, event_id=returned.pk, why="王某申请")


def test_erasure_says_why_and_needs_a_reason_to_erase(
    cast: Cast, returned: Event, at: datetime
) -> None:
    with pytest.raises(Refused):
        erase_event_reason(actor=cast.operator, at=at, event_id=returned.pk, why=" ")
    without = Event.objects.filter(reason__isnull=True).latest("pk")
    with pytest.raises(NotVisible):
        erase_event_reason(actor=cast.operator, at=at, event_id=without.pk, why="王某申请")
