"""Reads about articles that serve more than one caller."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from mingtang.editorial.content.body import blocks_of, clean_body
from mingtang.editorial.content.enums import ArticleKind, FieldSort, PlacementState
from mingtang.editorial.content.models import (
    Article,
    ArticleStatus,
    ExtraField,
    ImportBatch,
    ImportedFile,
    Revision,
)
from mingtang.editorial.content.policies import declared
from mingtang.editorial.content.policies.accessibility import accessibility_remarks, unnamed
from mingtang.editorial.content.policies.declared import DeclaredField
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.ground.foundation.remembering import remembered
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema.gates import Companion, RequiredFields, ReviewList
from mingtang.institution.regulations.schema.registers import Register

ASKED = "article.required_fields"
PLAN, COMPANION = "interpretation.plan_fields", "interpretation.with_policy"
FORMS = "interpretation.forms"


def article_for(actor: Person, article_id: int, *, at: datetime) -> Article:
    """Return an article that a person may see; absent and forbidden answer alike.

    :raises NotVisible: when there is none.
    """
    article = (
        Article.objects.visible_to(actor, at=at)
        .select_related("unit", "site", "revision")
        .filter(pk=article_id)
        .first()
    )
    if article is None:
        raise NotVisible(f"article {article_id}")
    return article


def visible_documents(person: Person, at: datetime) -> QuerySet[Article]:
    """Return the policy documents that a person may name as explained by an interpretation."""
    return Article.objects.visible_to(person, at=at).filter(kind=ArticleKind.POLICY.value)


def authors_of(article: Article) -> frozenset[str]:
    """Return the keys of all who wrote or changed the words of an article."""
    return authors_by_article([article])[article.pk]


def authors_by_article(articles: Sequence[Article]) -> dict[int, frozenset[str]]:
    """Return the keys of all who wrote or changed the words, by article."""
    found: dict[int, set[str]] = {article.pk: set() for article in articles}
    for article in articles:
        if article.created_by_id:
            found[article.pk].add(f"person:{article.created_by_id}")
    savers = Revision.objects.filter(article__in=list(found), saved_by__isnull=False)
    for article_id, person_id in savers.values_list("article_id", "saved_by_id").distinct():
        found[article_id].add(f"person:{person_id}")
    return {article_id: frozenset(keys) for article_id, keys in found.items()}


def unnamed_pictures(article: Article) -> int:
    """Return how many pictures of the body have no name (XN-21)."""
    return unnamed(blocks_of(article.body))


def remarks_on(article: Article) -> tuple[str, ...]:
    """Return what would keep a reader from the body of an article, in Chinese."""
    return accessibility_remarks(clean_body(blocks_of(article.body)))


def steps_of(article: Article) -> QuerySet[ArticleStatus]:
    """Return the way of an article so far, oldest first."""
    return article.statuses.select_related("actor", "revision", "reason").order_by("id")


def first_portal() -> GovSite | None:
    """Return the open portal that comes first: what a new article is meant for unless chosen otherwise."""
    portals = GovSite.objects.filter(state="open", kind="portal").select_related("operating_unit")
    return remembered("first_portal", portals.order_by("position", "id").first)


def content_classes(unit_code: str, *, at: datetime) -> dict[str, str]:
    """Return the content classes of the pack in force for a unit, code → Chinese label."""
    rules = rules_for(unit_path(unit_code), at)
    if "review.list" not in rules:
        return {"ordinary": "一般信息"}
    listed = rules.rule("review.list", ReviewList)
    return {name: entry.label for name, entry in listed.classes.items()}


def asked_fields(unit_code: str, *, at: datetime) -> tuple[tuple[str, str], ...]:
    """Return the fields that an article must have by the rules in force for a unit, as (name, label).

    Source: 兴市府办〔2014〕19号 第十二条 (XN-05): complete, with source and time of release.
    """
    rules = rules_for(unit_path(unit_code), at)
    if ASKED not in rules:
        return ()
    return tuple((one.name, one.label) for one in rules.rule(ASKED, RequiredFields).fields)


def plan_fields(unit_code: str, *, at: datetime) -> tuple[DeclaredField, ...]:
    """Return what a plan of interpretation says by the rules in force for a unit; empty without such rules.

    Source: 宣政办〔2015〕 二（三） (XC-05): content, form, channel.
    """
    rules = rules_for(unit_path(unit_code), at)
    if PLAN not in rules:
        return ()
    asked = rules.rule(PLAN, RequiredFields).fields
    return tuple(
        DeclaredField(one.name, one.label, FieldSort.LONG, is_required=True) for one in asked
    )


def plan_of(article: Article, *, at: datetime) -> list[tuple[str, str]]:
    """Return what the plan of interpretation of an article says, each with its name."""
    return declared.shown(plan_fields(article.unit.code, at=at), article.interpretation_plan)


def extra_fields(
    site_id: int, *, kind: str, column_ids: Collection[int]
) -> tuple[DeclaredField, ...]:
    """Return the fields that an office declared for a kind of articles of a site and for columns."""
    asked = Q(site=site_id, kind=kind) | Q(column__in=list(column_ids))
    rows = ExtraField.objects.active().filter(asked).order_by("position", "pk")
    return tuple(row.declared for row in rows)


def extra_fields_of(article: Article) -> tuple[DeclaredField, ...]:
    """Return the declared fields of an article: of its kind, its wanted columns and its places."""
    wanted = set(article.wanted_columns.values_list("pk", flat=True))
    places = article.placements.filter(state__in=[PlacementState.OFFERED, PlacementState.ACCEPTED])
    wanted.update(places.values_list("column_id", flat=True))
    return extra_fields(article.site_id, kind=article.kind, column_ids=wanted)


def extras_of(article: Article) -> list[tuple[str, str]]:
    """Return what the declared fields of an article say, each with its name."""
    return declared.shown(extra_fields_of(article), article.extras)


def companion_rule(unit_code: str, *, at: datetime) -> Companion | None:
    """Return the rule by which an interpretation goes online with its policy, none where none holds."""
    rules = rules_for(unit_path(unit_code), at)
    return rules.rule(COMPANION, Companion) if COMPANION in rules else None


def asks_area(unit_code: str, *, at: datetime) -> bool:
    """Tell whether a unit has to say what a policy document is about."""
    rule = companion_rule(unit_code, at=at)
    return rule is not None and "topic" in rule.applies_when


def interpretation_forms(unit_code: str, *, at: datetime) -> tuple[str, ...]:
    """Return the ways to interpret a policy that the rules in force for a unit name, in Chinese.

    Source: 宣政办〔2015〕 二（三） (XC-07); 国办发〔2014〕57号（四） (GB-02); 六政办 2016 三（二） (LA-08).
    """
    rules = rules_for(unit_path(unit_code), at)
    if FORMS not in rules:
        return ()
    return tuple(entry.label for entry in rules.rule(FORMS, Register).entries)


@dataclass(frozen=True)
class ImportCounts:
    """How many files of a batch stand where."""

    doubtful: int
    ready: int
    sent: int
    not_taken: int
    repeated: int


def import_counts(batch: ImportBatch) -> ImportCounts:
    """Count the files of a batch by what is to be done with them."""
    rows = ImportedFile.objects.filter(batch=batch)
    return ImportCounts(
        doubtful=rows.doubtful().count(),
        ready=rows.ready().count(),
        sent=rows.sent().count(),
        not_taken=rows.not_taken().count(),
        repeated=rows.repeated().count(),
    )


def next_doubtful(batch: ImportBatch, *, after: int = 0) -> ImportedFile | None:
    """Return the next file of a batch to look at, the one after the last being the first."""
    rows = ImportedFile.objects.filter(batch=batch).doubtful().order_by("pk")
    return rows.filter(pk__gt=after).first() or rows.exclude(pk=after).first()
