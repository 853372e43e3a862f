"""The queries behind the reader of sites and columns."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from django.conf import settings

from mingtang.editorial.pages.policies import paths
from mingtang.editorial.sites.enums import SiteLanguage
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.editorial.themes.policies.links import link
from mingtang.editorial.themes.shown import ColumnView, LookView, PictureView, SiteView

_SITE_FIELDS = (
    "id", "code", "name", "kind", "state", "domain", "unit__name", "operating_unit__name",
    "unit__english_name", "operating_unit__english_name",
    "contact", "phone", "email", "address", "identity_code", "icp", "police_record",
    "organ_badge_url", "description", "keywords", "parent_id", "notice", "successor_url",
    "look__pictures", "published__has_traditional", "language",
)  # fmt: skip
_COLUMN_FIELDS = (
    "id", "site_id", "parent_id", "code", "name", "path", "description", "keywords", "column_type",
    "presentation", "purpose", "update_cycle", "state", "merged_into_id", "responsible_unit__name", "published__path",
    "published__is_shown", "link_url",
)  # fmt: skip


def sites(site_ids: Iterable[int]) -> dict[int, SiteView]:
    """Return views of sites."""
    scheme, port = settings.PUBLISH_SCHEME, settings.PUBLISH_PORT
    rows = GovSite.objects.filter(pk__in=list(site_ids)).values_list(*_SITE_FIELDS)
    found = {}
    for row in rows:
        values = dict(zip(_SITE_FIELDS, row, strict=True))
        _name_units(values)
        values["has_traditional"] = bool(values.pop("published__has_traditional"))
        values["look"] = _look(values.pop("look__pictures") or {})
        found[row[0]] = SiteView(**values, url=f"{scheme}://{values['domain']}{port}")
    return found


def _name_units(values: dict[str, Any]) -> None:
    """Name host and operator, in English where the site is foreign and the office has such names."""
    is_foreign = values["language"] == SiteLanguage.FOREIGN
    for unit in ("unit", "operating_unit"):
        name, english = values.pop(f"{unit}__name"), values.pop(f"{unit}__english_name")
        values[f"{unit}_name"] = (is_foreign and english) or name


def _look(pictures: Mapping[str, Mapping[str, Any]]) -> LookView:
    return LookView(
        **{
            place: PictureView(quote(one["path"]), one["name"], one["width"], one["height"])
            for place, one in pictures.items()
        }
    )


def columns(column_ids: Iterable[int]) -> dict[int, ColumnView | None]:
    """Return views of columns; None for ids that do not exist."""
    wanted = list(column_ids)
    found: dict[int, ColumnView | None] = dict.fromkeys(wanted)
    for row in Column.objects.filter(pk__in=wanted).values_list(*_COLUMN_FIELDS):
        values = dict(zip(_COLUMN_FIELDS, row, strict=True))
        values["type"] = values.pop("column_type")
        values["responsible_unit"] = values.pop("responsible_unit__name")
        published = values.pop("published__path")
        path = values["path"] if published is None else published
        is_shown = values.pop("published__is_shown") is not False
        values |= {"path": paths.column_folder(path), "link": link(paths.head_path(path))}
        if elsewhere := values.pop("link_url"):
            values["link"] = elsewhere
        found[row[0]] = ColumnView(**values, is_shown=is_shown)
    return found


def top_columns(site_id: int) -> list[int]:
    """Return the open columns at the top of a site, in order."""
    rows = Column.objects.open().filter(site_id=site_id, parent=None)
    return list(rows.order_by("position", "pk").values_list("pk", flat=True))


def child_columns(column_id: int) -> list[int]:
    """Return the open columns directly below a column, in order."""
    rows = Column.objects.open().filter(parent_id=column_id)
    return list(rows.order_by("position", "pk").values_list("pk", flat=True))


def all_columns(site_id: int) -> list[int]:
    """Return every open column of a site, in the order of columns side by side."""
    rows = Column.objects.open().filter(site_id=site_id)
    return list(rows.order_by("position", "pk").values_list("pk", flat=True))


def open_sites() -> list[int]:
    """Return the ids of the sites that are online, in their order."""
    rows = GovSite.objects.filter(state="open").order_by("position", "code")
    return list(rows.values_list("pk", flat=True))
