from datetime import datetime, timedelta

import pytest

from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.actions.ending import end_token
from mingtang.institution.organization.actions.people import deactivate_person
from mingtang.institution.organization.actions.tokens import issue_token, note_token_used
from mingtang.institution.organization.models import ApiToken, Person
from mingtang.institution.organization.queries import token_in_use
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db


def issue(actor: Person, at: datetime, person: Person | None = None, name: str = "对接") -> str:
    return issue_token(actor=actor, at=at, person_id=(person or actor).pk, name=name).text


def test_issued_token_opens_for_its_person_and_is_kept_as_a_digest_alone(
    cast: Cast, at: datetime
) -> None:
    text = issue(cast.officer, at)

    found = token_in_use(text, at=at)
    assert found is not None
    assert found.person == cast.officer
    assert text.startswith("mt_")
    assert text not in str(ApiToken.objects.values())
    event = Event.objects.latest("pk")
    assert (event.code, event.subject) == ("organization.token.issued", cast.officer.person_key)
    assert text not in event.payload


def test_person_without_a_post_gets_no_token(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused) as refused:
        issue(cast.colleague, at, name="")

    codes = [reason.code for reason in refused.value.reasons]
    assert codes == ["organization.token_not_entitled", "organization.token_unnamed"]


def test_name_in_use_is_refused_and_free_again_after_the_end(cast: Cast, at: datetime) -> None:
    issue(cast.officer, at)
    with pytest.raises(Refused, match="换一个用途"):
        issue(cast.officer, at, name=" 对接 ")

    token = ApiToken.objects.get()
    end_token(actor=cast.officer, at=at, token_id=token.pk)
    issue(cast.officer, at)

    assert ApiToken.objects.filter(ended_at=None).count() == 1


def test_ended_token_opens_nothing_and_ending_twice_leaves_one_event(
    cast: Cast, at: datetime
) -> None:
    text = issue(cast.officer, at)
    token = ApiToken.objects.get()
    for _ in range(2):
        end_token(actor=cast.officer, at=at, token_id=token.pk)

    assert token_in_use(text, at=at) is None
    assert Event.objects.filter(code="organization.token.ended").count() == 1


def test_operator_may_end_the_token_of_someone_they_manage(cast: Cast, at: datetime) -> None:
    text = issue(cast.officer, at)

    end_token(actor=cast.operator, at=at, token_id=ApiToken.objects.get().pk)

    assert token_in_use(text, at=at) is None


def test_stranger_can_neither_issue_nor_end(cast: Cast, at: datetime) -> None:
    text = issue(cast.officer, at)
    with pytest.raises(NotVisible):
        issue(cast.stranger, at, cast.officer, name="别的")
    for token_id in (ApiToken.objects.get().pk, 987654):
        with pytest.raises(NotVisible):
            end_token(actor=cast.stranger, at=at, token_id=token_id)

    assert token_in_use(text, at=at) is not None


def test_colleague_without_the_right_to_manage_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused):
        issue(cast.leader, at, cast.officer)


def test_deactivated_person_has_no_token_in_use(cast: Cast, at: datetime) -> None:
    text = issue(cast.officer, at)
    deactivate_person(actor=cast.operator, at=at, person_id=cast.officer.pk)

    assert token_in_use(text, at=at) is None


@pytest.mark.parametrize("text", ["", "mt_", "x" * 46, "mt_" + "a" * 43, "mt_" + "字" * 43])
def test_unknown_text_opens_nothing(cast: Cast, at: datetime, text: str) -> None:
    assert token_in_use(text, at=at) is None


def test_last_use_is_a_day_and_never_goes_back(cast: Cast, at: datetime) -> None:
    issue(cast.officer, at)
    token = ApiToken.objects.get()
    for day in (at.date(), at.date() - timedelta(days=3)):
        note_token_used(token_id=token.pk, day=day)

    token.refresh_from_db()
    assert token.last_used_on == at.date()
