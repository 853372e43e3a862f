"""Keep what pages read, and tell which of them must be read again.

A page whose watches are new or wider than before may have missed a change that was committed
between its snapshot and this transaction: nobody could know yet that it had to wake. So the sites it
read are locked and their counts of changes compared with those of the snapshot; a page that may have
missed something is simply made once more, and then its watches are no longer new.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from mingtang.editorial.pages.engine.making import Made, ShellKey
from mingtang.editorial.pages.models import PublishedSite, Shell, SubjectRead, Watch
from mingtang.editorial.pages.policies.keys import Key
from mingtang.editorial.pages.reader import Notes
from mingtang.editorial.pages.rows import Among, insert_rows

Windows = dict[tuple[str, str], Key]
WatchRow = tuple[int, str, str, datetime, int]
_WATCH = ("target_id", "list", "kind", "low_at", "low_id")


def keep_notes(
    made: Sequence[Made],
    shells: Mapping[ShellKey, Notes],
    changes: Mapping[int, int],
) -> set[int]:
    """Write down what pages and frames read; return the targets that must be made once more."""
    new_shells = _keep_shells(shells)
    widened = _keep_pages(made)
    suspects = widened | {
        one.page.target_id for one in made if (one.page.site_id, one.page.column_id) in new_shells
    }
    if not suspects or not _has_changed(changes):
        return set()
    return suspects


def _has_changed(changes: Mapping[int, int]) -> bool:
    """Lock the sites that were read and compare: a change under way is waited for."""
    rows = PublishedSite.objects.select_for_update().filter(pk__in=sorted(changes)).order_by("pk")
    return any(row.changes != changes[row.pk] for row in rows)


@dataclass
class _Difference:
    """What must be written so that the rows say what the pages read."""

    watches: list[WatchRow] = field(default_factory=list)
    moved: list[Watch] = field(default_factory=list)
    reads: list[tuple[str, int]] = field(default_factory=list)
    stale_watches: list[int] = field(default_factory=list)
    stale_reads: list[int] = field(default_factory=list)
    widened: set[int] = field(default_factory=set)

    def windows(self, pk: int, had: Mapping[tuple[str, str], Watch], wants: Windows) -> None:
        for (name, kind), low in wants.items():
            row = had.get((name, kind))
            if row is None:
                self.watches.append((pk, name, kind, *low))
                self.widened.add(pk)
            elif (row.low_at, row.low_id) != low:
                if low < (row.low_at, row.low_id):
                    self.widened.add(pk)
                row.low_at, row.low_id = low
                self.moved.append(row)
        self.stale_watches.extend(row.pk for key, row in had.items() if key not in wants)

    def subjects(self, pk: int, had: Mapping[str, int], wants: set[str]) -> None:
        for subject in sorted(wants - had.keys()):
            self.reads.append((subject, pk))
            self.widened.add(pk)
        self.stale_reads.extend(row for name, row in had.items() if name not in wants)

    def write(self) -> None:
        insert_rows(Watch, _WATCH, self.watches)
        if self.moved:
            Watch.objects.bulk_update(self.moved, ["low_at", "low_id"])
        insert_rows(SubjectRead, ("subject", "target_id"), self.reads)
        _forget(self.stale_watches, self.stale_reads)


def _keep_pages(made: Sequence[Made]) -> set[int]:
    windows, subjects = _rows_of([one.page.target_id for one in made])
    difference = _Difference()
    for one in made:
        pk = one.page.target_id
        difference.windows(pk, windows.get(pk, {}), one.notes.windows)
        difference.subjects(pk, subjects.get(pk, {}), one.notes.subjects)
    difference.write()
    return difference.widened


def _rows_of(
    targets: Sequence[int],
) -> tuple[dict[int, dict[tuple[str, str], Watch]], dict[int, dict[str, int]]]:
    windows: dict[int, dict[tuple[str, str], Watch]] = defaultdict(dict)
    subjects: dict[int, dict[str, int]] = defaultdict(dict)
    if not targets:
        return windows, subjects
    for row in Watch.objects.filter(Among("target_id", targets)):
        windows[row.target_id][row.list, row.kind] = row
    reads = SubjectRead.objects.filter(Among("target_id", targets))
    for pk, target_id, subject in reads.values_list("pk", "target_id", "subject"):
        subjects[target_id or 0][subject] = pk
    return windows, subjects


def _forget(watches: list[int], reads: list[int]) -> None:
    if watches:
        Watch.objects.filter(pk__in=watches).delete()
    if reads:
        SubjectRead.objects.filter(pk__in=reads).delete()


def _keep_shells(shells: Mapping[ShellKey, Notes]) -> set[ShellKey]:
    """Write down what frames read; return those that showed something they did not before."""
    if not shells:
        return set()
    rows = _shell_rows(shells)
    had: dict[int, dict[str, int]] = defaultdict(dict)
    ids = [row.pk for row in rows.values()]
    for pk, shell_id, subject in SubjectRead.objects.filter(shell_id__in=ids).values_list(
        "pk", "shell_id", "subject"
    ):
        had[shell_id][subject] = pk
    changed: dict[ShellKey, list[str]] = {}
    stale: list[int] = []
    for key, notes in shells.items():
        read = had[rows[key].pk]
        if new := sorted(notes.subjects - read.keys()):
            changed[key] = new
        stale.extend(pk for name, pk in read.items() if name not in notes.subjects)
    reads = ((name, rows[key].pk) for key, new in changed.items() for name in new)
    insert_rows(SubjectRead, ("subject", "shell_id"), reads)
    _forget([], stale)
    return set(changed)


def _shell_rows(shells: Mapping[ShellKey, Notes]) -> dict[ShellKey, Shell]:
    rows = _known_shells(shells)
    missing = sorted(shells.keys() - rows.keys(), key=lambda key: (key[0], key[1] or 0))
    if missing:
        # In one order, so that two workers that make the same frames do not wait for each other.
        Shell.objects.bulk_create(
            (Shell(site_id=site_id, column_id=column_id) for site_id, column_id in missing),
            ignore_conflicts=True,
        )
        rows = _known_shells(shells)
    return rows


def _known_shells(shells: Mapping[ShellKey, Notes]) -> dict[ShellKey, Shell]:
    wanted = Q()
    for site_id, column_id in shells:
        of_column = Q(column__isnull=True) if column_id is None else Q(column_id=column_id)
        wanted |= Q(site_id=site_id) & of_column
    return {(row.site_id, row.column_id): row for row in Shell.objects.filter(wanted)}
