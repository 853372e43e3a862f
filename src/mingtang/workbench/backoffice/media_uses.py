"""Where pictures and files are shown: every room that shows some registers here, and is asked before one is deleted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.models import OfficeFile, Picture


@dataclass(frozen=True)
class ShownUse:
    """One place that a person may see: what it is called, its address in the office, what else to say."""

    label: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class MediaUses:
    """The places that show a picture or file: all of them counted, those named that a person may see."""

    count: int = 0
    shown: Sequence[ShownUse] = ()

    def __add__(self, other: "MediaUses") -> "MediaUses":
        return MediaUses(self.count + other.count, (*self.shown, *other.shown))

    @property
    def hidden(self) -> int:
        """How many places the person may not see."""
        return max(0, self.count - len(self.shown))


FindUses = Callable[[str, Person, datetime], MediaUses]
_rooms: dict[str, FindUses] = {}


def register_media_uses(room: str, find: FindUses) -> None:
    """Register what finds the places of a room by key (`image:5`); called once in `AppConfig.ready()`."""
    _rooms[room] = find


def rows_with(label: str, *fields: tuple[type[Model], str]) -> FindUses:
    """Return what finds the rows that name a picture or file in a field, told to all by one label."""

    def find(key: str, person: Person, at: datetime) -> MediaUses:
        count = sum(model._default_manager.filter(**{name: key}).count() for model, name in fields)
        return MediaUses(count, (ShownUse(label),) * count)

    return find


def media_uses(key: str, person: Person, at: datetime) -> MediaUses:
    """Return every place that shows a picture or file now, drafts included."""
    return sum((find(key, person, at) for find in _rooms.values()), MediaUses())


def media_key(media: Picture | OfficeFile) -> str:
    """Return the key under which texts and pages name a picture or file: `image:5`, `document:7`."""
    return f"{'image' if isinstance(media, Picture) else 'document'}:{media.pk}"
