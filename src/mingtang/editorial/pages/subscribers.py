"""What pages hear of sites and columns. Idempotent, one call each."""

from django.db.models import Q

from mingtang.editorial.pages.actions.sites import (
    keep_old_host,
    remake_frames,
    set_theme,
    switch,
    wake_site,
)
from mingtang.editorial.pages.engine.columns import sync_columns
from mingtang.editorial.pages.engine.runs import start_run
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import RunKind
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.spine.events.subscribers import EventFacts, SealedEvent, subscribe

COLUMN_CODES = (
    "sites.column.opened",
    "sites.column.changed",
    "sites.column.renamed",
    "sites.column.moved",
    "sites.column.merged",
    "sites.column.closed",
)
SITE_CODES = (
    "sites.site.opened",
    "sites.site.changed",
    "sites.site.suspended",
    "sites.site.resumed",
    "sites.site.closed",
    "sites.site.reopened",
)

UNIT_CODES = ("organization.unit.renamed", "organization.unit.changed")


def by_site(facts: EventFacts) -> str:
    """Order the changes of one site."""
    return f"site:{facts.site}"


def on_column(event: SealedEvent) -> None:
    """Follow a column and everything below it to where it is now."""
    column = Column.objects.filter(pk=int(event.subject.partition(":")[2])).first()
    if column is None:
        return
    wakes = Wakes(event.recorded_at, event.actor)
    wakes.lock([column.site_id])
    subtree = Column.objects.below(column).order_by("path", "pk")
    sync_columns([column] if event.code == "sites.column.changed" else subtree, wakes)
    _wake_old_parent(event, column, wakes)
    if event.code == "sites.column.merged":
        _merge(event, column)
    wakes.flush()


def _wake_old_parent(event: SealedEvent, column: Column, wakes: Wakes) -> None:
    if "old_parent" in event.payload:
        parent = str(event.payload["old_parent"]).partition(":")[2]
        wakes.subject(f"children:{parent}" if parent else f"tops:{column.site_id}")


def _merge(event: SealedEvent, column: Column) -> None:
    for key in event.payload.get("children", ()):
        child = Column.objects.filter(pk=int(str(key).partition(":")[2])).first()
        if child is not None:
            wakes = Wakes(event.recorded_at, event.actor)
            wakes.lock([child.site_id])
            sync_columns(Column.objects.below(child).order_by("path", "pk"), wakes)
            wakes.flush()
    start_run(
        RunKind.MERGE,
        site_id=column.site_id,
        actor=event.actor,
        at=event.recorded_at,
        criteria={"column": column.pk},
    )


def on_site(event: SealedEvent) -> None:
    """Follow a site's facts, its domain, and whether it is open to readers."""
    site = GovSite.objects.filter(code=event.site).first()
    if site is None or site.state == "planned":
        return
    wakes = Wakes(event.recorded_at, event.actor)
    wakes.lock([site.pk])  # the first lock of a site has its pages made
    if event.payload.get("old_domain"):
        keep_old_host(site.pk, str(event.payload["old_domain"]), site.domain, wakes)
    is_off = site.state != "open"
    switch(site.pk, wakes, is_off=is_off, notice=site.notice if is_off else "")
    set_theme(site.pk, site.theme, "", wakes)
    wake_site(site.pk, wakes)
    wakes.subject("sites:all")
    wakes.flush()


def on_unit(event: SealedEvent) -> None:
    """Show the names of a unit on the frames of the sites that it hosts or runs."""
    if "fields" in event.payload and "english_name" not in event.payload["fields"]:
        return
    of_unit = Q(unit__code=event.unit) | Q(operating_unit__code=event.unit)
    wakes = Wakes(event.recorded_at, event.actor)
    if remake_frames(GovSite.objects.filter(of_unit).values_list("pk", flat=True), wakes):
        wakes.flush()


def subscribe_all() -> None:
    """Subscribe; called once when the apps are ready. The names are those of `publishing`."""
    subscribe("publishing.columns", codes=COLUMN_CODES, handler=on_column, key=by_site)
    subscribe("publishing.sites", codes=SITE_CODES, handler=on_site, key=by_site)
    subscribe("publishing.units", codes=UNIT_CODES, handler=on_unit)
