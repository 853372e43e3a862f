"""Waking: a change names what it touched, and the pages that showed it wait to be made again.

:class:`Wakes` gathers what one change touches and writes it down in the transaction of the change:
the rows are the truth, the queue only a doorbell. A page wakes only if it showed the thing by
itself (a subject) or a window of a list that holds the thing's key.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Case, CharField, DateTimeField, F, Q, SmallIntegerField, Value, When

from mingtang.editorial.pages.enums import RunKind, TargetLane, TargetState
from mingtang.editorial.pages.models import PublishedSite, Run, Shell, SubjectRead, Target, Watch
from mingtang.editorial.pages.policies import paths
from mingtang.editorial.pages.policies.contacts import expiry
from mingtang.editorial.pages.policies.keys import Key
from mingtang.editorial.pages.registry import PageSpec, page_kind, site_pages
from mingtang.editorial.sites.models import GovSite
from mingtang.editorial.sites.queries import portals_above
from mingtang.ground.foundation.decisions import no

# More targets than this are not woken one by one but by a bulk run.
MOST_AT_ONCE = 1000
_SHOWN_BY_FRAMES = ("site:", "sites:", "column:", "tops:", "children:", "columns:")
_BUSY = (TargetState.RUNNING.value, TargetState.HELD.value)


@dataclass(frozen=True, slots=True)
class Spec:
    """A page that a change knows by name; it is made if there is no target yet."""

    site_id: int
    kind: str
    page: PageSpec
    lane: TargetLane


@dataclass
class Wakes:
    """What one change touches. Fill it, then call :meth:`flush` inside the same transaction."""

    at: datetime
    actor: str = "system"
    sites: set[int] = field(default_factory=set)
    subjects: set[str] = field(default_factory=set)
    windows: set[tuple[str, str, Key]] = field(default_factory=set)
    specs: dict[tuple[int, str], Spec] = field(default_factory=dict)
    columns: set[tuple[int, int]] = field(default_factory=set)
    moved: set[tuple[int, int]] = field(default_factory=set)
    whole_sites: set[int] = field(default_factory=set)
    own_ids: list[int] = field(default_factory=list)

    def subject(self, name: str) -> None:
        """Wake the pages and frames that showed this thing by itself."""
        self.subjects.add(name)

    def window(self, name: str, key: Key, kind: str) -> None:
        """Wake the pages that showed the part of a list that holds this key."""
        self.windows.add((name, kind, key))

    def page(
        self, site_id: int, kind: str, page: PageSpec, lane: TargetLane = TargetLane.DEPENDENT
    ) -> None:
        """Wake a page known by name, made if need be; the more urgent lane counts.

        :raises Refused: the address breaks the rules.
        """
        known = self.specs.get((site_id, page.path))
        if known is None:
            is_internal = page.path.startswith((paths.GONE_FOLDER, "/.off"))
            paths.check_path(page.path, is_internal=is_internal).require()
        if known is None or lane < known.lane:
            self.specs[site_id, page.path] = Spec(site_id, kind, page, lane)

    def lock(self, site_ids: Iterable[int]) -> dict[int, PublishedSite]:
        """Lock sites, always in the same order, until the transaction ends; new ones are added.

        Everything that changes what a site shows goes through this lock one after the other.
        """
        wanted = sorted(set(site_ids))
        rows = PublishedSite.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
        states = {row.pk: row for row in rows}
        for site_id in wanted:
            if site_id not in states:
                states[site_id] = _begin_site(site_id, self.at)
                self._run(RunKind.FULL, site_id, {})
                for kind, page in site_pages():
                    self.page(site_id, kind.name, page)
        self.sites.update(wanted)
        return states

    def lock_with_portals(self, site_id: int) -> tuple[int, ...]:
        """Lock a site and the published portals above it, which list what it offers; return their keys."""
        above = PublishedSite.objects.filter(site__in=portals_above(site_id).values("pk"))
        found = (site_id, *above.order_by("pk").values_list("pk", flat=True))
        self.lock(found)
        return found

    def flush(self) -> None:
        """Write all of it: bump the sites, make targets, wake targets, start runs."""
        if not self.sites:
            raise ValueError("lock the sites that a change concerns before waking their pages")
        PublishedSite.objects.filter(pk__in=sorted(self.sites)).update(changes=F("changes") + 1)
        by_lane = self._named_targets()
        dependents = set(self._watching())
        dependents.update(self._showing())
        by_lane.setdefault(TargetLane.DEPENDENT, set()).update(dependents)
        self._start_runs()
        own = by_lane.get(TargetLane.OWN, set())
        self.own_ids = sorted(own)
        _lock_in_order(set().union(*by_lane.values()))
        for lane in sorted(by_lane):
            fresh = by_lane[lane] - own if lane is not TargetLane.OWN else own
            wake_targets(fresh, lane=lane, at=self.at)

    def _named_targets(self) -> dict[TargetLane, set[int]]:
        if not self.specs:
            return {}
        known = _existing(self.specs)
        if missing := sorted(self.specs.keys() - known.keys()):
            # In one order, and a full run may make the same at this moment: first come, first kept.
            Target.objects.bulk_create(
                (_new_target(self.specs[place], self.at) for place in missing),
                ignore_conflicts=True,
            )
            known |= _existing(missing)
        by_lane: dict[TargetLane, set[int]] = {}
        for place, target in known.items():
            spec = self.specs[place]
            by_lane.setdefault(spec.lane, set()).add(target.pk)
            _adopt(target, spec)
        return by_lane

    def _watching(self) -> Iterable[int]:
        if not self.windows:
            return []
        inside = (_inside(name, kind, key) for name, kind, key in sorted(self.windows))
        rows = Watch.objects.filter(reduce(or_, inside)).order_by()
        return rows.values_list("target_id", flat=True).distinct()

    def _showing(self) -> Iterable[int]:
        if not self.subjects:
            return []
        rows = SubjectRead.objects.filter(subject__in=sorted(self.subjects)).order_by()
        self._reshell()
        pages = rows.filter(target__isnull=False).values_list("target_id", flat=True)
        found = list(pages[: MOST_AT_ONCE + 1])
        if len(found) > MOST_AT_ONCE:
            self._run(RunKind.SUBJECT, None, {"subjects": sorted(self.subjects)})
            return []
        return found

    def _reshell(self) -> None:
        """Frames show columns and sites only, so most changes need not ask for frames."""
        shown = sorted(name for name in self.subjects if name.startswith(_SHOWN_BY_FRAMES))
        if not shown:
            return
        shells = Shell.objects.filter(reads__subject__in=shown).distinct()
        for site_id, column_id in shells.values_list("site_id", "column_id"):
            if column_id is None:
                self.whole_sites.add(site_id)
            else:
                self.columns.add((site_id, column_id))

    def _start_runs(self) -> None:
        by_site: dict[int, set[int]] = {}
        for site_id, column_id in self.columns:
            if site_id not in self.whole_sites:
                by_site.setdefault(site_id, set()).add(column_id)
        for site_id in sorted(self.whole_sites):
            self._run(RunKind.RESHELL, site_id, self._moved(site_id))
        for site_id, columns in sorted(by_site.items()):
            criteria = {"columns": sorted(columns), **self._moved(site_id)}
            self._run(RunKind.COLUMN, site_id, criteria)
        changed = sorted({*by_site, *self.whole_sites})
        if changed:
            PublishedSite.objects.filter(pk__in=changed).update(
                shell_version=F("shell_version") + 1
            )

    def _moved(self, site_id: int) -> dict[str, object]:
        """Columns whose archives are somewhere else now: their pages must be made there first."""
        moved = sorted(column_id for site, column_id in self.moved if site == site_id)
        return {"moved": moved} if moved else {}

    def _run(self, kind: RunKind, site_id: int | None, criteria: dict[str, object]) -> None:
        waiting = Run.objects.filter(site_id=site_id, state="running", phase=0)
        same = Q(kind=kind.value, criteria=criteria) | Q(kind=RunKind.FULL.value)
        if waiting.filter(same).exists():  # not begun yet: it will find these pages too
            return
        Run.objects.create(
            kind=kind.value,
            site_id=site_id,
            criteria=criteria,
            actor=self.actor,
            started_at=self.at,
        )


def _begin_site(site_id: int, at: datetime) -> PublishedSite:
    """Begin to publish a site: its row, or the one that someone else just made, locked."""
    named = GovSite.objects.filter(pk=site_id).values_list("theme", flat=True).get()
    row = PublishedSite(site_id=site_id, theme=named, contact_until=expiry(at))
    PublishedSite.objects.bulk_create([row], ignore_conflicts=True)
    return PublishedSite.objects.select_for_update().get(pk=site_id)


def _lock_in_order(target_ids: Collection[int]) -> None:
    """Lock targets by their numbers, as workers do: two orders would wait for each other forever."""
    rows = Target.objects.select_for_update().filter(pk__in=sorted(target_ids)).order_by("pk")
    for _ in rows.values_list("pk", flat=True):
        pass


def wake_targets(target_ids: Collection[int], *, lane: TargetLane, at: datetime) -> int:
    """Have targets made again; return how many there are.

    One that is being made now goes on waiting afterwards; one that is held only remembers. The age
    of one that waits already is kept, and so is its lane if that is more urgent.
    """
    if not target_ids:
        return 0
    waits = Q(state=TargetState.WAITING.value)
    return Target.objects.filter(pk__in=sorted(target_ids)).update(
        wake_number=F("wake_number") + 1,
        lane=Case(
            When(waits & Q(lane__lt=lane.value), then=F("lane")),
            default=Value(lane.value),
            output_field=SmallIntegerField(),
        ),
        woken_at=Case(
            When(waits, then=F("woken_at")), default=Value(at), output_field=DateTimeField()
        ),
        state=Case(
            When(state__in=_BUSY, then=F("state")),
            default=Value(TargetState.WAITING.value),
            output_field=CharField(),
        ),
    )


def _existing(specs: Collection[tuple[int, str]]) -> dict[tuple[int, str], Target]:
    by_site: dict[int, list[str]] = {}
    for site_id, path in specs:
        by_site.setdefault(site_id, []).append(path)
    named = reduce(
        or_, (Q(site_id=site_id, path__in=found) for site_id, found in sorted(by_site.items()))
    )
    rows = Target.objects.filter(named).only("site_id", "path", "kind", "key", "column_id")
    return {(target.site_id, target.path): target for target in rows}


def _adopt(target: Target, spec: Spec) -> None:
    """Give a target that exists the column it now belongs to, or another thing of the same address.

    A column may come to an address that another column left; other kinds, such as articles, own
    theirs forever.

    :raises Refused: the address belongs to something else.
    """
    wanted = (spec.kind, spec.page.key, spec.page.column_id)
    if (target.kind, target.key, target.column_id) == wanted:
        return
    is_owned = _owns_address(target.kind) or _owns_address(spec.kind)
    if is_owned and (target.kind, target.key) != wanted[:2]:
        no(
            "publishing.path_taken",
            f"地址“{target.path}”已经属于另一个页面，不能再次使用。请更换栏目路径。",
        ).require()
    target.kind, target.key, target.column_id = wanted
    target.save(update_fields=["kind", "key", "column_id"])


def _owns_address(name: str) -> bool:
    kind = page_kind(name)
    return kind is not None and kind.owns_address


def _new_target(spec: Spec, at: datetime) -> Target:
    return Target(
        site_id=spec.site_id,
        path=spec.page.path,
        kind=spec.kind,
        key=spec.page.key,
        column_id=spec.page.column_id,
        lane=spec.lane.value,
        woken_at=at,
    )


def _inside(name: str, kind: str, key: Key) -> Q:
    condition = Q(list=name, low_at__lte=key[0])
    return condition & Q(kind__in=["", kind]) if kind else condition


def is_postgresql() -> bool:
    """Tell which of the two databases this is, where a query must differ."""
    return connection.vendor == "postgresql"
