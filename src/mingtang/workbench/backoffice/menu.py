"""The menu of the office: rooms register their entries here, Wagtail's own are left out."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.interfaces import moment


@dataclass(frozen=True)
class MenuEntry:
    """One entry: its word, where it leads, and which right shows it.

    `group` names the entry's place in :data:`GROUPS`; `order` sorts inside it. `rights`: any one of
    them shows the entry; none shows it to everybody. An entry is no lock, its screen is.
    """

    name: str
    label: str
    url_name: str
    icon: str
    group: str = ""
    order: int = 100
    rights: tuple[str, ...] = ()
    shown: Callable[[Powers], bool] | None = None

    def is_shown_to(self, powers: Powers) -> bool:
        """Tell whether someone with these powers sees the entry."""
        if self.shown is not None and not self.shown(powers):
            return False
        return not self.rights or any(powers.holds(right) for right in self.rights)


@dataclass(frozen=True)
class MenuGroup:
    """A heading that opens and shows its entries."""

    name: str
    label: str
    icon: str
    order: int


GROUPS = {
    group.name: group
    for group in (
        MenuGroup("content", "稿件", "doc-full", 100),
        MenuGroup("cases", "互动办件", "mail", 200),
        MenuGroup("media", "素材", "image", 300),
        MenuGroup("sites", "网站栏目", "site", 400),
        MenuGroup("promises", "时限督办", "time", 500),
        MenuGroup("organization", "单位人员", "group", 600),
        MenuGroup("oversight", "制度依据", "clipboard-list", 700),
    )
}

_entries: dict[str, MenuEntry] = {}


def register_menu_item(entry: MenuEntry) -> None:
    """Put an entry into the menu of the office.

    :raises ValueError: when the name is taken by another entry or the group is not known.
    """
    if _entries.setdefault(entry.name, entry) != entry:
        raise ValueError(f"two menu entries are called {entry.name!r}")
    if entry.group and entry.group not in GROUPS:
        raise ValueError(f"{entry.name}: no menu group {entry.group!r}; add it to GROUPS")


def menu_entries(powers: Powers) -> list[MenuEntry]:
    """Return the entries that someone with these powers sees, in order."""
    shown = (entry for entry in _entries.values() if entry.is_shown_to(powers))
    return sorted(shown, key=lambda entry: (entry.order, entry.name))


def build_menu(request: HttpRequest) -> list[MenuItem]:
    """Return the whole menu for Wagtail's sidebar."""
    if not isinstance(request.user, Person):
        return []
    items: list[MenuItem] = []
    grouped: dict[str, list[MenuItem]] = {}
    for entry in menu_entries(moment.powers(request.user)):
        target = grouped.setdefault(entry.group, []) if entry.group else items
        target.append(_item(entry))
    for name, inside in grouped.items():
        items.append(_group_item(GROUPS[name], inside))
    return items


def _item(entry: MenuEntry) -> MenuItem:
    return MenuItem(
        entry.label,
        reverse(entry.url_name),
        name=entry.name,
        icon_name=entry.icon,
        order=entry.order,
    )


def _group_item(group: MenuGroup, inside: list[MenuItem]) -> MenuItem:
    return SubmenuMenuItem(
        group.label,
        Menu(items=inside),
        name=group.name,
        icon_name=group.icon,
        order=group.order,
    )
