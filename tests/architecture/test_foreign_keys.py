import tomllib
from collections.abc import Iterable, Iterator

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.test.utils import isolate_apps

from mingtang.events.models import Event
from mingtang.organization.models import Person
from tests.architecture.source import ROOT


def _floors() -> dict[str, int]:
    """Return how high each package stands, from the import contract: one order for both."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contract = next(
        contract
        for contract in pyproject["tool"]["importlinter"]["contracts"]
        if contract["name"] == "floors"
    )
    return {
        room.strip(" ()"): height
        for height, layer in enumerate(reversed(contract["layers"]))
        for room in layer.replace(":", "|").split("|")
    }


def _room(model: type[models.Model]) -> str:
    """Return the package of a model, empty where it is not ours."""
    top, _, rest = model.__module__.partition(".")
    return rest.partition(".")[0] if top == "mingtang" else ""


def _wrong_ways(of: Iterable[type[models.Model]]) -> Iterator[str]:
    floors = _floors()
    for model in of:
        for field in model._meta.get_fields(include_hidden=True):
            target = field.related_model
            if not field.concrete or target is None or isinstance(target, str):
                continue
            own, other = _room(model), _room(target)
            if own and other and own != other and floors[other] >= floors[own]:
                yield f"{model.__module__}.{model.__name__}.{field.name} -> {other}"


def test_foreign_keys_point_down() -> None:
    assert list(_wrong_ways(apps.get_models(include_auto_created=True))) == []


@isolate_apps("mingtang.events", "mingtang.organization")
def test_foreign_key_up_is_seen() -> None:
    class Up(models.Model):
        person = models.ForeignKey(Person, models.CASCADE)

        class Meta:
            app_label = "events"

    Up.__module__ = "mingtang.events.models"

    assert list(_wrong_ways([Up])) == ["mingtang.events.models.Up.person -> organization"]


@isolate_apps("mingtang.events", "mingtang.submission")
def test_foreign_key_sideways_is_seen() -> None:
    class Neighbour(models.Model):
        class Meta:
            app_label = "events"

    class Sideways(models.Model):
        neighbours = models.ManyToManyField(Neighbour)

        class Meta:
            app_label = "submission"

    Neighbour.__module__ = "mingtang.publishing.models"
    Sideways.__module__ = "mingtang.submission.models"

    assert list(_wrong_ways([Sideways])) == [
        "mingtang.submission.models.Sideways.neighbours -> publishing"
    ]


@isolate_apps("mingtang.organization")
def test_foreign_key_down_or_out_is_let_through() -> None:
    class Down(models.Model):
        event = models.ForeignKey(Event, models.CASCADE)
        kind = models.ForeignKey(ContentType, models.CASCADE)

        class Meta:
            app_label = "organization"

    Down.__module__ = "mingtang.organization.models"

    assert list(_wrong_ways([Down])) == []
