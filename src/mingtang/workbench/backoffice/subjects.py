"""What an opaque key stands for: the name of a thing and the address of its screen.

Events and promises name things by keys (`article:12`). Rooms say here how to turn their keys into
words. Anyone who asks gets the names of what the person may see, and for everything else the word for
such a thing: no screen shows a key.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from mingtang.institution.organization.models import Person


@dataclass(frozen=True)
class Subject:
    """A thing in words. `url` is empty where there is no screen for it."""

    title: str
    url: str = ""


UNNAMED = "其他事项"

Resolver = Callable[[list[str], Person, datetime], Mapping[str, Subject]]
"""Takes the parts behind the colon, returns those that the person may see."""

_kinds: dict[str, tuple[str, Resolver]] = {}


def register_subject(prefix: str, label: str, resolver: Resolver) -> None:
    """Say what keys of one prefix stand for; `label` is the word for such a thing (稿件).

    :raises ValueError: when the prefix is taken.
    """
    if _kinds.setdefault(prefix, (label, resolver)) != (label, resolver):
        raise ValueError(f"two resolvers for {prefix!r}")


def subjects(keys: Iterable[str], person: Person, at: datetime) -> dict[str, Subject]:
    """Return what keys stand for: visible things by name, others by kind alone."""
    wanted: dict[str, list[str]] = {}
    found: dict[str, Subject] = {}
    for key in set(keys):
        prefix, _, rest = key.partition(":")
        label = _kinds[prefix][0] if prefix in _kinds else ""
        found[key] = Subject(f"{label}（已删除或无权查看）" if label else UNNAMED)
        if label:
            wanted.setdefault(prefix, []).append(rest)
    for prefix, rests in wanted.items():
        resolved = _kinds[prefix][1](rests, person, at)
        found.update({f"{prefix}:{rest}": subject for rest, subject in resolved.items()})
    return found
