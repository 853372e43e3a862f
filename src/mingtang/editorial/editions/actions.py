"""Set up an edition with its keepers; match its columns and articles with Chinese ones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from mingtang.editorial.content.models import Article
from mingtang.editorial.editions import policies
from mingtang.editorial.editions.enums import EditionLanguage, KeeperDuty
from mingtang.editorial.editions.models import (
    MANAGE,
    MATCH,
    AnyRow,
    ArticleTwin,
    ColumnTwin,
    Edition,
    EditionKeeper,
)
from mingtang.editorial.editions.policies import EditionFacts
from mingtang.editorial.pages.actions.sites import remake_frames
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.pages.models import PublishedColumn
from mingtang.editorial.pages.policies.paths import head_path
from mingtang.editorial.pages.registry import PageSpec
from mingtang.editorial.publishing.actions.articles import follow_up
from mingtang.editorial.publishing.actions.sites import visible_site
from mingtang.editorial.publishing.models import Address
from mingtang.editorial.sites.enums import SiteLanguage, SiteState
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event
from mingtang.spine.events.policies import JSON


@dataclass(frozen=True)
class EditionFields:
    """The Chinese site of an edition, its language, and the ids of its keepers."""

    mirrors_id: int
    language: EditionLanguage
    updater_ids: Sequence[int]
    reviewer_ids: Sequence[int]


def declare_edition(*, actor: Person, at: datetime, site_id: int, fields: EditionFields) -> Edition:
    """Set up a site in a foreign language as an edition, or change the edition.

    :raises Refused: no right over the site, not a foreign site, no Chinese one to follow, another
        edition in the language, or no active person who updates or reviews.
    """
    with transaction.atomic():
        site = visible_site(actor, site_id, at)
        people = _people(fields)
        decision = authority.may(actor, MANAGE, site=site.code, at=at)
        decision &= policies.may_be_declared(_facts(site, fields, people))
        decision.require()
        before = Edition.objects.select_for_update().filter(site=site).first()
        edition = before or Edition(site=site)
        moved = {site.pk, fields.mirrors_id, *([edition.mirrors_id] if before else [])}
        edition.mirrors_id, edition.language = fields.mirrors_id, fields.language.value
        edition.changed_at = at
        edition.save()
        _name_keepers(edition, fields)
        wakes = Wakes(at, actor.person_key)
        if remake_frames(moved, wakes):
            follow_up(wakes)
        payload: dict[str, JSON] = {
            "mirrors": edition.mirrors.code, "language": edition.language,
            "updaters": len(fields.updater_ids), "reviewers": len(fields.reviewer_ids),
        }  # fmt: skip
        _record("editions.declared", edition, actor, at, payload)
    return edition


def match_column(
    *, actor: Person, at: datetime, edition_id: int, column_id: int, original_id: int, is_core: bool
) -> ColumnTwin:
    """Match a column of an edition with a Chinese one, or change the match or `is_core`.

    :raises Refused: no right, a column of another site, or the Chinese one has a twin.
    """
    with transaction.atomic():
        edition = _locked(actor, at, edition_id)
        columns = Column.objects.open().in_bulk([column_id, original_id])
        here, original = columns.get(column_id), columns.get(original_id)
        others = edition.column_twins.exclude(column=column_id)
        decision = authority.may(actor, MATCH, site=edition.site.code, at=at)
        decision &= policies.may_match(
            is_here=here is not None and here.site_id == edition.site_id,
            is_original=original is not None and original.site_id == edition.mirrors_id,
            is_taken=others.filter(original=original_id).exists(),
            what="栏目",
        )
        decision.require()
        before = ColumnTwin.objects.filter(column=column_id).first()
        twin = before or ColumnTwin(edition=edition, column_id=column_id)
        moved = {column_id, original_id, *([twin.original_id] if before else [])}
        twin.original_id, twin.is_core = original_id, is_core
        twin.save()
        _wake_columns(moved, actor, at)
        _record("editions.column.matched", edition, actor, at, _of_columns(twin))
    return twin


def unmatch_column(*, actor: Person, at: datetime, twin_id: int) -> None:
    """Remove the match of two columns.

    :raises Refused: without the right over the edition.
    """
    with transaction.atomic():
        twin = _visible(ColumnTwin.objects.visible_to(actor, at=at), twin_id)
        edition = _locked(actor, at, twin.edition_id)
        authority.may(actor, MATCH, site=edition.site.code, at=at).require()
        _record("editions.column.unmatched", edition, actor, at, _of_columns(twin))
        moved = {twin.column_id, twin.original_id}
        twin.delete()
        _wake_columns(moved, actor, at)


def match_article(
    *, actor: Person, at: datetime, edition_id: int, article_id: int, original_id: int
) -> ArticleTwin:
    """Match an article of an edition with its Chinese original; their pages link each other.

    :raises Refused: no right, an article of another site, or an original that is not online on the
        Chinese site or has a translation.
    """
    with transaction.atomic():
        edition = _locked(actor, at, edition_id)
        visible = Article.objects.visible_to(actor, at=at).filter(pk=article_id)
        shown = Address.objects.filter(article=original_id, site=edition.mirrors_id, is_live=True)
        others = edition.article_twins.exclude(article=article_id)
        decision = authority.may(actor, MATCH, site=edition.site.code, at=at)
        decision &= policies.may_match(
            is_here=visible.filter(site=edition.site_id).exists(),
            is_original=shown.exists(),
            is_taken=others.filter(original=original_id).exists(),
            what="稿件",
        )
        decision.require()
        before = ArticleTwin.objects.filter(article=article_id).first()
        twin = before or ArticleTwin(edition=edition, article_id=article_id)
        moved = {article_id, original_id, *([twin.original_id] if before else [])}
        twin.original_id, twin.named_by, twin.named_at = original_id, actor, at
        twin.checked_by, twin.checked_at = actor, at
        twin.save()
        _wake_articles(moved, actor, at)
        _record("editions.article.matched", edition, actor, at, _of_articles(twin))
    return twin


def check_article(*, actor: Person, at: datetime, twin_id: int) -> ArticleTwin:
    """Record that a translation agrees with the current text of its original.

    :raises Refused: without the right over the edition.
    """
    with transaction.atomic():
        twin = _visible(ArticleTwin.objects.visible_to(actor, at=at), twin_id)
        edition = _locked(actor, at, twin.edition_id)
        authority.may(actor, MATCH, site=edition.site.code, at=at).require()
        twin.checked_by, twin.checked_at = actor, at
        twin.save(update_fields=["checked_by", "checked_at"])
        _record("editions.article.checked", edition, actor, at, _of_articles(twin))
    return twin


def unmatch_article(*, actor: Person, at: datetime, twin_id: int) -> None:
    """Remove the match of two articles.

    :raises Refused: without the right over the edition.
    """
    with transaction.atomic():
        twin = _visible(ArticleTwin.objects.visible_to(actor, at=at), twin_id)
        edition = _locked(actor, at, twin.edition_id)
        authority.may(actor, MATCH, site=edition.site.code, at=at).require()
        _record("editions.article.unmatched", edition, actor, at, _of_articles(twin))
        moved = {twin.article_id, twin.original_id}
        twin.delete()
        _wake_articles(moved, actor, at)


def _facts(site: GovSite, fields: EditionFields, people: Mapping[int, Person]) -> EditionFacts:
    original = GovSite.objects.filter(pk=fields.mirrors_id).exclude(pk=site.pk).first()
    others = Edition.objects.exclude(site=site).filter(mirrors=fields.mirrors_id)
    return EditionFacts(
        is_foreign=site.language == SiteLanguage.FOREIGN,
        mirrors_chinese=original is not None
        and original.language == SiteLanguage.CHINESE
        and original.state != SiteState.CLOSED,
        language_taken=others.filter(language=fields.language.value).exists(),
        updaters=len(fields.updater_ids),
        reviewers=len(fields.reviewer_ids),
        gone=tuple(one.name for one in people.values() if not one.is_active),
    )


def _people(fields: EditionFields) -> Mapping[int, Person]:
    """Return the people named. :raises NotVisible: one of them does not exist."""
    wanted = {*fields.updater_ids, *fields.reviewer_ids}
    found = Person.objects.in_bulk(wanted)
    if wanted - found.keys():
        raise NotVisible(f"people {sorted(wanted - found.keys())}")
    return found


def _name_keepers(edition: Edition, fields: EditionFields) -> None:
    named = {(pk, KeeperDuty.UPDATE) for pk in fields.updater_ids}
    named |= {(pk, KeeperDuty.REVIEW) for pk in fields.reviewer_ids}
    edition.keepers.all().delete()
    EditionKeeper.objects.bulk_create(
        EditionKeeper(edition=edition, person_id=pk, duty=duty.value) for pk, duty in sorted(named)
    )


def _locked(actor: Person, at: datetime, edition_id: int) -> Edition:
    _visible(Edition.objects.visible_to(actor, at=at), edition_id)
    rows = Edition.objects.select_for_update(of=("self",)).select_related("site__unit", "mirrors")
    return rows.get(pk=edition_id)


def _visible(rows: QuerySet[AnyRow], key: int) -> AnyRow:
    """Return a row that the person may see. :raises NotVisible: there is none."""
    row = rows.filter(pk=key).first()
    if row is None:
        raise NotVisible(f"row {key}")
    return row


def _wake_columns(column_ids: Iterable[int], actor: Person, at: datetime) -> None:
    wakes = Wakes(at, actor.person_key)
    rows = list(PublishedColumn.objects.filter(pk__in=sorted(column_ids), is_shown=True))
    wakes.lock({row.site_id for row in rows})
    for row in rows:
        page = PageSpec(head_path(row.path), str(row.pk), row.pk)
        wakes.page(row.site_id, "column", page, TargetLane.OWN)
    if rows:
        follow_up(wakes)


def _wake_articles(article_ids: Iterable[int], actor: Person, at: datetime) -> None:
    wakes = Wakes(at, actor.person_key)
    rows = list(Address.objects.filter(article__in=sorted(article_ids), is_live=True))
    wakes.lock({row.site_id for row in rows})
    for row in rows:
        page = PageSpec(row.path, str(row.article_id), row.column_id)
        wakes.page(row.site_id, "article", page, TargetLane.OWN)
    if rows:
        follow_up(wakes)


def _of_columns(twin: ColumnTwin) -> dict[str, JSON]:
    return {"column": twin.column_id, "original": twin.original_id, "is_core": twin.is_core}


def _of_articles(twin: ArticleTwin) -> dict[str, JSON]:
    return {"article": twin.article_id, "original": twin.original_id}


def _record(
    code: str, edition: Edition, actor: Person, at: datetime, payload: Mapping[str, JSON]
) -> None:
    site = edition.site
    record_event(
        code=code, subject=edition.subject, actor=actor.person_key, at=at, unit=site.unit.code,
        site=site.code, payload=dict(payload),
    )  # fmt: skip
