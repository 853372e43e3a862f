"""Store the words of an article as a template, begin articles with one, delete one."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from mingtang.editorial.content.actions.articles import BELONGS_TO_ONE, create_article
from mingtang.editorial.content.actions.fields import fields_from, fields_of, stored
from mingtang.editorial.content.files import pinned_files
from mingtang.editorial.content.models import Article, ArticleTemplate
from mingtang.editorial.content.models.templates import EDIT, WRITE
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.ground.foundation.text import has_words
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.spine.events.actions import record_event


def store_template(
    *, actor: Person, at: datetime, article_id: int, name: str, is_for_all: bool = False
) -> ArticleTemplate:
    """Store the words of an article that the actor may see as a template of its unit, or for all units.

    Numbers, dates, validity and relations belong to the one article and are left out. The same name
    in the unit again is another text of that template.

    :raises NotVisible: there is no article that the actor may see.
    :raises Refused: no right to write for the unit, for all units not of the desk, or no name.
    """
    article = Article.objects.visible_to(actor, at=at).filter(pk=article_id).first()
    if article is None:
        raise NotVisible(f"article {article_id}")
    may_write = authority.may(actor, WRITE, unit=article.unit.code, at=at)
    unit = article.unit if may_write else actor.unit
    with transaction.atomic():
        (_may_store(actor, unit, article.site, at, is_for_all=is_for_all) & _named(name)).require()
        fields = replace(fields_of(article), **BELONGS_TO_ONE, author="", editor="")
        data = stored(fields)
        template, _ = ArticleTemplate.objects.update_or_create(
            unit=unit,
            name=name,
            defaults={
                "site": article.site,
                "kind_label": article.kind_label,
                "is_for_all": is_for_all,
                "data": data,
                "files": pinned_files(data["body"]),
                "stored_by": actor,
                "stored_at": at,
            },
        )
        _record("content.template.stored", template, actor, at)
        return template


def delete_template(*, actor: Person, at: datetime, template_id: int) -> None:
    """Delete a template; articles that began with it stay as they are.

    :raises NotVisible: there is none that the actor may see.
    :raises Refused: it is of another unit, or for all units and the actor is not of the desk.
    """
    with transaction.atomic():
        template = _visible(actor, at, template_id)
        may_delete_template(actor, template, at=at).require()
        _record("content.template.deleted", template, actor, at)
        template.delete()


def may_delete_template(actor: Person, template: ArticleTemplate, *, at: datetime) -> Decision:
    """Answer whether a person may delete a template: its unit one of its own, the desk one for all."""
    return _may_store(actor, template.unit, template.site, at, is_for_all=template.is_for_all)


def _may_store(
    actor: Person, unit: Unit, site: GovSite, at: datetime, *, is_for_all: bool
) -> Decision:
    if is_for_all:
        return authority.may(actor, EDIT, site=site.code, at=at)
    return authority.may(actor, WRITE, unit=unit.code, at=at)


def create_from_template(*, actor: Person, at: datetime, template_id: int) -> Article:
    """Start a draft of the actor's own unit with the words of a template; closed columns are left out.

    :raises NotVisible: there is none that the actor may see.
    :raises Refused: without the right to write for the unit.
    """
    template = _visible(actor, at, template_id, is_locked=False)
    fields = fields_from(template.data)
    open_columns = Column.objects.filter(pk__in=fields.wanted_columns, state="open")
    fields = replace(
        fields, author=actor.name, wanted_columns=list(open_columns.values_list("pk", flat=True))
    )
    return create_article(actor=actor, at=at, unit=actor.unit, site=template.site, fields=fields)


def _named(name: str) -> Decision:
    return YES if has_words(name) else no("content.template_unnamed", "请写模板名称。", "name")


def _visible(
    actor: Person, at: datetime, template_id: int, *, is_locked: bool = True
) -> ArticleTemplate:
    rows = ArticleTemplate.objects.all()
    if is_locked:
        rows = rows.select_for_update(of=("self",))
    seen = ArticleTemplate.objects.visible_to(actor, at=at).filter(pk=template_id)
    found = rows.select_related("unit", "site").filter(pk__in=seen.values("pk")).first()
    if found is None:
        raise NotVisible(f"template {template_id}")
    return found


def _record(code: str, template: ArticleTemplate, actor: Person, at: datetime) -> None:
    record_event(
        code=code,
        subject=template.subject,
        actor=actor.person_key,
        at=at,
        unit=template.unit.code,
        site=template.site.code,
        payload={"is_for_all": template.is_for_all},
    )
