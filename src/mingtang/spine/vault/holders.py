"""Which rooms hold data of people, and how each finds, copies and erases those of one person.

A room registers what it holds. Finding asks no right: the act that asks for all rooms has asked, and recorded it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class PersonalRecord:
    """One thing that is held of a person: `facts` are pairs of label and text in full, `files` of name and bytes."""

    title: str
    facts: Sequence[tuple[str, str]]
    files: Sequence[tuple[str, bytes]] = ()


@dataclass(frozen=True)
class ErasedRecords:
    """What became of the things of a person: how many are erased, and why others stay, a sentence each."""

    erased: int = 0
    left: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class PersonalHolder:
    """What a room holds of people (个人信息).

    `records(contact, actor=…, at=…)` returns the records with exactly this telephone number or mail address, and
    records that they were viewed in full where the room does so. `erase(contact, actor=…, at=…, reason=…)`
    erases what may be erased now. Both run in the transaction of the caller.
    """

    name: str
    label: str
    records: Callable[..., Iterable[PersonalRecord]]
    erase: Callable[..., ErasedRecords]


_holders: dict[str, PersonalHolder] = {}


def register_holder(holder: PersonalHolder) -> None:
    """Make a holder known; called in `AppConfig.ready()`. A repeat is harmless.

    :raises ValueError: another holder has the name.
    """
    if _holders.setdefault(holder.name, holder) != holder:
        raise ValueError(f"two holders of personal data are called {holder.name!r}")


def all_holders() -> tuple[PersonalHolder, ...]:
    """Return every holder, by name."""
    return tuple(_holders[name] for name in sorted(_holders))


def forget_holder(name: str) -> Any:
    """Remove a holder; for tests that register their own."""
    return _holders.pop(name, None)
