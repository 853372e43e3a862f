from collections.abc import Iterable, Iterator

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.test.utils import isolate_apps

from mingtang.institution.organization.models import Person
from mingtang.spine.events.models import Event
from tests.architecture.storeys import room_heights


def _room(model: type[models.Model]) -> str:
    """Return storey and room of a model, empty where it is not ours."""
    top, *rest = model.__module__.split(".")
    return ".".join(rest[:2]) if top == "mingtang" else ""


def _wrong_ways(of: Iterable[type[models.Model]]) -> Iterator[str]:
    heights = room_heights()
    for model in of:
        for field in model._meta.get_fields(include_hidden=True):
            target = field.related_model
            if not field.concrete or target is None or isinstance(target, str):
                continue
            own, other = _room(model), _room(target)
            if own and other and own != other and heights[other] >= heights[own]:
                yield f"{model.__module__}.{model.__name__}.{field.name} -> {other}"


def test_foreign_keys_point_down() -> None:
    assert list(_wrong_ways(apps.get_models(include_auto_created=True))) == []


@isolate_apps("mingtang.spine.events", "mingtang.institution.organization")
def test_foreign_key_up_is_seen() -> None:
    class Up(models.Model):
        person = models.ForeignKey(Person, models.CASCADE)

        class Meta:
            app_label = "events"

    Up.__module__ = "mingtang.spine.events.models"

    assert list(_wrong_ways([Up])) == [
        "mingtang.spine.events.models.Up.person -> institution.organization"
    ]


@isolate_apps("mingtang.spine.events", "mingtang.editorial.submission")
def test_foreign_key_sideways_is_seen() -> None:
    class Neighbour(models.Model):
        class Meta:
            app_label = "events"

    class Sideways(models.Model):
        neighbours = models.ManyToManyField(Neighbour)

        class Meta:
            app_label = "submission"

    Neighbour.__module__ = "mingtang.editorial.publishing.models"
    Sideways.__module__ = "mingtang.editorial.submission.models"

    assert list(_wrong_ways([Sideways])) == [
        "mingtang.editorial.submission.models.Sideways.neighbours -> editorial.publishing"
    ]


@isolate_apps("mingtang.institution.organization")
def test_foreign_key_down_or_out_is_let_through() -> None:
    class Down(models.Model):
        event = models.ForeignKey(Event, models.CASCADE)
        kind = models.ForeignKey(ContentType, models.CASCADE)

        class Meta:
            app_label = "organization"

    Down.__module__ = "mingtang.institution.organization.models"

    assert list(_wrong_ways([Down])) == []
