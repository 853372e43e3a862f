"""Columns that pages of blocks may list."""

from mingtang.editorial.layouts.policies.presets import Choice
from mingtang.editorial.pages.policies import paths
from mingtang.editorial.sites.models import Column
from mingtang.editorial.themes.policies.links import link


def columns_of(site_id: int) -> list[Column]:
    """Return the open columns of a site by path, as a block may list them."""
    return list(Column.objects.open().filter(site_id=site_id).order_by("path", "pk"))


def preset_choices(site_id: int) -> list[Choice]:
    """Return the open columns at the top of a site, in their order, as a preset takes them."""
    tops = (column for column in columns_of(site_id) if column.parent_id is None)
    return [
        Choice(one.pk, one.name, one.column_type, link(paths.head_path(one.path)))
        for one in sorted(tops, key=lambda one: (one.position, one.pk))
    ]
