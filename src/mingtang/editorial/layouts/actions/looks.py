"""Change the look of a site: its colours, its pictures."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.editorial.pages.actions.sites import set_look
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.models import PublishedSite, SiteLook
from mingtang.editorial.publishing.actions.articles import follow_up
from mingtang.editorial.publishing.actions.sites import record_of_site, visible_site
from mingtang.editorial.publishing.assets import asset_path
from mingtang.editorial.publishing.engine.asset_use import LOOK_OWNER, sync_site_assets
from mingtang.editorial.publishing.engine.choosing import media_rows
from mingtang.editorial.themes import theme
from mingtang.editorial.themes.policies.looks import PICTURES, check_tokens
from mingtang.editorial.themes.policies.roles import Schemes
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.files.sizes import MOST_BYTES
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person

DESIGN = "publishing.design"


def change_look(
    *,
    actor: Person,
    at: datetime,
    site_id: int,
    tokens: Mapping[str, str],
    pictures: Mapping[str, int | None],
    version: int | None = None,
) -> SiteLook:
    """Give a site colours and pictures of its own; empty values are those of its theme.

    `pictures` are ids of pictures by place. Colours are online in seconds; pictures are in the frame of
    every page, which is made again in bulk.

    :raises Refused: no right to design the site, a value that cannot be used, a picture of others or
        one of more than 200 KB, or someone else changed the look since.
    """
    wanted = {name: value.strip() for name, value in tokens.items() if value.strip()}
    with transaction.atomic():
        site = visible_site(actor, site_id, at)
        wakes = Wakes(at, actor.person_key)
        wakes.lock([site.pk])
        known = SiteLook.objects.filter(pk=site.pk).first() or SiteLook(site=site, changed_at=at)
        decision = authority.may(actor, DESIGN, site=site.code, at=at)
        decision &= check_tokens(wanted, _schemes_of(site.pk))
        decision &= _is_current(known, version)
        shown = _pictures(actor, at, pictures, known)
        (decision & _are_found(pictures, shown) & _are_light(shown)).require()
        if set_look(site.pk, wanted, shown, wakes):
            pins = {one["key"]: one["digest"] for one in shown.values()}
            sync_site_assets(site.pk, LOOK_OWNER, pins, wakes)
            follow_up(wakes)
            payload = {"tokens": sorted(wanted), "pictures": sorted(shown)}
            record_of_site("publishing.site.look_changed", site, actor, at, payload)
    return SiteLook.objects.filter(pk=site.pk).first() or known


def _schemes_of(site_id: int) -> Schemes:
    """Return the colours of the theme that a site uses."""
    used = PublishedSite.objects.get(pk=site_id)
    return theme(used.theme, used.theme_version).schemes()


def _is_current(known: SiteLook, version: int | None) -> Decision:
    if version is None or version == known.version:
        return YES
    return no("publishing.look_changed_since", "网站外观刚被他人改过，请打开最新内容核对后再保存。")


def _pictures(
    actor: Person, at: datetime, wanted: Mapping[str, int | None], known: SiteLook
) -> dict[str, dict[str, Any]]:
    """Return what a look keeps of its pictures: those there before, and those the actor may choose."""
    ids = {place: pk for place, pk in wanted.items() if place in PICTURES and pk}
    rows = media_rows({f"image:{pk}" for pk in ids.values()}, (actor, at))
    found = {}
    for place, pk in ids.items():
        key, before = f"image:{pk}", known.pictures.get(place)
        if before is not None and before["key"] == key:
            found[place] = before
        elif (row := rows.get(key)) is not None:
            found[place] = {
                "key": key,
                "digest": row.digest,
                "path": asset_path(key, row),
                "name": row.title,
                "width": row.width,
                "height": row.height,
                "size": row.file.size,
            }
    return found


def _are_light(shown: Mapping[str, dict[str, Any]]) -> Decision:
    """Answer whether pictures that go to every reader as they are do not weigh on a telephone."""
    decision = YES
    for place, one in shown.items():
        if one.pop("size", 0) > MOST_BYTES:
            label, most = PICTURES[place], MOST_BYTES // 1000
            text = f"“{label}”在每个页面上都要加载，不能超过 {most} KB，请压缩或缩小后重新上传。"
            decision &= no("publishing.picture_heavy", text, place)
    return decision


def _are_found(wanted: Mapping[str, int | None], shown: Mapping[str, Any]) -> Decision:
    decision = YES
    for place, pk in wanted.items():
        if pk and place not in shown:
            label = PICTURES.get(place, place)
            text = f"“{label}”选的图片您不能使用，请从本单位素材库中另选。"
            decision &= no("publishing.foreign_picture", text, place)
    return decision
