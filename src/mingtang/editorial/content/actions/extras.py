"""Declare, change and retire the extra fields of columns and kinds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.editorial.content.enums import ArticleKind, FieldSort
from mingtang.editorial.content.models import ExtraField
from mingtang.editorial.content.policies.declared import may_declare
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.ground.foundation.text import one_line, visible
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event

MANAGE = "sites.manage_columns"


@dataclass(frozen=True)
class ExtraFieldWords:
    """What of an extra field can be changed later."""

    label: str
    choices: str = ""  # one a line
    help_text: str = ""
    is_required: bool = False
    position: int = 0


def declare_extra_field(
    *,
    actor: Person,
    at: datetime,
    site_id: int,
    sort: FieldSort,
    words: ExtraFieldWords,
    column_id: int | None = None,
    kind: ArticleKind | None = None,
) -> ExtraField:
    """Declare a field for the articles of a column, or for those of a kind on the whole site.

    :raises Refused: no right to manage the columns of the site, no name, a choice without options, a
        name that is taken, or not exactly one of column and kind.
    :raises NotVisible: there is no such site or column for this person.
    """
    with transaction.atomic():
        site = GovSite.objects.visible_to(actor, at=at).filter(pk=site_id).first()
        column = Column.objects.filter(pk=column_id or 0, site=site_id).first()
        if site is None or (column_id is not None and column is None):
            raise NotVisible(f"site {site_id}, column {column_id}")
        tidy = _tidied(words)
        decision = authority.may(actor, MANAGE, site=site.code, at=at)
        same = ExtraField.objects.active().filter(site=site, column=column, kind=kind or "")
        decision &= may_declare(
            label=tidy["label"],
            sort=sort,
            choices=tidy["choices"],
            is_known=same.filter(label=tidy["label"]).exists(),
            is_of_one=(column is None) != (kind is None),
        )
        decision.require()
        row = ExtraField.objects.create(
            site=site,
            column=column,
            kind=kind.value if kind else "",
            sort=sort.value,
            declared_by=actor,
            declared_at=at,
            **tidy,
        )
        _record("declared", row, actor, at)
    return row


def change_extra_field(
    *, actor: Person, at: datetime, field_id: int, words: ExtraFieldWords
) -> ExtraField:
    """Change name, options, help, place, or whether a field has to be filled in; what is written stays.

    :raises NotVisible: there is no such field that the person manages.
    """
    with transaction.atomic():
        row, tidy = _locked(actor, at, field_id), _tidied(words)
        same = ExtraField.objects.active().filter(site=row.site, column=row.column, kind=row.kind)
        may_declare(
            label=tidy["label"],
            sort=FieldSort(row.sort),
            choices=tidy["choices"],
            is_known=same.filter(label=tidy["label"]).exclude(pk=row.pk).exists(),
            is_of_one=True,
        ).require()
        changed = sorted(name for name, value in tidy.items() if getattr(row, name) != value)
        if not changed:
            return row
        for name in changed:
            setattr(row, name, tidy[name])
        row.save(update_fields=changed)
        _record("changed", row, actor, at)
    return row


def retire_extra_field(*, actor: Person, at: datetime, field_id: int) -> ExtraField:
    """Ask for a field no longer; what articles hold under it stays in their texts. A repeat is harmless.

    :raises NotVisible: there is no such field that the person manages.
    """
    with transaction.atomic():
        row = _locked(actor, at, field_id)
        if row.is_active:
            row.is_active = False
            row.save(update_fields=["is_active"])
            _record("retired", row, actor, at)
    return row


def _locked(actor: Person, at: datetime, field_id: int) -> ExtraField:
    seen = ExtraField.objects.visible_to(actor, at=at).filter(pk=field_id)
    rows = ExtraField.objects.select_for_update(of=("self",)).select_related("site", "column")
    row = rows.filter(pk__in=seen.values("pk")).first()
    if row is None:
        raise NotVisible(f"extra field {field_id}")
    return row


def _tidied(words: ExtraFieldWords) -> dict[str, Any]:
    options = (one_line(line) for line in visible(words.choices).splitlines())
    return {
        "label": one_line(words.label)[:40],
        "choices": "\n".join(dict.fromkeys(one for one in options if one)),
        "help_text": one_line(words.help_text)[:100],
        "is_required": words.is_required,
        "position": words.position,
    }


def _record(what: str, row: ExtraField, actor: Person, at: datetime) -> None:
    record_event(
        code=f"content.extra_field.{what}",
        subject=f"extra_field:{row.pk}",
        actor=actor.person_key,
        at=at,
        unit=row.site.unit.code,
        site=row.site.code,
        payload={"column": row.column_id or 0, "kind": row.kind, "sort": row.sort},
    )
