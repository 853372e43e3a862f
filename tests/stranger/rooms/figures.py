"""Figures of unit A under a token; the file of a table comes in two forms."""

from mingtang.institution.figures.enums import BuildState
from mingtang.institution.figures.kinds import all_measures, definitions
from mingtang.institution.figures.models import DailyFigure, FigureBuild
from tests.stranger.fillers import fill
from tests.stranger.world import World


def form(world: World) -> str:
    """The form of the file; every measure has a figure of unit A whose kind is a token."""
    build, _ = FigureBuild.objects.get_or_create(
        state=BuildState.LIVE,
        defaults={"definitions": definitions(), "started_at": world.at},
    )
    for one in all_measures():
        row, _ = DailyFigure.objects.get_or_create(
            build=build,
            measure=one.name,
            day=world.at.date(),
            unit=world.owner.unit.code,
            kind=world.token("kind of a figure")[:60],
            defaults={"amount": 7},
        )
        world.watch(row)
    return "csv"


fill("figures:file", form=form)
