"""Units, people, posts and what is lent of them."""

from datetime import timedelta
from typing import Any

from mingtang.institution.organization.actions import (
    delegations,
    entering,
    filings,
    merging,
    passwords,
    people,
    personal_data,
    posts,
    units,
)
from mingtang.institution.organization.enums import Post, UnitKind
from mingtang.institution.organization.models import Delegation, Person, PostHolding, Unit
from tests.actions.spec import Case
from tests.factories.organization import PersonFactory, PostHoldingFactory, UnitFactory

WRONG = ("officer", "leader", "stranger", "desk_editor", "auditor")


def _empty(cast: Any) -> Any:
    return UnitFactory(code="empty", kind=UnitKind.INSTITUTION, parent=cast.edu)


def _of_colleague(cast: Any, **more: Any) -> dict[str, Any]:
    values = {"person_id": cast.colleague.pk, "post": Post.LEADER_IN_CHARGE, "unit_id": cast.edu.pk}
    return values | more


def _holding(cast: Any, name: str) -> Any:
    return PostHolding.objects.get(person=getattr(cast, name))


def _lending(cast: Any, at: Any) -> dict[str, Any]:
    return {
        "holding_id": _holding(cast, "leader").pk,
        "to_person_id": cast.colleague.pk,
        "valid_from": at,
        "valid_to": at + timedelta(days=3),
        "reason": "出差",
    }


def _lent(cast: Any, at: Any) -> Any:
    return delegations.delegate_post(actor=cast.leader, at=at, **_lending(cast, at))


def _shut(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=False, deactivated_at=person.added_at)


CASES = (
    Case(
        filings.file_contacts, "officer",
        lambda cast, at: {"unit_id": cast.edu.pk, "receivers": ["city_office", "publicity_office"]},
        "organization.contact.filed",
        lambda cast, rows, _: [row.receiver for row in rows] == ["city_office", "publicity_office"],
        ("leader", "stranger", "desk_editor", "auditor"),
        {"organization.receivers": lambda cast, at, _: {"receivers": ["nobody"]}},
    ),
    Case(
        filings.record_training, "officer",
        lambda cast, at: {
            "unit_id": cast.edu.pk, "topic": "信息报送培训", "held_on": at.date(), "attendance": 30,
        },
        "organization.training.held",
        lambda cast, row, _: cast.edu.trainings.filter(pk=row.pk, attendance=30).exists(),
        ("leader", "stranger", "desk_editor", "auditor"),
        {
            "organization.training_ahead": lambda cast, at, _: {
                "held_on": at.date() + timedelta(days=2)
            },
            "organization.training_topic": lambda cast, at, _: {"topic": " "},
            "organization.training_nobody": lambda cast, at, _: {"attendance": 0},
        },
    ),
    Case(
        units.add_unit, "operator",
        lambda cast, at: {
            "parent_id": cast.edu.pk, "code": "library", "name": "明州市图书馆",
            "kind": UnitKind.INSTITUTION,
        },
        "organization.unit.added",
        lambda cast, unit, _: Unit.objects.get(code="library").parent == cast.edu,
        WRONG,
        {
            "organization.unit_code_taken": lambda cast, at, _: {"code": "health"},
            "organization.unit_code": lambda cast, at, _: {"code": "图书馆"},
            "organization.unit_name": lambda cast, at, _: {"name": "\u200b"},
            "organization.unit_name_taken": lambda cast, at, _: (
                UnitFactory(parent=cast.edu, name="明州市图书馆"), {}
            )[1],
            "organization.kind_below_kind": lambda cast, at, _: {"kind": UnitKind.COUNTY},
            "organization.parent_closed": lambda cast, at, given: _close(given["parent_id"], at),
        },
    ),
    Case(
        units.change_unit, "operator",
        lambda cast, at: {
            "unit_id": cast.edu.pk, "short_name": "教育局", "phone": "0563-1", "position": 7,
            "english_name": "Education Bureau",
        },
        "organization.unit.changed",
        lambda cast, unit, _: Unit.objects.filter(
            code="edu", short_name="教育局", phone="0563-1", position=7,
            english_name="Education Bureau",
        ).exists(),
        WRONG,
        stateless="particulars of a closed unit may be put right too",
    ),
    Case(
        units.rename_unit, "operator",
        lambda cast, at: {"unit_id": cast.edu.pk, "name": "明州市教育体育局"},
        "organization.unit.renamed",
        lambda cast, unit, _: Unit.objects.get(code="edu").name == "明州市教育体育局",
        WRONG,
        {
            "organization.unit_name_taken": lambda cast, at, _: {"name": cast.health.name},
            "organization.unit_name": lambda cast, at, _: {"name": " "},
        },
    ),
    Case(
        units.move_unit, "operator",
        lambda cast, at: {"unit_id": _empty(cast).pk, "parent_id": cast.health.pk},
        "organization.unit.moved",
        lambda cast, unit, _: Unit.objects.below(cast.health).filter(code="empty").exists()
        and not Unit.objects.below(cast.edu).filter(code="empty").exists(),
        WRONG,
        {
            "organization.move_top": lambda cast, at, _: {
                "unit_id": cast.city.pk, "parent_id": cast.edu.pk
            },
            "organization.move_below_itself": lambda cast, at, given: {
                "unit_id": cast.edu.pk, "parent_id": given["unit_id"]
            },
            "organization.parent_closed": lambda cast, at, given: _close(given["parent_id"], at),
            "organization.kind_below_kind": lambda cast, at, given: {
                "unit_id": cast.edu.pk, "parent_id": cast.health.pk
            },
        },
    ),
    Case(
        units.close_unit, "operator",
        lambda cast, at: {"unit_id": _empty(cast).pk},
        "organization.unit.closed",
        lambda cast, unit, _: not Unit.objects.get(code="empty").is_active,
        WRONG,
        {
            "organization.close_people": lambda cast, at, _: {"unit_id": cast.health.pk},
            "organization.close_sites": lambda cast, at, _: {"unit_id": cast.edu.pk},
            "organization.close_children": lambda cast, at, _: {"unit_id": cast.edu.pk},
            "organization.close_top": lambda cast, at, _: {"unit_id": cast.city.pk},
        },
    ),
    Case(
        merging.merge_units, "operator",
        lambda cast, at: {"unit_id": cast.edu.pk, "into_id": cast.health.pk},
        "organization.unit.merged",
        lambda cast, unit, _: not Person.objects.filter(unit=cast.edu).exists()
        and Unit.objects.get(code="edu").merged_into == cast.health,
        WRONG,
        {
            "organization.close_top": lambda cast, at, _: {"unit_id": cast.city.pk},
            "organization.merge_below_itself": lambda cast, at, _: {"into_id": _empty(cast).pk},
            "organization.merge_closed": lambda cast, at, given: _close(given["into_id"], at),
            "organization.merged_already": lambda cast, at, given: _close(given["unit_id"], at),
            "organization.kind_below_kind": lambda cast, at, _: (
                UnitFactory(kind=UnitKind.TOWN, parent=cast.edu), {}
            )[1],
        },
    ),
    Case(
        people.add_person, "operator",
        lambda cast, at: {"unit_id": cast.edu.pk, "username": "fresh", "name": "新来"},
        "organization.person.added",
        lambda cast, person, _: Person.objects.get(username="fresh").unit == cast.edu,
        WRONG,
        {
            "organization.username_taken": lambda cast, at, _: {"username": "officer"},
            "organization.username": lambda cast, at, _: {"username": "新来"},
            "organization.person_name": lambda cast, at, _: {"name": "\u2028"},
            "organization.phone": lambda cast, at, _: {"phone": "12"},
            "organization.unit_closed": lambda cast, at, given: _close(given["unit_id"], at),
        },
    ),
    Case(
        entering.enter_person, "operator",
        lambda cast, at: {"unit_id": cast.edu.pk, "username": "fresh", "name": "新来"},
        "organization.person.added",
        lambda cast, person, _: Person.objects.get(username="fresh").unit == cast.edu,
        WRONG,
        {
            "organization.username_taken": lambda cast, at, _: {"username": "officer"},
            "organization.site_missing": lambda cast, at, _: {"post": Post.SITE_EDITOR},
            "organization.unit_closed": lambda cast, at, given: _close(given["unit_id"], at),
        },
    ),
    Case(
        people.change_person, "operator",
        lambda cast, at: {
            "person_id": cast.officer.pk, "name": "林小", "phone": "13805630077",
            "email": "a@b.cn", "unit_id": cast.health.pk,
        },
        "organization.person.changed",
        lambda cast, person, _: Person.objects.get(
            pk=cast.officer.pk, name="林小", unit=cast.health
        ).email == "a@b.cn",
        ("colleague", "leader", "stranger", "desk_editor"),
        {
            "organization.person_name": lambda cast, at, _: {"name": ""},
            "organization.phone": lambda cast, at, _: {"phone": "12"},
            "organization.unit_closed": lambda cast, at, given: _close(given["unit_id"], at),
        },
    ),
    Case(
        people.deactivate_person, "operator",
        lambda cast, at: {"person_id": cast.officer.pk},
        "organization.person.deactivated",
        lambda cast, person, _: not Person.objects.get(pk=cast.officer.pk).is_active
        and not PostHolding.objects.filter(person=cast.officer, valid_to=None).exists(),
        WRONG,
        {
            "organization.deactivate_self": lambda cast, at, _: {"person_id": cast.operator.pk},
            "organization.last_operator": lambda cast, at, _: {"person_id": cast.operator.pk},
        },
    ),
    Case(
        people.reactivate_person, "operator",
        lambda cast, at: (_shut(cast.colleague), {"person_id": cast.colleague.pk})[1],
        "organization.person.reactivated",
        lambda cast, person, _: Person.objects.get(pk=cast.colleague.pk).is_active,
        WRONG,
        {"organization.unit_closed": lambda cast, at, _: _close(cast.edu.pk, at)},
    ),
    Case(
        passwords.set_password, "operator",
        lambda cast, at: {"person_id": cast.officer.pk, "password": "Pear-blossom-2028"},
        "organization.person.password_set",
        lambda cast, person, _: Person.objects.get(pk=cast.officer.pk).check_password(
            "Pear-blossom-2028"
        ),
        ("leader", "colleague", "stranger", "desk_editor"),
        stateless="what a password must be is tried beside the rules for passwords",
    ),
    Case(
        posts.assign_post, "operator",
        lambda cast, at: _of_colleague(cast),
        "organization.post.assigned",
        lambda cast, holding, _: PostHolding.objects.filter(
            person=cast.colleague, post=Post.LEADER_IN_CHARGE, unit=cast.edu, valid_to=None
        ).exists(),
        WRONG,
        {
            "organization.assign_self": lambda cast, at, _: {"person_id": cast.operator.pk},
            "organization.held_already": lambda cast, at, _: {"person_id": cast.leader.pk},
            "organization.unit_closed": lambda cast, at, _: {"unit_id": _closed(cast, at).pk},
            "organization.person_inactive": lambda cast, at, _: (_shut(cast.colleague), {})[1],
            "organization.period_past": lambda cast, at, _: {"valid_from": at - timedelta(days=1)},
            "organization.period_order": lambda cast, at, _: {
                "valid_from": at + timedelta(days=2), "valid_to": at + timedelta(days=1)
            },
            "organization.site_missing": lambda cast, at, _: {"post": Post.SITE_EDITOR},
            "organization.site_unwanted": lambda cast, at, _: {"site_key": "edu"},
            "organization.site_unknown": lambda cast, at, _: {"site_key": "none"},
        },
    ),
    Case(
        posts.end_post, "operator",
        lambda cast, at: {"holding_id": _holding(cast, "leader").pk},
        "organization.post.ended",
        lambda cast, holding, _: _holding(cast, "leader").valid_to is not None,
        WRONG,
        {
            "organization.period_past": lambda cast, at, _: {"ends_at": at - timedelta(days=1)},
            "organization.last_operator": lambda cast, at, _: {
                "holding_id": _holding(cast, "operator").pk
            },
        },
    ),
    Case(
        delegations.delegate_post, "leader", _lending,
        "organization.delegation.made",
        lambda cast, made, _: Delegation.objects.get().to_person == cast.colleague,
        ("officer", "colleague", "stranger", "desk_editor"),
        {
            "organization.delegate_reason": lambda cast, at, _: {"reason": " "},
            "organization.delegate_self": lambda cast, at, _: {"to_person_id": cast.leader.pk},
            "organization.delegate_inactive": lambda cast, at, _: (_shut(cast.colleague), {})[1],
            "organization.delegated_already": lambda cast, at, _: (_lent(cast, at), {})[1],
            "organization.period_past": lambda cast, at, _: {"valid_from": at - timedelta(days=1)},
            "organization.delegate_outside": lambda cast, at, given: (
                PostHolding.objects.filter(pk=given["holding_id"]).update(
                    valid_to=at + timedelta(days=1)
                ), {},
            )[1],
        },
    ),
    Case(
        delegations.end_delegation, "leader",
        lambda cast, at: {"delegation_id": _lent(cast, at).pk},
        "organization.delegation.ended",
        lambda cast, ended, _: not Delegation.objects.filter(valid_to__gt=ended.valid_to).exists(),
        ("officer", "principal", "stranger"),
        stateless="one that is over is left as it is",
    ),
    Case(
        personal_data.copy_personal_data, "desk_editor",
        lambda cast, at: {"contact": _reached(cast), "reason": "3 月 10 日申请，已核对身份证"},
        "organization.personal_data.copied",
        lambda cast, held, _: [one.label for one in held if one.records] == ["账号"],
        ("officer", "operator", "stranger", "auditor"),
        {
            "organization.no_contact": lambda cast, at, _: {"contact": "12345"},
            "organization.no_reason": lambda cast, at, _: {"reason": " "},
        },
        whole_platform=True,
    ),
    Case(
        personal_data.erase_personal_data, "desk_editor",
        lambda cast, at: {
            "contact": _reached(cast, is_active=False), "reason": "3 月 10 日申请，已核对身份证",
        },
        "organization.personal_data.erased",
        lambda cast, done, _: (
            (done.erased, done.left) == (1, ())
            and not Person.objects.get(pk=cast.colleague.pk).phone
        ),
        ("officer", "operator", "stranger", "auditor"),
        {
            "organization.no_contact": lambda cast, at, _: {"contact": "我的号码"},
            "organization.no_reason": lambda cast, at, _: {"reason": ""},
        },
        whole_platform=True,
    ),
)  # fmt: skip


def _reached(cast: Any, *, is_active: bool = True) -> str:
    person = Person.objects.get(pk=cast.colleague.pk)
    person.phone, person.is_active = "13912340000", is_active
    person.save(update_fields=["phone", "phone_index", "is_active"])
    return "139 1234 0000"


def _close(unit_id: int, at: Any) -> dict[str, Any]:
    Unit.objects.filter(pk=unit_id).update(is_active=False, closed_at=at)
    return {}


def _closed(cast: Any, at: Any) -> Any:
    unit = _empty(cast)
    _close(unit.pk, at)
    return unit


__all__ = ["CASES", "PersonFactory", "PostHoldingFactory"]
