"""The editorial fields of an article: what one revision stores, and how it is kept tidy."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import DateField

from mingtang.editorial.content.body import blocks_of, clean_body
from mingtang.editorial.content.enums import ArticleKind, RelationKind
from mingtang.editorial.content.models import Article
from mingtang.editorial.content.policies import declared, interpretation, readiness
from mingtang.editorial.content.queries import (
    asked_fields,
    asks_area,
    extra_fields_of,
    plan_fields,
)
from mingtang.editorial.reading import document_numbers
from mingtang.editorial.sites.models import Column
from mingtang.ground.foundation.decisions import Decision
from mingtang.ground.foundation.text import one_line, visible


@dataclass(frozen=True)
class EditorialFields:
    """What an editor may write; one revision stores all of it."""

    kind: ArticleKind
    title: str
    body: Sequence[Mapping[str, Any]] = field(default_factory=list)
    content_class: str = "ordinary"
    is_important: bool = False
    is_urgent: bool = False
    subtitle: str = ""
    summary: str = ""
    keywords: str = ""
    source: str = ""
    author: str = ""
    editor: str = ""
    happened_on: date | None = None
    first_released_on: date | None = None
    document_number: str = ""
    index_number: str = ""
    issuing_office: str = ""
    topic_class: str = ""
    document_date: date | None = None
    legal_level: str = ""
    force: str = ""
    lapses_on: date | None = None
    interpretation_form: str = ""
    interprets_id: int | None = None
    is_key_policy: bool = False
    policy_area: str = ""
    interpretation_plan: Mapping[str, str] = field(default_factory=dict)
    relations: Sequence[Mapping[str, Any]] = field(default_factory=list)
    extras: Mapping[str, str] = field(default_factory=dict)
    wanted_columns: list[int] = field(default_factory=list)


FIELD_NAMES = tuple(EditorialFields.__dataclass_fields__)
# Those that are columns of the article's own row; the proposed columns are rows beside it.
COLUMN_NAMES = tuple(name for name in FIELD_NAMES if name != "wanted_columns")
_DATES = tuple(
    name for name in COLUMN_NAMES if isinstance(Article._meta.get_field(name), DateField)
)


def fields_of(article: Article) -> EditorialFields:
    """Return the editorial fields of the working copy."""
    values = {name: getattr(article, name) for name in COLUMN_NAMES if name not in {"body", "kind"}}
    return EditorialFields(
        kind=ArticleKind(article.kind),
        body=blocks_of(article.body),
        wanted_columns=wanted_columns_of(article),
        **values,
    )


def wanted_columns_of(article: Article) -> list[int]:
    """Return the ids of the columns that the unit proposes, in ascending order."""
    rows = article.wanted_columns.order_by("pk") if article.pk else Column.objects.none()
    return list(rows.values_list("pk", flat=True))


def tidied(fields: EditorialFields) -> EditorialFields:
    """Return the fields in one line each, with the number normalised and the body cleaned."""
    values = {name: getattr(fields, name) for name in FIELD_NAMES}
    for name, value in values.items():
        if isinstance(value, str):
            values[name] = one_line(value) if name != "summary" else visible(value).strip()
    values["kind"] = ArticleKind(fields.kind)
    values["document_number"] = document_numbers.normalised(values["document_number"])
    values["body"] = clean_body(fields.body)
    values["wanted_columns"] = sorted(set(fields.wanted_columns))
    for name in ("interpretation_plan", "extras"):
        values[name] = declared.tidied(values[name])
    values["relations"] = [_relation(one) for one in fields.relations]
    return EditorialFields(**values)


def _relation(one: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored of a relation: its kind, the document, or words for one not online."""
    kind = RelationKind(str(one["kind"])).value
    document = int(one.get("document") or 0)
    return {
        "kind": kind,
        "document": document,
        "words": one_line(str(one.get("words") or ""))[:200],
    }


def stored(fields: EditorialFields) -> dict[str, Any]:
    """Return the fields as a revision stores them."""
    data = asdict(
        replace(
            fields,
            interpretation_plan=dict(fields.interpretation_plan),
            extras=dict(fields.extras),
        )
    )
    for name, value in data.items():
        if isinstance(value, date):
            data[name] = value.isoformat()
    return data


def fields_from(data: Mapping[str, Any]) -> EditorialFields:
    """Return the fields that a revision stores: the inverse of :func:`stored`."""
    values = {name: data[name] for name in FIELD_NAMES if name in data}
    for name in _DATES:
        values[name] = date.fromisoformat(values[name]) if values.get(name) else None
    values["relations"] = [_relation(one) for one in values.get("relations", ())]
    return EditorialFields(**(values | {"kind": ArticleKind(data["kind"])}))


def draft_of(fields: EditorialFields) -> readiness.Draft:
    """Return the fields as the readiness policies see them."""
    return readiness.Draft(
        kind=fields.kind,
        title=fields.title,
        source=fields.source,
        author=fields.author,
        body=list(fields.body),
        document_number=fields.document_number,
        issuing_office=fields.issuing_office,
        document_date=fields.document_date,
        happened_on=fields.happened_on,
    )


def may_go_on(article: Article, *, at: datetime) -> Decision:
    """Answer whether the working copy has all that the next person needs, by the rules in force.

    Source: 宣政办〔2015〕 二（三） (XC-05): the plan of interpretation goes with the draft.
    """
    fields = fields_of(article)
    decision = readiness.may_go_on(draft_of(fields))
    values = {name: getattr(fields, name) for name in FIELD_NAMES}
    told = {reason.field for reason in decision.reasons}
    asked = [one for one in asked_fields(article.unit.code, at=at) if one[0] not in told]
    decision &= readiness.has_asked_fields(values, asked)
    decision &= declared.complete(extra_fields_of(article), fields.extras, "extras")
    if fields.kind is not ArticleKind.POLICY:
        return decision
    unit = article.unit.code
    is_old = fields.first_released_on is not None or article.imported_from.exists()
    is_asked = not is_old and asks_area(unit, at=at)  # what was online elsewhere is not announced
    decision &= interpretation.area_is_told(fields.policy_area, is_asked=is_asked)
    plan = plan_fields(unit, at=at) if fields.is_key_policy else ()
    return decision & declared.complete(plan, fields.interpretation_plan, "interpretation_plan")


def apply_fields(article: Article, fields: EditorialFields) -> None:
    """Set the fields on a row; the caller saves it, and then the proposed columns."""
    for name in COLUMN_NAMES:
        if name != "body":
            setattr(article, name, getattr(fields, name))
    body_field: Any = Article._meta.get_field("body")
    article.body = body_field.to_python(list(fields.body))
