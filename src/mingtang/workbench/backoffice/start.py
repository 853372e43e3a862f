"""The start page: rooms register what waits for a person, and what a post likes to see."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, QuerySet

from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for someone to act.

    `due_at` is the moment by which it must be done, none where nothing presses; `clause` names the
    rule that says so, in words a reader can look up. `since` is the moment from which it waits.
    `is_signing`: others cannot go on before this person has signed, so it stands in front.
    """

    title: str
    url: str
    kind: str  # what is to be done, in two to four characters: 受理, 审批, 退回修改
    due_at: datetime | None = None
    clause: str = ""
    note: str = ""
    provisional: bool = False
    since: datetime | None = None
    is_signing: bool = False
    holder: str = ""  # the colleague who has it in hand, where several could


@dataclass(frozen=True)
class Figure:
    """One number of a panel: `1 / 2 本周已报送`."""

    label: str
    value: str
    url: str = ""
    tone: str = "plain"
    note: str = ""


@dataclass(frozen=True)
class StartPanel:
    """What one room adds to the start page of some posts.

    `waiting` gives what waits for the person; all rooms' things are put into one list in the order
    of their deadlines. `figures` gives the numbers of a card of its own under `title`. `empty`
    says what one can do when nothing waits, with the address of a screen. `rows` gives lists without
    which nothing waits: all rooms are asked in one question whether theirs hold anything, and
    `waiting` is called where they do.
    """

    name: str
    title: str
    order: int = 100
    waiting: Callable[[Person, Powers, datetime], Iterable[Waiting]] | None = None
    figures: Callable[[Person, Powers, datetime], Iterable[Figure]] | None = None
    rows: Callable[[Person, Powers, datetime], Iterable[QuerySet[Any]]] | None = None


@dataclass(frozen=True)
class StartAction:
    """A thing that someone with a right can always begin: 写稿件, 查通讯录."""

    name: str
    label: str
    note: str
    url_name: str
    icon: str
    right: str = ""
    order: int = 100


@dataclass
class _Registry:
    panels: dict[str, tuple[frozenset[Post], StartPanel]] = field(default_factory=dict)
    actions: dict[str, StartAction] = field(default_factory=dict)


_registry = _Registry()
EVERY_POST = frozenset(Post)


def register_start_panel(posts: Post | Iterable[Post], panel: StartPanel) -> None:
    """Show a panel on the start page of one or several posts.

    :raises ValueError: when the name is taken by another panel.
    """
    wanted = frozenset([posts] if isinstance(posts, Post) else posts)
    if _registry.panels.setdefault(panel.name, (wanted, panel)) != (wanted, panel):
        raise ValueError(f"two start panels are called {panel.name!r}")


def register_start_action(action: StartAction) -> None:
    """Offer something to begin on the start page.

    :raises ValueError: when the name is taken by another one.
    """
    if _registry.actions.setdefault(action.name, action) != action:
        raise ValueError(f"two start actions are called {action.name!r}")


def panels_for(powers: Powers) -> list[StartPanel]:
    """Return the panels of the posts in use, each once."""
    shown = [panel for posts, panel in _registry.panels.values() if posts & powers.posts]
    return sorted(shown, key=lambda panel: (panel.order, panel.name))


def actions_for(powers: Powers) -> list[StartAction]:
    """Return what someone with these powers can begin."""
    shown = [
        action
        for action in _registry.actions.values()
        if not action.right or powers.holds(action.right)
    ]
    return sorted(shown, key=lambda action: (action.order, action.name))


def waiting_for(person: Person, powers: Powers, at: datetime) -> list[Waiting]:
    """Return all that waits for a person: what is to be signed in front, then by due moment.

    Within each of the two parts, things without a due moment come last.
    """
    items = [
        item
        for panel in _panels_with_rows(person, powers, at)
        if panel.waiting is not None
        for item in panel.waiting(person, powers, at)
    ]
    items.sort(
        key=lambda item: (not item.is_signing, item.due_at is None, item.due_at or at, item.title)
    )
    return _one_card_each(items)


def _panels_with_rows(person: Person, powers: Powers, at: datetime) -> list[StartPanel]:
    """Return the panels whose lists hold anything, and those that name none, asked in one question."""
    panels = [panel for panel in panels_for(powers) if panel.waiting is not None]
    asked = [
        (panel.name, rows)
        for panel in panels
        if panel.rows is not None
        for rows in panel.rows(person, powers, at)
    ]
    if not asked:
        return panels
    marks = [Exists(rows.order_by()) for _, rows in asked]
    told = Person.objects.filter(pk=person.pk).values_list(*marks).first() or ()
    full = {name for (name, _), holds in zip(asked, told, strict=True) if holds}
    return [panel for panel in panels if panel.rows is None or panel.name in full]


def _one_card_each(items: Iterable[Waiting]) -> list[Waiting]:
    """Make one card of all that waits about one thing: the kinds side by side, the notes once."""
    found: dict[tuple[str, str], Waiting] = {}
    for item in items:
        key = (item.url, item.title)
        first = found.setdefault(key, item)
        if first is not item:
            found[key] = replace(
                first,
                kind=_joined(first.kind, item.kind),
                note=_joined(first.note, item.note),
                holder=first.holder or item.holder,
            )
    return list(found.values())


def _joined(*words: str) -> str:
    parts = [part for word in words for part in word.split("、") if part]
    return "、".join(dict.fromkeys(parts))
