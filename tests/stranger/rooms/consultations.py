"""A consultation of unit A on its site, an opinion on it, and a point of its result."""

from typing import Any

from mingtang.service.consultations.models import (
    Consultation,
    ConsultationOpinion,
    ConsultationPoint,
)
from tests.factories.events import stated_reason
from tests.stranger.fillers import fill
from tests.stranger.world import World

_made: dict[int, dict[str, Any]] = {}


def _rows(world: World) -> dict[str, Any]:
    """Return the rows of a world, made once."""
    if id(world) not in _made:
        _made.clear()
        _made[id(world)] = _new(world)
    return _made[id(world)]


def _new(world: World) -> dict[str, Any]:
    words = ("title", "background", "draft", "short_reason", "mail", "phone", "address", "result")
    row = Consultation.objects.create(
        site=world.cast.edu_site, unit=world.cast.edu, days=30, showing="after_close",
        state="closed", opens_at=world.at, closes_at=world.at, created_at=world.at,
        **{name: world.token(f"{name} of a consultation") for name in words},
    )  # fmt: skip
    opinion = ConsultationOpinion.objects.create(
        consultation=row, received_at=world.at, channel="web",
        reason=stated_reason(world.token("reason about an opinion")),
        **{name: world.token(f"{name} of an opinion") for name in ("text", "name", "public_text")},
    )  # fmt: skip
    point = ConsultationPoint.objects.create(
        consultation=row, position=1, verdict="partly",
        about=world.token("about of a point"), reason=world.token("reason of a point"),
    )  # fmt: skip
    return {
        name: world.watch(one)
        for name, one in (("row", row), ("opinion", opinion), ("point", point))
    }


fill("consultations:", pk=lambda world: _rows(world)["row"].pk)
for name in ("opinion", "opinion-show", "opinion-hide", "opinion-sender"):
    fill(f"consultations:{name}", pk=lambda world: _rows(world)["opinion"].pk)
for name in ("point", "point-remove"):
    fill(f"consultations:{name}", pk=lambda world: _rows(world)["point"].pk)
