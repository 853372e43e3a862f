"""What the keys of events and promises stand for, in the rooms that there are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from mingtang.editorial.content.models import Article
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.institution.organization.models import Person, Unit
from mingtang.workbench.backoffice.models import Export
from mingtang.workbench.backoffice.subjects import Subject, register_subject


def _numbers(rests: list[str]) -> list[int]:
    return [int(rest) for rest in rests if rest.isdecimal() and len(rest) < 19]


def _units(codes: list[str], person: Person, at: datetime) -> Mapping[str, Subject]:
    rows = Unit.objects.visible_to(person, at).filter(code__in=codes)
    return {
        row.code: Subject(row.name, reverse("organization:unit", args=[row.code])) for row in rows
    }


def _people(rests: list[str], person: Person, at: datetime) -> Mapping[str, Subject]:
    rows = Person.objects.visible_to(person, at).filter(pk__in=_numbers(rests))
    return {
        str(row.pk): Subject(row.name, reverse("organization:person", args=[row.pk]))
        for row in rows
    }


def _sites(codes: list[str], person: Person, at: datetime) -> Mapping[str, Subject]:
    rows = GovSite.objects.visible_to(person, at).filter(code__in=codes)
    return {row.code: Subject(row.name, reverse("sites:site", args=[row.code])) for row in rows}


def _columns(rests: list[str], person: Person, at: datetime) -> Mapping[str, Subject]:
    rows = Column.objects.visible_to(person, at).filter(pk__in=_numbers(rests))
    return {
        str(row.pk): Subject(f"{row.site.name}·{row.name}", reverse("sites:column", args=[row.pk]))
        for row in rows.select_related("site")
    }


def _articles(rests: list[str], person: Person, at: datetime) -> Mapping[str, Subject]:
    rows: Any = Article.objects.visible_to(person, at=at).filter(pk__in=_numbers(rests))
    return {
        str(row.pk): Subject(row.title, reverse("content:show", args=[row.pk]))
        for row in rows.only("pk", "title")
    }


def _exports(rests: list[str], person: Person, at: datetime) -> Mapping[str, Subject]:
    rows = Export.objects.visible_to(person, at=at).filter(pk__in=_numbers(rests))
    return {str(row.pk): Subject(row.title, reverse("desk:exports")) for row in rows}


register_subject("unit", "单位", _units)
register_subject("person", "人员", _people)
register_subject("site", "网站", _sites)
register_subject("column", "栏目", _columns)
register_subject("article", "稿件", _articles)
register_subject("export", "导出", _exports)
