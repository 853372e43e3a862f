"""A case that unit A holds, sent by someone who said much, with a note and an answer."""

from typing import Any

from mingtang.workbench.casework.actions.access import write
from mingtang.workbench.casework.actions.opening import CaseUpload, Sender, open_case
from mingtang.workbench.casework.enums import EntryKind
from mingtang.workbench.casework.models import Case
from tests.factories.cases import LETTER
from tests.factories.events import stated_reason
from tests.stranger.fillers import fill
from tests.stranger.world import World

_known: dict[int, Any] = {}


def case(world: World) -> Any:
    """A letter about unit A's site, in the hands of its owner."""
    if id(world) not in _known:
        _known.clear()
        _known[id(world)] = _made(world)
    return _known[id(world)]


def _made(world: World) -> Any:
    cast, at = world.cast, world.at
    names = ("name", "phone", "email", "address")
    row = open_case(
        actor="citizen", at=at, kind=LETTER.code, desk_unit=cast.edu.code, site=cast.edu_site.code,
        title=world.token("title of a case"), body=world.token("body of a case"),
        uploads=[CaseUpload(world.token("name of a file"), world.token("a file").encode())],
        sender=Sender(*(world.token(f"{name} of a sender") for name in names)),
    )  # fmt: skip
    Case.objects.filter(pk=row.pk).update(
        state="claimed", claimed_by=world.owner, claimed_at=at,
        reason=stated_reason(world.token("reason of a case")),
    )  # fmt: skip
    row.refresh_from_db()
    world.watch(row.files.get())
    for kind in EntryKind:
        world.watch(write(row, kind, world.token(f"{kind} of a case"), at=at, by=world.owner))
    return world.watch(row)


fill("casework:", pk=lambda world: case(world).pk)
fill("casework:file", pk=lambda world: case(world).files.get().pk)
fill("casework:erase-entry", pk=lambda world: case(world).entries.get(kind="note").pk)
