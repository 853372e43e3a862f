"""Keep what was found as evidence, put back what was published, and record the incident."""

import contextlib
import os
import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from mingtang.events.actions import record_event
from mingtang.foundation.keys import new_key
from mingtang.publishing.engine.recovery import write_version
from mingtang.publishing.engine.verification import (
    TWINS,
    Difference,
    Suspect,
    confirmed,
)
from mingtang.publishing.engine.waking import wake_targets
from mingtang.publishing.enums import Finding, Lane, TargetState
from mingtang.publishing.models import Incident, Target
from mingtang.publishing.store import LostContent
from mingtang.sites.models import GovSite

MOST_EVIDENCE = 20 * 1024 * 1024
LONGEST_PATH = 400
MOST_OPEN = 200
_UNMADE = (TargetState.WAITING.value, TargetState.RUNNING.value, TargetState.FAILED.value)


def heal(suspect: Suspect, at: datetime) -> Incident | None:
    """Confirm a suspect behind the writers' lock, heal it and record it; None when all is well.

    What was taken down, or rolled back, is restored to that: the version that should lie there now.
    """
    with transaction.atomic():
        difference = confirmed(suspect)
        if difference is None:
            return None
        incident = Incident.objects.create(
            site_id=difference.site_id,
            path=difference.path[:LONGEST_PATH],
            finding=difference.finding.value,
            expected=difference.expected,
            found=difference.found[:64],
            evidence=_keep(difference, at),
            found_at=at,
        )
        site = GovSite.objects.select_related("unit").get(pk=difference.site_id)
        _record("publishing.tampering.found", site, incident, at)
        if _put_right(difference, at):
            _note_healed(incident, site, at)
    return incident


def heal_open(at: datetime) -> int:
    """Try again what could not be put right, and close incidents whose file is right by now.

    A page whose kept version was lost is rendered anew; somebody may have given a permission back.
    """
    rows = Incident.objects.filter(healed_at__isnull=True).select_related("site__unit")
    listed = rows.order_by("-pk")[:MOST_OPEN]
    return sum(_heal_again(incident, incident.site, at) for incident in listed if incident.site)


def _heal_again(incident: Incident, site: GovSite, at: datetime) -> bool:
    if len(incident.path) >= LONGEST_PATH:
        return False  # cut off, so nobody can look there
    with transaction.atomic():
        open_still = Incident.objects.filter(pk=incident.pk, healed_at__isnull=True)
        if open_still.select_for_update().first() is None:
            return False  # another worker was first
        difference = confirmed(Suspect(site.pk, site.code, incident.path))
        # Behind the lock that `confirmed` took: a page about to be made anew is neither right nor wrong.
        same = Target.objects.filter(site=site, path=incident.path)
        unmade = Q(state__in=_UNMADE) | (Q(entry=None) & ~Q(state=TargetState.GONE.value))
        if same.filter(unmade).exists():
            return False
        if difference is not None and not _put_right(difference, at):
            return False
        _note_healed(incident, site, at)
    return True


def _note_healed(incident: Incident, site: GovSite, at: datetime) -> None:
    incident.healed_at = at
    incident.save(update_fields=["healed_at"])
    _record("publishing.tampering.healed", site, incident, at)


def _keep(difference: Difference, at: datetime) -> str:
    """Copy what was found into the store, as evidence; return its name there."""
    if difference.finding is Finding.REMOVED:
        return ""
    name = f"evidence/{new_key(at)}"
    folder = Path(settings.PUBLISH_STORE) / name
    folder.mkdir(mode=0o700, parents=True)
    for suffix in ("", *TWINS):
        place = f"{difference.file}{suffix}"
        with contextlib.suppress(OSError):
            if os.path.islink(place):
                (folder / f"link{suffix}").write_text(os.readlink(place), "utf-8")
            elif os.path.isfile(place) and os.path.getsize(place) <= MOST_EVIDENCE:
                shutil.copy2(place, folder / f"file{suffix}")
    return name


def _put_right(difference: Difference, at: datetime) -> bool:
    if difference.target_id is None:
        return _take_away(difference.file)
    target = (
        Target.objects.select_related("site", "entry__pack", "entry__target__site")
        .filter(pk=difference.target_id)
        .get()
    )
    if target.entry is None or not target.entry.digest:
        gone = [_take_away(f"{difference.file}{suffix}") for suffix in ("", *TWINS)]
        return all(gone)
    try:
        _clear(difference.file)
        write_version(target.entry, token=new_key(at)[-12:])
    except LostContent:
        return _make_anew(target, at)
    except OSError:
        return False
    return True


def _clear(place: str) -> None:
    """Something that is no plain file cannot be renamed over: move it away first."""
    for suffix in ("", *TWINS):
        if os.path.isdir(f"{place}{suffix}") and not os.path.islink(f"{place}{suffix}"):
            shutil.rmtree(f"{place}{suffix}")


def _take_away(place: str) -> bool:
    try:
        os.unlink(place)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _make_anew(target: Target, at: datetime) -> bool:
    """The kept version is lost: forget it, so that the page is rendered and written again.

    Also where it was held: there is nothing left that it could be held at.
    """
    lost = Target.objects.filter(pk=target.pk)
    lost.filter(state=TargetState.HELD.value).update(state=TargetState.WAITING.value)
    lost.update(entry=None)
    wake_targets([target.pk], lane=Lane.DEPENDENT, at=at)
    return False


def _record(code: str, site: GovSite, incident: Incident, at: datetime) -> None:
    payload: dict[str, str | int] = {"incident": incident.pk, "path": incident.path}
    if code == "publishing.tampering.found":
        payload["finding"] = incident.finding
    record_event(
        code=code,
        subject=site.site_key,
        actor="system",
        at=at,
        unit=site.unit.code,
        site=site.code,
        payload=dict(payload),
    )
