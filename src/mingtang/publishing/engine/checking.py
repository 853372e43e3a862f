"""The check of a whole site (核对), which the worker does in slices.

First every page is read and compared with its manifest, by a cursor over the targets; then every
folder is looked through for files that nobody published. What is wrong is healed and recorded at
once. A run that was interrupted goes on where it stood; two workers at one run do no harm, since
healing looks again behind the writers' lock.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from mingtang.events.actions import record_event
from mingtang.publishing.engine.batches import site_root
from mingtang.publishing.engine.healing import heal
from mingtang.publishing.engine.verification import TWINS, Suspect, looks_wrong
from mingtang.publishing.enums import RunKind, RunState
from mingtang.publishing.models import Run, Target
from mingtang.publishing.writing import TEMPORARY_PREFIX

SLICE = 500  # pages read in one step
FILES = 5000  # names looked at in one step, at least those of one folder
_AT_ONCE = 500


def check_step(at: datetime) -> int:
    """Do the next piece of the oldest check under way; return 0 when there is none."""
    rows = Run.objects.filter(kind=RunKind.VERIFY.value, state=RunState.RUNNING.value)
    run = rows.select_related("site__unit").order_by("pk").first()
    if run is None:
        return 0
    if run.phase == 0:
        _move(run, phase=1, total=_targets(run).count())
    elif run.phase == 1:
        _read_pages(run, at)
    else:
        _look_for_added(run, at)
    return 1


def _targets(run: Run) -> "QuerySet[Target]":
    return Target.objects.filter(site_id=run.site_id, entry__isnull=False)


def _read_pages(run: Run, at: datetime) -> None:
    """Compare the next pages with what was published, also those that should be gone."""
    rows = _targets(run).filter(pk__gt=run.cursor).order_by("pk")
    pages = list(rows.values_list("pk", "path")[:SLICE])
    if not pages:
        _move(run, phase=2, cursor=0)
        return
    suspects = looks_wrong([_suspect(run, path) for _, path in pages])
    _count(run, suspects, at)
    _move(run, cursor=pages[-1][0], fed=F("fed") + len(pages))


def _look_for_added(run: Run, at: datetime) -> None:
    """Look through the next folders for files that nobody published."""
    assert run.site is not None
    root = str(site_root(run.site.code))
    seen, folders, last = 0, 0, run.criteria.get("folder")
    for folder, names in folders_after(root, last):
        _count(run, _unknown(run, folder, names), at)
        seen, folders, last = seen + len(names), folders + 1, folder
        if seen >= FILES:
            break
    if folders:
        _move(run, cursor=run.cursor + folders, criteria=run.criteria | {"folder": last})
    else:
        _end(run, at)


def folders_after(root: str, after: str | None) -> Iterator[tuple[str, list[str]]]:
    """Yield folders below a root with the names of their files, in one order, from behind `after`.

    The order is that of the parts of the path; what lies wholly before is not walked again.
    """
    seen = None if after is None else _parts(after)
    for place, inside, names in os.walk(root):
        folder = place[len(root) :]
        linked = [name for name in inside if os.path.islink(f"{place}/{name}")]
        here = _parts(folder)
        inside[:] = sorted(
            name for name in inside if seen is None or _may_hold_more([*here, name], seen)
        )
        if seen is None or here > seen:
            yield folder, names + linked


def _parts(folder: str) -> list[str]:
    return folder.split("/")[1:]


def _may_hold_more(folder: list[str], seen: list[str]) -> bool:
    return folder > seen or seen[: len(folder)] == folder


def _unknown(run: Run, folder: str, names: Iterable[str]) -> Iterator[Suspect]:
    rest = iter(name for name in sorted(names) if not name.startswith(TEMPORARY_PREFIX))
    while part := list(islice(rest, _AT_ONCE)):
        paths = [f"{folder}/{name}" for name in part]
        pages = {path.rpartition(".")[0] for path in paths if path.endswith(TWINS)}
        known = Target.objects.filter(
            site_id=run.site_id, path__in=[*paths, *pages], entry__digest__gt=""
        )
        twins = dict(known.values_list("path", "entry__twins"))
        for path in paths:
            is_twin = path.endswith(TWINS) and twins.get(path.rpartition(".")[0])
            if path not in twins and not is_twin:
                yield _suspect(run, path)


def _suspect(run: Run, path: str) -> Suspect:
    assert run.site is not None
    return Suspect(run.site.pk, run.site.code, path)


def _count(run: Run, suspects: Iterable[Suspect], at: datetime) -> None:
    """Heal what is really wrong, and add it to what the check has found."""
    wrong = sum(1 for suspect in suspects if heal(suspect, at) is not None)
    if wrong:
        Run.objects.filter(pk=run.pk).update(wrong=F("wrong") + wrong)


def _move(run: Run, **values: Any) -> int:
    """Go on to the next piece, unless somebody else did meanwhile."""
    rows = Run.objects.filter(pk=run.pk, state=RunState.RUNNING.value)
    return rows.filter(phase=run.phase, cursor=run.cursor).update(**values)


def _end(run: Run, at: datetime) -> None:
    assert run.site is not None
    with transaction.atomic():
        if not _move(run, state=RunState.DONE.value, done_at=at):
            return
        run.refresh_from_db(fields=["fed", "wrong"])
        record_event(
            code="publishing.site.verified",
            subject=run.site.site_key,
            actor=run.actor,
            at=at,
            unit=run.site.unit.code,
            site=run.site.code,
            payload={"run": run.pk, "checked": run.fed, "wrong": run.wrong},
        )
