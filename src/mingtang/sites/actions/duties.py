"""Hand over what a unit kept when it is merged into another one."""

from datetime import datetime

from django.db import transaction

from mingtang.events.actions import record_event
from mingtang.organization.models import Unit
from mingtang.sites.actions.columns import record_change
from mingtang.sites.models import Column, GovSite

SYSTEM = "system"


def follow_unit_merge(*, at: datetime, old_code: str, new_code: str) -> int:
    """Give sites and columns of a merged unit to the unit it went into; return how many.

    Only the system calls it, after the event `organization.unit.merged`. A repeat finds nothing.
    """
    with transaction.atomic():
        old, new = Unit.objects.get(code=old_code), Unit.objects.get(code=new_code)
        sites = list(GovSite.objects.select_for_update().filter(unit=old))
        for site in sites:
            site.unit = new
            site.save(update_fields=["unit"])
            _record_host(site, old_code, at)
        GovSite.objects.filter(operating_unit=old).update(operating_unit=new)
        for site in GovSite.objects.filter(builders=old):
            site.builders.remove(old)
            site.builders.add(new)
        columns = list(
            Column.objects.select_for_update(of=("self",))
            .select_related("site")
            .filter(responsible_unit=old)
            .order_by("pk")
        )
        for column in columns:
            column.responsible_unit = new
            column.save(update_fields=["responsible_unit"])
            record_change(column, ["responsible_unit"], actor=SYSTEM, at=at)
        return len(sites) + len(columns)


def _record_host(site: GovSite, old_code: str, at: datetime) -> None:
    record_event(
        code="sites.site.changed",
        subject=site.site_key,
        actor=SYSTEM,
        at=at,
        unit=site.unit.code,
        site=site.code,
        payload={"fields": ["unit"], "old_unit": old_code, "new_unit": site.unit.code},
    )
