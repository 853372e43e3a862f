"""Record what was found wrong with its evidence, and put back what was published.

The record is committed before anything is put right: a process killed in between leaves an open
incident, which is tried again. A path has one open incident at most.
"""

import logging
import os
from collections.abc import Iterable
from datetime import datetime

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Q

from mingtang.editorial.pages.actions.rolling import check_soon
from mingtang.editorial.pages.disk import TWINS, give_rights, kind_of
from mingtang.editorial.pages.engine.evidence import keep_evidence, take_away
from mingtang.editorial.pages.engine.recovery import write_version
from mingtang.editorial.pages.engine.root_files import restore_root_files
from mingtang.editorial.pages.engine.verification import (
    ROOT,
    FileDifference,
    Suspect,
    can_be_published,
    confirmed,
    looks_wrong,
    owner,
    verify_written,
)
from mingtang.editorial.pages.engine.waking import wake_targets
from mingtang.editorial.pages.enums import TamperingKind, TargetLane, TargetState
from mingtang.editorial.pages.models import Incident, Target
from mingtang.editorial.pages.policies.shown_names import LONGEST_PATH, find_shown, shown_path
from mingtang.editorial.pages.store import LostContent
from mingtang.ground.foundation.keys import new_key
from mingtang.spine.events.actions import record_event

logger = logging.getLogger(__name__)
MOST_OPEN = 200
_UNMADE = (TargetState.WAITING.value, TargetState.RUNNING.value, TargetState.FAILED.value)
_cursor = 0


def heal(suspect: Suspect, at: datetime) -> Incident | None:
    """Confirm a suspect behind the writers' lock, record it and heal it; None when all is well.

    What was taken down, or rolled back, is restored to that: the version that should be there now.
    """
    with transaction.atomic():
        difference = confirmed(suspect)
        if difference is None:
            return None
        incident = _noted(difference, at)
    _heal(incident, suspect, at)
    return incident


def verify(at: datetime) -> int:
    """Read back what was written lately; what is wrong is healed and recorded."""
    wrong = verify_written(at)
    return sum(1 for suspect in wrong if heal(suspect, at))


def heal_all(suspects: Iterable[Suspect], at: datetime) -> list[Incident]:
    """Look at suspects without locks first and heal what is wrong; return the incidents."""
    found = (_heal_if_possible(suspect, at) for suspect in looks_wrong(list(suspects)))
    return [incident for incident in found if incident is not None]


def _heal_if_possible(suspect: Suspect, at: datetime) -> Incident | None:
    """Heal one suspect; what cannot even be looked at holds up no other."""
    try:
        return heal(suspect, at)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("%a of site %s could not be looked at", suspect.path, suspect.code)
        return None


def heal_open(at: datetime) -> int:
    """Try again what could not be put right, and close incidents whose file is right by now.

    A page whose kept version was lost is rendered again; someone may have given a permission back.
    A slice at a time, oldest first, round and round: what cannot be healed hides nothing else.
    """
    global _cursor  # noqa: PLW0603 - where the round is may be forgotten with the process
    rows = Incident.objects.filter(healed_at__isnull=True, pk__gt=_cursor).order_by("pk")
    listed = list(rows.select_related("site__unit")[:MOST_OPEN])
    _cursor = listed[-1].pk if len(listed) == MOST_OPEN else 0
    return sum(_try(incident, at) for incident in listed)


def _try(incident: Incident, at: datetime) -> bool:
    try:
        return _heal(incident, _suspect_of(incident), at)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("incident %s could not be looked at", incident.pk)
        return False


def _suspect_of(incident: Incident) -> Suspect:
    site_id, code = (incident.site.pk, incident.site.code) if incident.site else (ROOT, "")
    top = Suspect(site_id, code, "").place

    def names_in(folder: str) -> list[str]:
        try:
            return sorted(os.listdir(f"{top}{folder}"))
        except OSError:
            return []

    path = find_shown(incident.path, names_in)
    return Suspect(site_id, code, path or incident.path[: LONGEST_PATH - 1])


def _heal(incident: Incident, suspect: Suspect, at: datetime) -> bool:
    """Put right what an open incident tells of; tell whether it is closed."""
    if suspect.site_id == ROOT:
        _restore_root_files(incident, at)
    with transaction.atomic():
        open_still = Incident.objects.filter(pk=incident.pk, healed_at__isnull=True)
        if open_still.select_for_update().first() is None:
            return False  # another worker was first
        difference = confirmed(suspect)
        if difference is not None and not _put_right(difference, incident.evidence, at):
            return False
        # Behind the lock that `confirmed` took: a page about to be made again is neither right nor wrong.
        if _is_unmade(suspect):
            return False
        incident.healed_at = at
        incident.save(update_fields=["healed_at"])
        _record("publishing.tampering.healed", incident, at)
    return True


def _restore_root_files(incident: Incident, at: datetime) -> None:
    """By itself, since it commits a manifest of its own before it renames."""
    try:
        restore_root_files(incident.evidence, at)
    except OSError:
        logger.exception("files beside the sites could not be written")


def _is_unmade(suspect: Suspect) -> bool:
    same = Target.objects.filter(site_id=suspect.site_id, path=shown_path(suspect.path))
    unmade = Q(state__in=_UNMADE) & Q(entry=None)
    return same.filter(unmade).exists()


def _noted(difference: FileDifference, at: datetime) -> Incident:
    """Return the open incident of a path, or a new one with its evidence and event."""
    path = shown_path(difference.path) or "/"
    site_id = difference.site_id or None
    known = Incident.objects.filter(site_id=site_id, path=path, healed_at__isnull=True)
    if (incident := known.first()) is not None:
        return incident
    incident = Incident(
        site_id=site_id,
        path=path,
        kind=difference.kind.value,
        expected=difference.expected,
        found=difference.found[:64],
        evidence=keep_evidence(difference.file, at, with_twins=difference.target_id is not None),
        found_at=at,
    )
    try:
        with transaction.atomic():
            incident.save()
    except IntegrityError:  # another process was first
        return known.get()
    _record("publishing.tampering.found", incident, at)
    return incident


def _put_right(difference: FileDifference, evidence: str, at: datetime) -> bool:
    if difference.site_id == ROOT and difference.expected:
        return False  # it has just been tried
    if difference.kind is TamperingKind.RIGHTS and difference.target_id is None:
        return give_rights(difference.file, owner())
    if difference.target_id is None:
        if _has_pages_below(difference):
            check_soon(difference.site_id, at)
        return take_away(difference.file, evidence)
    return _put_back(difference, evidence, at)


def _has_pages_below(difference: FileDifference) -> bool:
    """Tell whether pages should be below something that is in the place of their folder."""
    if difference.site_id == ROOT or not can_be_published(difference.path):
        return False
    rows = Target.objects.filter(site_id=difference.site_id, entry__digest__gt="")
    return rows.filter(path__startswith=f"{difference.path}/").exists()


def _put_back(difference: FileDifference, evidence: str, at: datetime) -> bool:
    assert difference.target_id is not None
    target = (
        Target.objects.select_related("site", "entry__pack", "entry__target__site")
        .filter(pk=difference.target_id)
        .get()
    )
    places = [f"{difference.file}{suffix}" for suffix in ("", *TWINS)]
    if target.entry is None or not target.entry.digest:
        return _clear(places, evidence)
    # A folder cannot be renamed over.
    if not _clear([place for place in places if kind_of(place) == "folder"], evidence):
        return False
    try:
        write_version(target.entry, token=new_key(at)[-12:])
    except LostContent:
        if difference.kind not in {
            TamperingKind.RIGHTS,
            TamperingKind.TWIN,
        }:  # else the page is right
            _clear(places, evidence)
        return _make_again(target, at)
    except OSError:
        return False
    return True


def _clear(places: Iterable[str], evidence: str) -> bool:
    """Take all away, whatever becomes of each; tell whether nothing is left."""
    left = [place for place in places if not take_away(place, evidence)]
    return not left


def _make_again(target: Target, at: datetime) -> bool:
    """The kept version is lost: forget it, so that the page is rendered and written again.

    Also where it was held: there is nothing left that it could be held at.
    """
    lost = Target.objects.filter(pk=target.pk)
    lost.filter(state=TargetState.HELD.value).update(state=TargetState.WAITING.value)
    lost.update(entry=None)
    wake_targets([target.pk], lane=TargetLane.DEPENDENT, at=at)
    return False


def _record(code: str, incident: Incident, at: datetime) -> None:
    payload: dict[str, str | int] = {"incident": incident.pk, "path": incident.path}
    if code == "publishing.tampering.found":
        payload["finding"] = incident.kind
    site = incident.site
    record_event(
        code=code,
        subject=site.site_key if site else "folder:published",
        actor="system",
        at=at,
        unit=site.unit.code if site else "",
        site=site.code if site else "",
        payload=dict(payload),
    )
