"""Editions in other languages: set-up; columns and articles matched, checked and unmatched."""

from dataclasses import replace
from typing import Any

from mingtang.editorial.editions import actions
from mingtang.editorial.editions.models import ArticleTwin, ColumnTwin, Edition
from mingtang.editorial.pages.models import Run, Target
from mingtang.editorial.sites.enums import SiteLanguage
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.institution.organization.models import Person
from tests.actions.spec import Case
from tests.factories.editions import english_edition, english_news, english_site, fields
from tests.factories.publishing import published_article, ready_article
from tests.factories.sites import ColumnFactory

WRONG = ("officer", "stranger", "auditor", "portal_leader")


def _declaring(cast: Any, at: Any) -> dict[str, Any]:
    published_article(cast, at, columns=[cast.news])
    return {"site_id": english_site(cast).pk, "fields": fields(cast)}


def _with(**changes: Any) -> Any:
    def prepare(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
        return {"fields": replace(given["fields"], **changes)}

    return prepare


def _nobody_there(cast: Any, at: Any, given: Any) -> None:
    Person.objects.filter(pk=cast.second_desk.pk).update(is_active=False)


def _chinese(cast: Any, at: Any, given: Any) -> None:
    rows = GovSite.objects.filter(pk=given["site_id"])
    rows.update(language=SiteLanguage.CHINESE.value)


def _second_edition(cast: Any, at: Any, given: Any) -> None:
    other = english_site(cast, code="english-2", domain="en2.mingzhou.gov.cn")
    actions.declare_edition(actor=cast.operator, at=at, site_id=other.pk, fields=fields(cast))


def _columns(cast: Any, at: Any) -> dict[str, Any]:
    edition = english_edition(cast, at)
    column = english_news(edition.site)
    return {
        "edition_id": edition.pk, "column_id": column.pk, "original_id": cast.news.pk,
        "is_core": True,
    }  # fmt: skip


def _other_column(cast: Any, at: Any, given: dict[str, Any]) -> None:
    site = Column.objects.get(pk=given["column_id"]).site
    other = ColumnFactory(site=site, code="other", name="Other")
    actions.match_column(
        actor=cast.desk_editor, at=at, edition_id=given["edition_id"], column_id=other.pk,
        original_id=cast.news.pk, is_core=True,
    )  # fmt: skip


def _matched_columns(cast: Any, at: Any) -> dict[str, Any]:
    given = _columns(cast, at)
    return {"twin_id": actions.match_column(actor=cast.desk_editor, at=at, **given).pk}


def _articles(cast: Any, at: Any) -> dict[str, Any]:
    edition = english_edition(cast, at)
    column = english_news(edition.site)
    original = published_article(cast, at, columns=[cast.news])
    here = published_article(cast, at, columns=[column], site=edition.site, title="News")
    return {
        "edition_id": edition.pk, "article_id": here.article_id,
        "original_id": original.article_id,
    }  # fmt: skip


def _other_article(cast: Any, at: Any, given: dict[str, Any]) -> None:
    edition = Edition.objects.get()
    other = ready_article(cast, at, columns=[], site=edition.site, title="Other")
    taken = {**given, "article_id": other.pk}
    actions.match_article(actor=cast.desk_editor, at=at, **taken)


def _matched_articles(cast: Any, at: Any) -> dict[str, Any]:
    given = _articles(cast, at)
    return {"twin_id": actions.match_article(actor=cast.desk_editor, at=at, **given).pk}


def _woken(cast: Any, twin: ArticleTwin) -> bool:
    keys = {str(twin.article_id), str(twin.original_id)}
    return set(Target.objects.filter(kind="article").values_list("key", flat=True)) >= keys


CASES = (
    Case(
        actions.declare_edition,
        "operator",
        _declaring,
        "editions.declared",
        lambda cast, row, _: (
            row.mirrors == cast.portal
            and row.keepers.count() == 2
            and Run.objects.filter(site=cast.portal).exists()
        ),
        (*WRONG, "desk_editor"),
        {
            "editions.not_foreign": _chinese,
            "editions.mirrors_foreign": _with(mirrors_id=10**9),
            "editions.language_taken": _second_edition,
            "editions.no_updater": _with(updater_ids=[]),
            "editions.no_reviewer": _with(reviewer_ids=[]),
            "editions.person_gone": _nobody_there,
        },
    ),
    Case(
        actions.match_column,
        "desk_editor",
        _columns,
        "editions.column.matched",
        lambda cast, row, _: row.is_core and row.original == cast.news,
        WRONG,
        {
            "editions.not_here": lambda cast, at, _: {"column_id": cast.edu_news.pk},
            "editions.not_original": lambda cast, at, _: {"original_id": cast.edu_news.pk},
            "editions.taken": _other_column,
        },
    ),
    Case(
        actions.unmatch_column,
        "desk_editor",
        _matched_columns,
        "editions.column.unmatched",
        lambda cast, _, given: not ColumnTwin.objects.exists(),
        WRONG,
        stateless="a pair that is there can always be taken apart",
    ),
    Case(
        actions.match_article,
        "desk_editor",
        _articles,
        "editions.article.matched",
        lambda cast, row, _: row.named_by == cast.desk_editor and _woken(cast, row),
        WRONG,
        {
            "editions.not_here": lambda cast, at, given: {"article_id": given["original_id"]},
            "editions.not_original": lambda cast, at, given: {"original_id": given["article_id"]},
            "editions.taken": _other_article,
        },
    ),
    Case(
        actions.check_article,
        "desk_editor",
        _matched_articles,
        "editions.article.checked",
        lambda cast, row, _: row.checked_by == cast.desk_editor,
        WRONG,
        stateless="a translation can be compared with its original at any time",
    ),
    Case(
        actions.unmatch_article,
        "desk_editor",
        _matched_articles,
        "editions.article.unmatched",
        lambda cast, _, given: not ArticleTwin.objects.exists(),
        WRONG,
        stateless="a pair that is there can always be taken apart",
    ),
)
