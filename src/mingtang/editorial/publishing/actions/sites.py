"""Switch a site off and on, and change its theme."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from mingtang.editorial.pages.actions import sites as published
from mingtang.editorial.pages.engine.runs import start_run
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import RunKind
from mingtang.editorial.pages.models import Run
from mingtang.editorial.publishing.actions.articles import follow_up
from mingtang.editorial.sites.models import GovSite
from mingtang.editorial.themes import BadTheme, theme
from mingtang.ground.foundation.decisions import Decision, NotVisible, no
from mingtang.ground.foundation.text import has_words
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import GivenReason, record_event
from mingtang.spine.events.policies import JSON


def switch_site_off(*, actor: Person, at: datetime, site_id: int, notice: str) -> GovSite:
    """Stop serving a site at once; every address answers with the notice. A repeat is harmless.

    :raises Refused: no right to operate publishing, or no notice.
    """
    with transaction.atomic():
        site = visible_site(actor, site_id, at)
        decision = _may_operate(actor, site, at)
        if not has_words(notice):
            decision &= no("publishing.notice_missing", "请填写给公众看的停用公告。", "notice")
        decision.require()
        wakes = Wakes(at, actor.person_key)
        if published.switch(site.pk, wakes, is_off=True, notice=notice.strip()):
            follow_up(wakes)
            record_of_site(
                "publishing.site.switched_off", site, actor, at, {"notice": notice[:300]}
            )
    return site


def switch_site_on(*, actor: Person, at: datetime, site_id: int) -> GovSite:
    """Serve a site again; its pages were kept up to date meanwhile. A repeat is harmless.

    :raises Refused: no right to operate publishing, or the site itself is suspended or closed.
    """
    with transaction.atomic():
        site = visible_site(actor, site_id, at)
        decision = _may_operate(actor, site, at)
        if site.state != "open":
            decision &= no("publishing.site_not_open", "网站已临时下线或关停，请先办理恢复手续。")
        decision.require()
        wakes = Wakes(at, actor.person_key)
        if published.switch(site.pk, wakes, is_off=False):
            follow_up(wakes)
            record_of_site("publishing.site.switched_on", site, actor, at, {})
    return site


def change_theme(
    *, actor: Person, at: datetime, site_id: int, name: str, version: str = ""
) -> GovSite:
    """Give a site another theme that is bundled or installed; its pages are made again in bulk.

    :raises Refused: no right to operate publishing, or there is no such theme.
    """
    with transaction.atomic():
        site = visible_site(actor, site_id, at)
        decision = _may_operate(actor, site, at)
        try:
            theme(name, version)
        except BadTheme as error:
            decision &= no("publishing.no_theme", str(error), "theme")
        decision.require()
        wakes = Wakes(at, actor.person_key)
        if published.set_theme(site.pk, name, version, wakes):
            follow_up(wakes)
            payload = {"theme": name, "version": version}
            record_of_site("publishing.site.theme_changed", site, actor, at, payload)
    return site


def change_scripts(*, actor: Person, at: datetime, site_id: int, has_traditional: bool) -> GovSite:
    """Have the pages of a site in traditional characters too, or no longer. A repeat is harmless.

    :raises Refused: no right to operate publishing.
    """
    with transaction.atomic():
        site = visible_site(actor, site_id, at)
        _may_operate(actor, site, at).require()
        wakes = Wakes(at, actor.person_key)
        if published.set_traditional(site.pk, wakes, is_on=has_traditional):
            follow_up(wakes)
            payload: Mapping[str, JSON] = {"traditional": has_traditional}
            record_of_site("publishing.site.scripts_changed", site, actor, at, payload)
    return site


def rebuild_site(*, actor: Person, at: datetime, site_id: int, kind: RunKind = RunKind.FULL) -> Run:
    """Start to make all pages of a site again: everything (FULL) or after a new frame (RESHELL).

    :raises Refused: no right to operate publishing.
    """
    with transaction.atomic():
        site = visible_site(actor, site_id, at)
        _may_operate(actor, site, at).require()
        wakes = Wakes(at, actor.person_key)
        wakes.lock([site.pk])  # the first lock of a site has its pages made
        wakes.flush()
        run = start_run(kind, site_id=site.pk, actor=actor.person_key, at=at, criteria={})
        payload: Mapping[str, JSON] = {"kind": kind.value, "run": run.pk}
        record_of_site("publishing.run.started", site, actor, at, payload)
    return run


def visible_site(actor: Person, site_id: int, at: datetime) -> GovSite:
    """Return a site that a person may look at.

    :raises NotVisible: there is none.
    """
    site = GovSite.objects.visible_to(actor, at).select_related("unit").filter(pk=site_id).first()
    if site is None:
        raise NotVisible(f"site {site_id}")
    return site


def _may_operate(actor: Person, site: GovSite, at: datetime) -> Decision:
    return authority.may(actor, "publishing.operate", site=site.code, at=at)


def record_of_site(
    code: str,
    site: GovSite,
    actor: Person,
    at: datetime,
    payload: Mapping[str, JSON],
    reason: GivenReason = None,
) -> None:
    """Record what someone did with the published pages of a site."""
    record_event(
        code=code,
        subject=site.site_key,
        actor=actor.person_key,
        at=at,
        unit=site.unit.code,
        site=site.code,
        payload=dict(payload),
        reason=reason,
    )
