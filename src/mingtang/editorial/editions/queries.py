"""Untranslated and outdated items of an edition, and whether it may be opened."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from mingtang.editorial.content.models import Release
from mingtang.editorial.editions.enums import KeeperDuty
from mingtang.editorial.editions.models import ArticleTwin, ColumnTwin, Edition
from mingtang.editorial.editions.policies import may_be_opened
from mingtang.editorial.publishing.models import Listing
from mingtang.editorial.sites.enums import SiteLanguage
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import YES, Decision
from mingtang.ground.foundation.working_days import Period, due, parse_period
from mingtang.institution.obligations.queries.calendar import calendar_known_at
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema import Freshness

OPENING, IN_STEP = "languages.opening", "languages.in_step"


def edition_may_open(site: GovSite, at: datetime) -> Decision:
    """Answer whether a site in a foreign language has keepers.

    Checked only where the regulation of the host has the rule `languages.opening` (GB-09).
    """
    if site.language != SiteLanguage.FOREIGN:
        return YES
    if OPENING not in rules_for(unit_path(site.unit.code), at):
        return YES
    edition = Edition.objects.filter(site=site).first()
    duties = {
        KeeperDuty(one.duty)
        for one in (edition.keepers.select_related("person") if edition else ())
        if one.person.is_active
    }
    return may_be_opened(is_declared=edition is not None, duties=duties)


def allowed_lag(edition: Edition, at: datetime) -> Period | None:
    """Return how long an edition may lag behind the Chinese site; None without a rule (GB-09)."""
    rules = rules_for(unit_path(edition.site.unit.code), at)
    if IN_STEP not in rules:
        return None
    return parse_period(rules.rule(IN_STEP, Freshness).no_gap_over)


def late_from(changed_at: datetime, lag: Period | None, at: datetime) -> datetime | None:
    """Return when a changed item becomes late, by the calendar known `at`; None without a rule."""
    return due(changed_at, lag, calendar_known_at(at)).moment if lag else None


def core_columns(edition: Edition) -> Mapping[int, ColumnTwin]:
    """Return the pairs of core columns by the id of the Chinese column."""
    rows = edition.column_twins.filter(is_core=True)
    related = ("column__responsible_person", "column__responsible_unit", "original")
    return {row.original_id: row for row in rows.select_related(*related)}


def out_of_step(edition: Edition) -> QuerySet[Release]:
    """Return what is online in core columns of the Chinese site and lacks a current translation.

    These are items released since the opening of the edition without a translation online, and
    items changed after their translation was changed or checked (`is_translated`).
    """
    here = Listing.objects.filter(
        article=OuterRef("pk"), column__in=list(core_columns(edition)), column__site=edition.mirrors
    )
    twins = ArticleTwin.objects.filter(
        edition=edition, original=OuterRef("pk"), article__release__is_live=True
    )
    since = OuterRef("changed_at")
    followed = twins.filter(Q(checked_at__gte=since) | Q(article__release__changed_at__gte=since))
    translated = ExpressionWrapper(Exists(twins), output_field=BooleanField())
    rows = Release.objects.filter(Exists(here), is_live=True).annotate(is_translated=translated)
    opened = edition.site.opened_at
    if opened is not None:
        rows = rows.filter(Q(released_at__gte=opened) | Q(is_translated=True))
    return rows.exclude(Exists(followed))
