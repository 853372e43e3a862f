"""What cases hold of one person: copied whole, erased where nothing goes on."""

from datetime import datetime

import pytest

from mingtang.institution.organization.actions.personal_data import (
    copy_personal_data,
    erase_personal_data,
)
from mingtang.spine.events.models import Event
from mingtang.spine.vault.holders import (
    PersonalHolder,
    all_holders,
    forget_holder,
    register_holder,
)
from mingtang.workbench.casework.actions.moving import answer_case, close_case
from mingtang.workbench.casework.actions.opening import CaseUpload, Sender
from mingtang.workbench.casework.actions.personal_data import HOLDER, erase_of, records_of
from mingtang.workbench.casework.actions.texts import add_message, add_note
from mingtang.workbench.casework.models import Case
from tests.factories.cases import SENDER, claimed, received
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db
WHY = "3 月 10 日申请，已核对身份证"


def ended(cast: Cast, at: datetime) -> Case:
    case = claimed(cast, at, uploads=[CaseUpload("校门.jpg", b"picture")])
    add_message(actor=cast.officer, at=at, case_id=case.pk, text="请问是哪一路校车？")
    add_note(actor=cast.officer, at=at, case_id=case.pk, text="内部商量")
    answer_case(actor=cast.officer, at=at, case_id=case.pk, text="七点二十分。")
    return close_case(actor=cast.officer, at=at, case_id=case.pk)


@pytest.mark.parametrize("contact", [SENDER.phone, "139-1234-5678", SENDER.email.upper()])
def test_copy_holds_what_was_written_and_told_and_no_notes(
    cast: Cast, at: datetime, contact: str
) -> None:
    case = ended(cast, at)
    received(cast, at, sender=Sender("别人", "13800000000"))
    held = copy_personal_data(actor=cast.desk_editor, at=at, contact=contact, reason=WHY)
    (record,) = [record for one in held for record in one.records]
    told = dict(record.facts)
    assert record.title == f"{case.number}（测试来信）"
    assert told["内容"] == case.body
    assert told["姓名"] == SENDER.name
    assert "七点二十分。" in told.values()
    assert "请问是哪一路校车？" in told.values()
    assert "内部商量" not in told.values()
    assert list(record.files) == [("校门.jpg", b"picture")]
    viewed = Event.objects.filter(code="casework.case.viewed", subject=case.subject_key)
    assert [one.actor for one in viewed] == [cast.desk_editor.person_key]


def test_records_of_another_contact_are_nobodys(cast: Cast, at: datetime) -> None:
    ended(cast, at)
    assert list(records_of("13800000000", actor=cast.desk_editor, at=at)) == []
    assert not Event.objects.filter(code="casework.case.viewed").exists()


def test_erasure_takes_ended_cases_and_says_why_others_stay(cast: Cast, at: datetime) -> None:
    over = ended(cast, at)
    going_on = claimed(cast, at)
    done = erase_personal_data(actor=cast.desk_editor, at=at, contact=SENDER.phone, reason=WHY)
    assert done.erased == 1
    assert done.left == (f"{going_on.number}：现在是“{going_on.state_label}”，办结后才能删除。",)
    over.refresh_from_db()
    assert (over.body, over.phone_index, over.erased_at) == ("", "", at)
    assert not over.files.exists()

    again = erase_personal_data(actor=cast.desk_editor, at=at, contact=SENDER.phone, reason=WHY)
    assert (again.erased, len(again.left)) == (0, 1)
    events = Event.objects.filter(code="organization.personal_data.erased")
    assert len(set(events.values_list("subject", flat=True))) == 1
    assert SENDER.phone not in "".join(f"{one.subject}{one.payload}" for one in events)


def test_case_that_the_actor_may_not_erase_stays_with_a_sentence(cast: Cast, at: datetime) -> None:
    case = ended(cast, at)
    for outsider in (cast.operator, cast.stranger, cast.officer):
        done = erase_of(SENDER.phone, actor=outsider, at=at, reason=WHY)
        assert done.erased == 0
        assert case.number in done.left[0]
    assert erase_of(SENDER.phone, actor=cast.desk_editor, at=at, reason=WHY).erased == 1


def test_two_holders_of_one_name_are_refused() -> None:
    register_holder(HOLDER)
    with pytest.raises(ValueError, match="casework"):
        register_holder(PersonalHolder("casework", "别的", HOLDER.records, HOLDER.erase))
    other = PersonalHolder("trial", "试", HOLDER.records, HOLDER.erase)
    register_holder(other)
    assert other in all_holders()
    forget_holder("trial")
    assert other not in all_holders()
