"""What all changes of a site's directory share: who may, the lock, the version, the event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from mingtang.editorial.directory.models import EDIT, DirectoryRow
from mingtang.editorial.directory.policies.addresses import lists_of
from mingtang.editorial.directory.policies.entries import check_number
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.pages.registry import PageSpec
from mingtang.editorial.publishing.actions.articles import follow_up
from mingtang.editorial.publishing.actions.sites import visible_site
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event
from mingtang.spine.events.policies import JSON

Entry = TypeVar("Entry", bound=DirectoryRow)


@dataclass(frozen=True)
class Saving:
    """One change: who, when, the site, which is locked, and what the change wakes."""

    actor: Person
    at: datetime
    site: GovSite
    wakes: Wakes

    def may(self) -> Decision:
        """Answer whether the actor edits the directory of the site."""
        return authority.may(self.actor, EDIT, site=self.site.code, at=self.at)

    def wake_page(self, kind: str, path: str, key: str = "") -> None:
        """Make a page of the site at once."""
        self.wakes.page(self.site.pk, kind, PageSpec(path, key, None), TargetLane.OWN)

    def finish(self, code: str, subject: str, payload: Mapping[str, JSON]) -> None:
        """Write the wakes down and record what was done."""
        self.wakes.subject(lists_of(self.site.pk))
        follow_up(self.wakes)
        record_event(
            code=code,
            subject=subject,
            actor=self.actor.person_key,
            at=self.at,
            unit=self.site.unit.code,
            site=self.site.code,
            payload=dict(payload),
        )


def begin(actor: Person, at: datetime, site_id: int) -> Saving:
    """Lock a site that the actor may look at.

    :raises NotVisible: there is none.
    """
    site = visible_site(actor, site_id, at)
    wakes = Wakes(at, actor.person_key)
    wakes.lock([site.pk])
    return Saving(actor, at, site, wakes)


def entry_of(model: type[Entry], saving: Saving, number: int | None) -> Entry:
    """Return an entry of the site, or a new one.

    :raises NotVisible: the site has no entry with this number.
    """
    if number is None:
        return model(site=saving.site)
    row = model._default_manager.filter(site=saving.site, pk=number).first()
    if row is None:
        raise NotVisible(f"{model.__name__} {number}")
    return row


def may_save(saving: Saving, row: DirectoryRow, version: int | None) -> Decision:
    """Answer whether an entry can be saved now: the right, the version that was read, the room."""
    decision = saving.may()
    if row.pk is None:
        return decision & check_number(type(row)._default_manager.filter(site=saving.site).count())
    return decision & is_current(row.version, version)


def is_current(present: int, version: int | None) -> Decision:
    """Answer whether a version is still the newest one; without a version nothing is compared."""
    if version is None or version == present:
        return YES
    return no("directory.changed_since", "刚才有人改过这一项，请打开最新内容核对后再保存。")


def store(saving: Saving, row: DirectoryRow, values: Mapping[str, Any]) -> list[str]:
    """Save what differs; return the names of the fields, none where nothing did."""
    is_new = row.pk is None
    changed = [name for name, value in values.items() if is_new or getattr(row, name) != value]
    if not changed:
        return []
    for name in changed:
        setattr(row, name, values[name])
    row.version, row.changed_at = row.version + 1, saving.at
    row.save(update_fields=None if is_new else [*changed, "version", "changed_at"])
    return changed
