"""A mailbox of unit A's site, and a letter whose sender waits for a call."""

from typing import Any

from mingtang.service.letters.models import (
    HotTopic,
    LetterDetails,
    LetterImport,
    Mailbox,
    Matter,
    MatterVersion,
    TopicLetter,
)
from tests.stranger.fillers import fill
from tests.stranger.rooms.cases import case
from tests.stranger.world import World

_known: dict[int, Any] = {}


def box(world: World) -> Any:
    """A mailbox of the site that unit A hosts, and the details of its case."""
    if id(world) not in _known:
        _known.clear()
        row = Mailbox.objects.create(
            site=world.cast.edu_site, code="box", name=world.token("name of a mailbox"),
            kind="department", holder=world.token("holder of a mailbox"),
            intro=world.token("words of a mailbox"), categories="inquiry help", real_name="optional",
        )  # fmt: skip
        details = LetterDetails.objects.create(
            case=case(world), mailbox=row, progress="phone", tell_at=world.at,
            origin=world.token("origin of a letter"), fingerprint="f" * 64,
        )  # fmt: skip
        world.watch(details)
        version = MatterVersion.objects.create(
            desk_unit="edu", number=1, made_at=world.at, made_by=world.owner
        )  # fmt: skip
        world.watch(Matter.objects.create(version=version, text=world.token("matter"), unit="edu"))
        past = LetterImport.objects.create(
            site=world.cast.edu_site, name=world.token("name of a table"), category="inquiry",
            headings=[world.token("heading of a table")], uploaded_at=world.at,
            uploaded_by=world.owner, total=1, made=1,
            results=[[2, "failed", world.token("reason about a line")]],
        )  # fmt: skip
        world.watch(past)
        topic = HotTopic.objects.create(
            site=world.cast.edu_site, name=world.token("name of a topic"), answer="article:0",
            made_by=world.owner, made_at=world.at, title=world.token("title of an answer"),
        )  # fmt: skip
        world.watch(topic)
        world.watch(TopicLetter.objects.create(topic=topic, case=case(world)))
        _known[id(world)] = world.watch(row)
    return _known[id(world)]


fill("letters:mailbox", pk=lambda world: box(world).pk)


def past_table(world: World) -> int:
    """The table of past letters of unit A's site."""
    return LetterImport.objects.get(site=box(world).site).pk


for _name in ("past", "past-columns", "start-past", "stop-past"):
    fill(f"letters:{_name}", pk=past_table)
fill("parts:past", pk=past_table)
fill("letters:topic", pk=lambda world: HotTopic.objects.get(site=box(world).site).pk)
fill("letters:tell", pk=lambda world: box(world).letters.get().case_id)
