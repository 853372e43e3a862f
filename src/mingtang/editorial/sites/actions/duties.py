"""Hand over what a unit hosted, ran and kept when it is merged into another one."""

from django.db.models import Q

from mingtang.editorial.sites.actions.access import Payload, record_site
from mingtang.editorial.sites.actions.columns import record_change
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.institution.organization.actions.merging import Merger
from mingtang.institution.organization.models import Unit

MOVES = (
    "gov_sites.GovSite.unit",
    "gov_sites.GovSite.operating_unit",
    "gov_sites.GovSite_builders.unit",
    "gov_sites.Column.responsible_unit",
    "gov_sites.Column_builders.unit",
)


def hand_over_sites(merger: Merger) -> None:
    """Give sites and columns of a merged unit to the unit it went into; a closed one too."""
    old, new = merger.unit, merger.into
    involved = Q(unit=old) | Q(operating_unit=old) | Q(builders=old)
    pks = GovSite.objects.filter(involved).values("pk")
    for site in GovSite.objects.select_for_update().filter(pk__in=pks).order_by("pk"):
        _hand_over_site(site, merger)
    _hand_over_columns_built(old, new)
    columns = (
        Column.objects.select_for_update(of=("self",))
        .select_related("site")
        .filter(responsible_unit=old)
        .order_by("pk")
    )
    for column in columns:
        column.responsible_unit = new
        column.save(update_fields=["responsible_unit"])
        record_change(column, ["responsible_unit"], actor=merger.actor.person_key, at=merger.at)


def _hand_over_columns_built(old: Unit, new: Unit) -> None:
    for column in Column.objects.filter(builders=old).order_by("pk"):
        column.builders.remove(old)
        column.builders.add(new)


def _hand_over_site(site: GovSite, merger: Merger) -> None:
    old, new = merger.unit, merger.into
    fields = [name for name in ("unit", "operating_unit") if getattr(site, f"{name}_id") == old.pk]
    for name in fields:
        setattr(site, name, new)
    site.save(update_fields=fields)
    if site.builders.filter(pk=old.pk).exists():
        site.builders.remove(old)
        site.builders.add(new)
        fields.append("builders")
    payload: Payload = {"fields": list(fields), "old_unit": old.code, "new_unit": new.code}
    record_site(site, "changed", actor=merger.actor, at=merger.at, payload=payload)
