"""What is known of a letter is forgotten; mailboxes and directories go over to a successor."""

import json
from datetime import datetime

import pytest
from django.db import transaction

from mingtang.institution.organization.actions.merging import Merger
from mingtang.service.letters.actions import forget_letter, hand_over_mailboxes, import_matters
from mingtang.service.letters.enums import ProgressChannel
from mingtang.service.letters.models import LetterDetails, Mailbox, Matter, MatterVersion
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast
from tests.factories.letters import MAYOR, SCHOOLS, letter, mailbox

pytestmark = pytest.mark.django_db


def test_forgotten_letter_tells_neither_text_nor_origin_and_waits_for_nobody(
    cast: Cast, at: datetime
) -> None:
    told = {"origin": "明州论坛", "origin_url": "https://bbs.example.cn/t/1"}
    gone, other = (
        letter(at, progress=ProgressChannel.MAIL, may_publish=True, **told) for _ in range(2)
    )
    LetterDetails.objects.update(tell_at=at)
    for _ in range(2):
        forget_letter(case_id=gone.pk)

        row = LetterDetails.objects.get(case=gone)
        assert (row.fingerprint, row.origin, row.origin_url, row.tell_at) == ("", "", "", None)
        assert (row.progress, row.may_publish) == ("mail", True)
    stays = LetterDetails.objects.get(case=other)
    assert (stays.origin, stays.tell_at) == ("明州论坛", at)
    assert stays.fingerprint


def _merged(cast: Cast, at: datetime, old: str = "edu") -> None:
    with transaction.atomic():
        hand_over_mailboxes(Merger(getattr(cast, old), cast.health, cast.operator, at))


def test_successor_gets_mailboxes_and_matters_and_nothing_of_other_units(
    cast: Cast, at: datetime
) -> None:
    schools, mayor = mailbox(cast, at, SCHOOLS), mailbox(cast, at, MAYOR)
    lines = [("校车", "edu"), ("疫苗", "health")]
    import_matters(actor=cast.desk_editor, at=at, desk_unit="office", lines=lines)
    _merged(cast, at)
    _merged(cast, at)

    assert dict(Mailbox.objects.values_list("pk", "unit")) == {schools.pk: "health", mayor.pk: ""}
    assert set(Matter.objects.values_list("unit", flat=True)) == {"health"}
    assert MatterVersion.objects.get().desk_unit == "office"
    assert Event.objects.get(code="letters.matters.handed_over").unit == "health"
    event = Event.objects.get(code="letters.unit.handed_over")  # a repeat finds nothing
    assert (event.unit, event.actor) == ("health", cast.operator.person_key)
    assert json.loads(event.payload) == {"old_unit": "edu", "number": 1}


@pytest.mark.parametrize("has_own", [False, True])
def test_directory_of_a_desk_goes_over_unless_the_successor_has_one(
    cast: Cast, at: datetime, has_own: bool
) -> None:
    for number in (1, 2):
        version = MatterVersion.objects.create(
            desk_unit="office", number=number, made_at=at, made_by=cast.desk_editor
        )
        Matter.objects.create(version=version, text=f"校车{number}", unit="edu")
    if has_own:
        own = MatterVersion.objects.create(
            desk_unit="health", number=1, made_at=at, made_by=cast.desk_editor
        )
        Matter.objects.create(version=own, text="疫苗", unit="health")
    _merged(cast, at, "office")

    found = MatterVersion.objects.current_of("health")
    assert found is not None
    assert [one.text for one in found.matters.all()] == (["疫苗"] if has_own else ["校车2"])
    assert MatterVersion.objects.count() == Matter.objects.count() == (1 if has_own else 2)
    assert not MatterVersion.objects.filter(desk_unit="office").exists()
