"""An emergency series of unit A's site, one of its texts, and a notice on every page of the site."""

from typing import Any

from mingtang.editorial.series.models import EmergencySeries, FrameNotice, SeriesEntry
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
    site, at = world.cast.edu_site, world.at
    series = EmergencySeries.objects.create(
        site=site, code="flood", title="专题", opened_by=world.owner, opened_at=at, changed_at=at,
        released_at=at,
    )  # fmt: skip
    entry = SeriesEntry.objects.create(
        series=series, kind="facts", text="事实", written_by=world.owner, written_at=at
    )
    notice = FrameNotice.objects.create(
        kind="alert", site=site, text="横幅", series=series, begun_by=world.owner, begun_at=at,
        reason=stated_reason(world.token("reason of a notice")),
    )  # fmt: skip
    return {"series": world.own(series), "entry": world.own(entry), "notice": world.own(notice)}


fill("series:", pk=lambda world: _rows(world)["series"].pk)
for name in ("entry-release", "entry-withdraw"):
    fill(f"series:{name}", pk=lambda world: _rows(world)["entry"].pk)
fill("series:notice-end", pk=lambda world: _rows(world)["notice"].pk)
