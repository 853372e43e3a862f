"""The check of a whole site (核对), which the worker does in slices.

First every page is read and compared with its manifest, by a cursor over the targets; then every
folder is looked through for what nobody published. What is wrong is healed and recorded at once. A
run that was interrupted goes on where it stood; two workers at one run do no harm, since healing
looks again behind the writers' lock.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from mingtang.editorial.pages.actions.incidents import heal_all
from mingtang.editorial.pages.engine.batches import site_root
from mingtang.editorial.pages.engine.runs import running_checks, start_check
from mingtang.editorial.pages.engine.verification import Suspect
from mingtang.editorial.pages.engine.walking import folders_after, unknown_in
from mingtang.editorial.pages.enums import RunState
from mingtang.editorial.pages.models import Run, Target
from mingtang.spine.events.actions import record_event

SLICE = 500  # pages read in one step
FILES = 5000  # names looked at in one step, at least those of one folder


def check_step(at: datetime) -> int:
    """Do the next piece of the oldest check under way; return 0 when there is none.

    A check that nobody waits for also returns 0: its pieces come one by one, with pauses.
    """
    run = running_checks().select_related("site__unit").order_by("pk").first()
    if run is None:
        return 0
    if run.phase == 0:
        _move(run, phase=1, total=_targets(run).count())
    elif run.phase == 1:
        _read_pages(run, at)
    else:
        _look_for_added(run, at)
    return 0 if run.criteria.get("is_slow") else 1


def _targets(run: Run) -> "QuerySet[Target]":
    return Target.objects.filter(site_id=run.site_id, entry__isnull=False)


def _read_pages(run: Run, at: datetime) -> None:
    """Compare the next pages with what was published, also those that should be gone."""
    rows = _targets(run).filter(pk__gt=run.cursor).order_by("pk")
    pages = list(rows.values_list("pk", "path")[:SLICE])
    if not pages:
        _move(run, phase=2, cursor=0)
        return
    _count(run, [_suspect(run, path) for _, path in pages], at)
    _move(run, cursor=pages[-1][0], fed=F("fed") + len(pages))


def _look_for_added(run: Run, at: datetime) -> None:
    """Look through the next folders for what nobody published."""
    assert run.site is not None
    root = str(site_root(run.site.code))
    seen, folders, last = 0, 0, run.criteria.get("folder")
    for folder in folders_after(root, last):
        _count(run, unknown_in(run.site, folder), at)
        seen, folders, last = seen + len(folder.names), folders + 1, folder.path
        if seen >= FILES:
            break
    if folders:
        _remember(run, run.cursor + folders, last)
    else:
        _end(run, at)


def _remember(run: Run, cursor: int, folder: str | None) -> None:
    with transaction.atomic():
        same = running_checks().filter(pk=run.pk, phase=run.phase, cursor=run.cursor)
        if (row := same.select_for_update().first()) is not None:
            row.cursor, row.criteria = cursor, row.criteria | {"folder": folder}
            row.save(update_fields=["cursor", "criteria"])


def _suspect(run: Run, path: str) -> Suspect:
    assert run.site is not None
    return Suspect(run.site.pk, run.site.code, path)


def _count(run: Run, suspects: Iterable[Suspect], at: datetime) -> None:
    """Heal what is really wrong, and add it to what the check has found."""
    if wrong := len(heal_all(suspects, at)):
        Run.objects.filter(pk=run.pk).update(wrong=F("wrong") + wrong)


def _move(run: Run, **values: Any) -> int:
    """Go on to the next piece, unless someone else did meanwhile."""
    rows = running_checks().filter(pk=run.pk, phase=run.phase, cursor=run.cursor)
    return rows.update(**values)


def _end(run: Run, at: datetime) -> None:
    assert run.site is not None
    with transaction.atomic():
        if not _move(run, state=RunState.DONE.value, done_at=at):
            return
        run.refresh_from_db(fields=["fed", "wrong", "criteria"])
        if run.criteria.get("again"):
            start_check(run.site.pk, at)
        record_event(
            code="publishing.site.verified",
            subject=run.site.site_key,
            actor=run.actor,
            at=at,
            unit=run.site.unit.code,
            site=run.site.code,
            payload={"run": run.pk, "checked": run.fed, "wrong": run.wrong},
        )
