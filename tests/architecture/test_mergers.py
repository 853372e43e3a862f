"""Every table that names a unit has an answer to what becomes of it when the unit is merged."""

from collections.abc import Iterator

from django.apps import apps

from mingtang.institution.organization.actions.merging import merge_answers
from mingtang.institution.organization.models import Unit

# Fields by which rooms name a unit without a foreign key.
KEYS = {"unit", "unit_key", "unit_code", "unit_name", "opened_unit", "owning_unit", "desk_unit"}


def _fields_that_name_a_unit() -> Iterator[str]:
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("mingtang.") and not model._meta.auto_created:
            continue
        for field in model._meta.local_concrete_fields:  # a child table answers for its own
            if field.related_model is Unit or (not field.is_relation and field.name in KEYS):
                yield f"{model._meta.label}.{field.name}"


def test_every_field_that_names_a_unit_is_answered_for() -> None:
    found = set(_fields_that_name_a_unit())
    answers = merge_answers().values()
    answered = [name for answer in answers for name in (*answer.moves, *answer.stays)]

    assert len(found) > 20
    assert sorted(found - set(answered)) == [], "say in answer_mergers() what becomes of these"
    assert sorted(set(answered) - found) == [], "no such field"
    assert len(answered) == len(set(answered)), "answered twice"


def test_every_answer_says_how_or_why() -> None:
    for room, answer in merge_answers().items():
        assert all(len(reason) > 10 for reason in answer.stays.values()), room
        if room != "organization":  # moves its own inside merge_units
            assert bool(answer.moves) <= bool(answer.hand_over), room
