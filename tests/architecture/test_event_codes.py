import re
from collections.abc import Iterable, Sequence

import pytest
from django.apps import apps

from mingtang.institution.regulations.planned_events import PLANNED
from mingtang.spine.events.registry import EventType, all_types
from tests.architecture.source import Source, sources

# A room may be renamed, or another come out of it; what they recorded keeps its code.
RENAMED = {"desk": "backoffice"}
CAME_OUT_OF = dict.fromkeys(("pages", "layouts", "operating"), "publishing")


def _is_recorded(code: str, texts: Sequence[str]) -> bool:
    """Say whether a room's texts hold a code, or its beginning with a variable end and the end."""
    prefix, _, verb = code.rpartition(".")
    composed = re.compile(rf"""f["']{re.escape(prefix)}\.\{{""")
    return any(f'"{code}"' in text for text in texts) or (
        any(composed.search(text) for text in texts) and any(f'"{verb}"' in text for text in texts)
    )


def _is_recorded_by_name(code: str, listed: str, texts: Sequence[str]) -> bool:
    """Say whether the room's list gives the code a name, and the room uses the name."""
    name = re.search(rf'^(\w+) = "{re.escape(code)}"$', listed, re.MULTILINE)
    return name is not None and any(re.search(rf"\b{name[1]}\b", text) for text in texts)


def _room_of(code: str) -> str:
    prefix = code.partition(".")[0]
    return RENAMED.get(prefix, prefix)


def _codes() -> list[EventType]:
    planned = {one.code for one in PLANNED}
    return [one for one in all_types() if one.code not in planned]


def _room_texts(room: str, files: Iterable[Source]) -> list[str]:
    rooms = {room, *(part for part, whole in CAME_OUT_OF.items() if whole == room)}
    return [
        source.text
        for source in files
        if len(source.parts) > 2 and source.parts[1] in rooms and source.parts[2:] != ("events",)
    ]


def _room_list(room: str, files: Iterable[Source]) -> str:
    return "".join(source.text for source in files if source.parts[1:3] == (room, "events"))


def test_every_event_has_a_label_in_chinese() -> None:
    labels = {one.code: one.label for one in all_types()}

    assert labels
    assert {code: label for code, label in labels.items() if not re.search("[一-鿿]", label)} == {}


def test_every_event_is_recorded_by_the_room_it_is_named_after() -> None:
    files = list(sources())
    names = {config.name.rpartition(".")[2] for config in apps.get_app_configs()}
    silent = [
        one.code
        for one in _codes()
        if (room := _room_of(one.code)) not in names
        or not (
            _is_recorded(one.code, _room_texts(room, files))
            or _is_recorded_by_name(one.code, _room_list(room, files), _room_texts(room, files))
        )
    ]

    assert silent == []


@pytest.mark.parametrize(
    ("text", "is_recorded"),
    [
        ('record_event(code="sites.site.opened")', True),
        ('record_event(code=f"sites.site.{verb}")\n_record("opened")', True),
        ('record_event(code=f"sites.site.{verb}")\n_record("closed")', False),
        ('record_event(code="sites.site.opened_again")', False),
    ],
)
def test_recording_is_seen(text: str, is_recorded: bool) -> None:
    assert bool(_is_recorded("sites.site.opened", [text])) is is_recorded
