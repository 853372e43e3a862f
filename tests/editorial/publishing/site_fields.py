"""The fields of a site as the action that changes it wants them."""

from dataclasses import fields
from typing import Any

from mingtang.editorial.sites.actions.sites import SiteFields
from mingtang.editorial.sites.models import GovSite


def fields_of(site: GovSite, **changes: Any) -> SiteFields:
    """Return what is known of a site now, with changes."""
    plain = {
        field.name: getattr(site, field.name)
        for field in fields(SiteFields)
        if hasattr(site, field.name)
    }
    plain |= {
        "unit_code": site.unit.code,
        "operating_unit_code": site.operating_unit.code,
        "builder_codes": tuple(site.builders.values_list("code", flat=True)),
    }
    return SiteFields(**(plain | changes))
