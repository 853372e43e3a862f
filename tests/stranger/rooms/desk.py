"""What the furniture itself answers."""

from pathlib import Path

from django.conf import settings

from mingtang.workbench.backoffice.models import Export
from tests.stranger.fillers import fill
from tests.stranger.world import World


def export_id(world: World) -> int:
    """A list that someone of unit A exported."""
    export = Export.objects.create(
        person=world.owner, list_name="none", title=world.token("title of an export"), form="csv",
        requested_at=world.at, finished_at=world.at, rows=1,
    )  # fmt: skip
    Path(settings.EXPORT_DIR).mkdir(exist_ok=True)
    path = Path(settings.EXPORT_DIR) / f"{export.pk}.csv"
    path.write_text(world.token("line of an export"), "utf-8")
    return world.watch(export).pk


fill("desk:export-file", pk=export_id)
fill("desk:choose", name=lambda _world: "unit")
fill("parts:export", pk=export_id)
