"""Check the files of a site, and take note of what was found altered."""

from datetime import datetime

from django.db import transaction

from mingtang.editorial.pages.engine.runs import start_run
from mingtang.editorial.pages.enums import RunKind, RunState
from mingtang.editorial.pages.models import Incident, Run
from mingtang.editorial.publishing.actions.sites import record_of_site, visible_site
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person


def verify_site(*, actor: Person, at: datetime, site_id: int) -> Run:
    """Begin to compare every file of a site with what was published; the worker goes on from there.

    A check that is under way is not begun again.

    :raises Refused: no right to guard the site.
    :raises NotVisible: there is no such site for this person.
    """
    with transaction.atomic():
        site = visible_site(actor, site_id, at)
        authority.may(actor, "publishing.guard", site=site.code, at=at).require()
        rows = Run.objects.filter(
            site=site, kind=RunKind.VERIFY.value, state=RunState.RUNNING.value
        )
        if (known := rows.first()) is not None:
            return known
        run = start_run(RunKind.VERIFY, site_id=site.pk, actor=actor.person_key, at=at, criteria={})
        record_of_site(
            "publishing.run.started",
            site,
            actor,
            at,
            {"kind": RunKind.VERIFY.value, "run": run.pk},
        )
    return run


def see_incidents(*, actor: Person, at: datetime, site_id: int, up_to: int) -> int:
    """Take note of the incidents of a site, the newest being `up_to`; return how many were unseen.

    A repeat is harmless.

    :raises Refused: no right to guard the site.
    :raises NotVisible: there is no such site for this person.
    """
    with transaction.atomic():
        site = visible_site(actor, site_id, at)
        authority.may(actor, "publishing.guard", site=site.code, at=at).require()
        rows = Incident.objects.unseen().filter(site=site, pk__lte=up_to)
        return _seen(list(rows.values_list("pk", flat=True)), actor, at, site_id)


def see_incident(*, actor: Person, at: datetime, incident_id: int) -> int:
    """Take note of one incident; return 1, or 0 when someone has done so already.

    :raises NotVisible: there is no such incident for this person.
    """
    with transaction.atomic():
        incident = Incident.objects.visible_to(actor, at).filter(pk=incident_id).first()
        if incident is None or incident.site_id is None:
            raise NotVisible(f"incident {incident_id}")
        return _seen([incident.pk], actor, at, incident.site_id)


def _seen(ids: list[int], actor: Person, at: datetime, site_id: int) -> int:
    rows = Incident.objects.unseen().filter(pk__in=ids)
    count = rows.update(seen_by=actor, seen_at=at)
    if count:
        site = visible_site(actor, site_id, at)
        record_of_site("publishing.tampering.seen", site, actor, at, {"incidents": ids[:100]})
    return count
