"""Tell readers that a site will be closed, in time, and take that back."""

from datetime import date, datetime

from django.db import transaction

from mingtang.editorial.sites.actions.access import locked_site
from mingtang.editorial.sites.actions.life import may_take_step, take_step
from mingtang.editorial.sites.enums import SiteStep
from mingtang.editorial.sites.models import GovSite
from mingtang.editorial.sites.policies import life
from mingtang.editorial.sites.policies.life import LifeApproval
from mingtang.editorial.sites.queries import closing_notice
from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.decisions import no
from mingtang.institution.organization.models import Person

_FIELDS = ["closing_on", "closing_notice", "successor_url"]


def announce_closing(
    *,
    actor: Person,
    at: datetime,
    site_id: int,
    approval: LifeApproval,
    closing_on: date,
    notice: str,
    successor_url: str,
) -> GovSite:
    """Have every page of a site say when it will be closed and where its content goes (关停公告).

    The site is kept up until that day. A later announcement replaces an earlier one.

    Source: XN-24, 兴市府办〔2014〕19号 第三十条（二）.

    :raises Refused: without right or approval, for a site that is not in service, with fewer days than the
        regulation asks for, without a notice or the address that takes over.
    """
    with transaction.atomic():
        site = locked_site(actor=actor, at=at, site_id=site_id)
        decision = may_take_step(site, SiteStep.ANNOUNCE, approval, actor, at)
        rule, today = closing_notice(site, at), beijing_date(at)
        decision &= life.may_be_announced(closing_on, today, rule, notice, successor_url)
        decision.require()
        site.closing_on, site.closing_notice = closing_on, notice.strip()
        site.successor_url = successor_url
        return take_step(
            site,
            SiteStep.ANNOUNCE,
            "closing_announced",
            actor=actor,
            at=at,
            approval=approval,
            fields=_FIELDS,
            payload={"closing_on": closing_on.isoformat(), "successor": successor_url},
        )


def cancel_closing(*, actor: Person, at: datetime, site_id: int, approval: LifeApproval) -> GovSite:
    """Take an announcement of closing back: the site stays.

    :raises Refused: without right or approval, or where nothing was announced.
    """
    with transaction.atomic():
        site = locked_site(actor=actor, at=at, site_id=site_id)
        decision = may_take_step(site, SiteStep.CANCEL, approval, actor, at)
        if site.closing_on is None:
            decision &= no("sites.not_announced", "本网站没有关停公告，无须撤销。")
        decision.require()
        site.closing_on, site.closing_notice, site.successor_url = None, "", ""
        return take_step(
            site,
            SiteStep.CANCEL,
            "closing_cancelled",
            actor=actor,
            at=at,
            approval=approval,
            fields=_FIELDS,
        )
