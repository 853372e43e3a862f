"""Promises of unit A."""

from datetime import timedelta
from typing import Any

from mingtang.institution.obligations.models import Obligation
from mingtang.institution.regulations.models import PackVersion
from tests.stranger.fillers import fill
from tests.stranger.rooms.regulations import pack
from tests.stranger.world import World


def promise(world: World) -> Any:
    """A weekly quota of unit A that runs."""
    name = pack(world)
    version = PackVersion.objects.of(name).get()
    first = world.at.date()
    return world.watch(
        Obligation.objects.create(
            rule_id="submission.weekly_quota",
            kind="quota",
            pack=name,
            pack_version=version.digest,
            strength="must",
            subject=world.cast.edu.unit_key,
            promise_key=world.cast.edu.unit_key,
            opened_at=world.at,
            opened_unit=world.cast.edu.code,
            starts_at=world.at,
            period_first=first,
            period_last=first + timedelta(days=6),
            unit_key=world.cast.edu.code,
            due_at=world.at + timedelta(days=6),
            target=1,
            judged_at=world.at,
        )
    ).pk


fill("obligations:", pk=promise, year=lambda _world: 2026)
