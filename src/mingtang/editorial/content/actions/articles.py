"""Write, save and move articles."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.editorial.content.actions.fields import (
    COLUMN_NAMES,
    EditorialFields,
    apply_fields,
    draft_of,
    fields_from,
    fields_of,
    stored,
    tidied,
)
from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.editorial.content.files import pinned_files
from mingtang.editorial.content.models import Article, ArticleStatus, MediaUse, Release, Revision
from mingtang.editorial.content.policies import readiness, states
from mingtang.editorial.content.policies.revisions import changed_fields, digest_of
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.ground.foundation.text import has_words
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.spine.events.actions import GivenReason, record_event, record_reason


def create_article(
    *, actor: Person, at: datetime, unit: Unit, site: GovSite, fields: EditorialFields
) -> Article:
    """Start an article of a unit, meant for the desk of a site.

    :raises Refused: without the right to write for the unit, or without a title.
    """
    tidy = tidied(fields)  # before the transaction: it takes time
    with transaction.atomic():
        decision = authority.may(actor, "content.write", unit=unit.code, at=at)
        (decision & readiness.may_save(draft_of(tidy)) & _known_columns(tidy)).require()
        return _start(
            actor=actor,
            at=at,
            unit=unit,
            site=site,
            fields=tidy,
            code="content.article.created",
            payload={},
        )


def import_article(
    *,
    actor: Person,
    at: datetime,
    unit: Unit,
    site: GovSite,
    fields: EditorialFields,
    file_name: str,
) -> Article:
    """Start an article from a file; it goes the same way through review as any other."""
    tidy = tidied(fields)
    with transaction.atomic():
        decision = authority.may(actor, "content.write", unit=unit.code, at=at)
        (decision & readiness.may_save(draft_of(tidy)) & _known_columns(tidy)).require()
        return _start(
            actor=actor,
            at=at,
            unit=unit,
            site=site,
            fields=tidy,
            code="content.article.imported",
            payload={"file": file_name[:200]},
        )


def save_article(
    *,
    actor: Person,
    at: datetime,
    article_id: int,
    version: int,
    fields: EditorialFields,
    note: str = "",
) -> Article:
    """Store a new revision of the working copy; a save without a change makes none.

    `version` is the one the editor started from; a newer one refuses, so that nobody overwrites a
    colleague unseen.
    """
    tidy = tidied(fields)
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        decision = may_edit(actor, article, at=at) & _same_version(article, version)
        (decision & readiness.may_save(draft_of(tidy)) & _known_columns(tidy)).require()
        before = article.revision.data if article.revision else stored(fields_of(article))
        data = stored(tidy)
        changed = changed_fields(before, data)
        if not changed and article.revision is not None:
            return article
        article.version += 1
        article.changed_at = at
        article.revision = _add_revision(article, data, actor=actor, at=at, note=note)
        _save_fields(article, tidy)
        _record(
            article,
            code="content.article.saved",
            actor=actor,
            at=at,
            payload={"kind": article.kind, "revision": article.version, "changed": sorted(changed)},
        )
        return article


def split_off_article(*, actor: Person, at: datetime, article: Article, title: str) -> Article:
    """Make another article of the words of a locked one at the desk, with a title of its own.

    For the room above, in its transaction. The new article is of the same unit and in the hands of
    the desk too; which words go where is for the editor to say in both.

    :raises Refused: when the words may not be changed now, or without a title.
    """
    fields = tidied(replace(fields_of(article), title=title))
    decision = may_edit(actor, article, at=at) & readiness.may_save(draft_of(fields))
    (decision & states.may_move(ArticleState(article.state), ArticleVerb.SPLIT_OFF)).require()
    made = _start(
        actor=actor,
        at=at,
        unit=article.unit,
        site=article.site,
        fields=fields,
        code="content.article.split_off",
        payload={"article": article.pk},
        state=states.state_after(ArticleVerb.SPLIT_OFF),
    )
    ArticleStatus.objects.create(
        article=made,
        revision=made.revision,
        verb=ArticleVerb.SPLIT_OFF.value,
        state=made.state,
        actor=actor,
        at=at,
    )
    return made


def discard_article(*, actor: Person, at: datetime, article_id: int, reason: str) -> Article:
    """Give up a draft; its revisions stay for the record."""
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        authority.may(actor, "content.write", unit=article.unit.code, at=at).require()
        return move_article(article, verb=ArticleVerb.DISCARD, actor=actor, at=at, reason=reason)


def restore_article(*, actor: Person, at: datetime, article_id: int, reason: str) -> Article:
    """Make a discarded article a draft again, with the words that it had."""
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        authority.may(actor, "content.write", unit=article.unit.code, at=at).require()
        return move_article(article, verb=ArticleVerb.RESTORE, actor=actor, at=at, reason=reason)


def copy_article(*, actor: Person, at: datetime, article_id: int) -> Article:
    """Start a draft with the words of an article that the actor may see.

    Numbers, dates, validity and relations belong to the old one and are left out. The draft is of the
    same unit where the actor writes for it, else of the actor's own.

    :raises NotVisible: there is none that the actor may see.
    :raises Refused: without the right to write for the unit.
    """
    rows = Article.objects.visible_to(actor, at=at).select_related("unit", "site")
    old = rows.filter(pk=article_id).first()
    if old is None:
        raise NotVisible(f"article {article_id}")
    may_write = authority.may(actor, "content.write", unit=old.unit.code, at=at)
    fields = replace(fields_of(old), **BELONGS_TO_ONE, author=actor.name)
    return create_article(
        actor=actor, at=at, unit=old.unit if may_write else actor.unit, site=old.site, fields=fields
    )


BELONGS_TO_ONE: dict[str, Any] = {
    **dict.fromkeys(("document_number", "index_number", "force"), ""),
    **dict.fromkeys(("happened_on", "first_released_on", "document_date", "lapses_on")),
    "relations": (),
    "is_urgent": False,
}


def revise_article(*, actor: Person, at: datetime, article_id: int, reason: str) -> Article:
    """Open a published or taken-down article for its unit again; what is online stays as it is."""
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        decision = authority.may(actor, "content.write", unit=article.unit.code, at=at)
        (decision & _reason_given(reason)).require()
        return move_article(article, verb=ArticleVerb.REVISE, actor=actor, at=at, reason=reason)


def correct_article(*, actor: Person, at: datetime, article_id: int, reason: str) -> Article:
    """Open an article for correction at the desk; it passes all gates again before it is shown."""
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        decision = authority.may(actor, "content.edit", site=article.site.code, at=at)
        (decision & _reason_given(reason)).require()
        return move_article(article, verb=ArticleVerb.CORRECT, actor=actor, at=at, reason=reason)


def cancel_correction(*, actor: Person, at: datetime, article_id: int, reason: str) -> Article:
    """Give up the changes to an article that is online; its working copy is the released text again.

    The revision that goes back claims nobody as its author.

    :raises Refused: not in the hands of the unit or desk that asks, nothing online, no reason.
    """
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        release = Release.objects.select_related("revision").filter(pk=article.pk).first()
        state = ArticleState(article.state)
        decision = may_hold(actor, article, at=at) & _reason_given(reason)
        decision &= states.may_move(state, ArticleVerb.CANCEL_CORRECTION)
        is_live = release is not None and release.is_live and release.revision is not None
        (decision & states.may_cancel_correction(is_live=is_live)).require()
        assert release is not None
        assert release.revision is not None
        if article.revision_id != release.revision_id:
            _restore(article, release.revision, at=at)
        given = record_reason(reason)
        move_article(article, verb=ArticleVerb.CANCEL_CORRECTION, actor=actor, at=at, reason=given)
        code = "content.article.correction_cancelled"
        payload = {"kind": article.kind, "revision": article.version}
        _record(article, code=code, actor=actor, at=at, payload=payload, reason=given)
        return article


def may_hold(actor: Person, article: Article, *, at: datetime) -> Decision:
    """Answer whether a person works for those in whose hands an article is: its unit, or the desk."""
    if ArticleState(article.state) in states.EDITABLE_BY_UNIT:
        return authority.may(actor, "content.write", unit=article.unit.code, at=at)
    return authority.may(actor, "content.edit", site=article.site.code, at=at)


def _restore(article: Article, released: Revision, *, at: datetime) -> None:
    article.version += 1
    article.changed_at = at
    note = f"取消更正，恢复为第 {released.number} 版"
    article.revision = _add_revision(article, released.data, actor=None, at=at, note=note)
    _save_fields(article, fields_from(released.data))


def _save_fields(article: Article, fields: EditorialFields) -> None:
    apply_fields(article, fields)
    article.save(update_fields=[*COLUMN_NAMES, "version", "changed_at", "revision"])
    article.wanted_columns.set(fields.wanted_columns)


def move_article(
    article: Article,
    *,
    verb: ArticleVerb,
    actor: Person | None,
    at: datetime,
    reason: GivenReason = None,
) -> Article:
    """Move a locked article along the state table and keep the step.

    For the rooms above: they ask their own policies first. Must run in their transaction, on a row
    that :func:`locked_article` gave.

    :raises Refused: when the state does not allow the verb.
    """
    before = ArticleState(article.state)
    states.may_move(before, verb).require()
    after = states.state_after(verb)
    article.state = after.value
    if after is ArticleState.ARRIVED:
        article.has_arrived = True
    article.save(update_fields=["state", "has_arrived"])
    given = record_reason(reason)
    ArticleStatus.objects.create(
        article=article,
        revision_id=article.revision_id,
        verb=verb.value,
        state=after.value,
        actor=actor,
        at=at,
        reason=given,
    )
    _record(
        article,
        code="content.article.moved",
        actor=actor,
        at=at,
        payload={
            "verb": verb.value,
            "from": before.value,
            "to": after.value,
            "revision": article.version,
        },
        reason=given,
    )
    return article


def locked_article(*, actor: Person | None, at: datetime, article_id: int) -> Article:
    """Return an article for change, locked; absent and invisible answer alike.

    Only the machine itself (no actor) sees everything.

    :raises NotVisible: when there is none that the actor may see.
    """
    rows = Article.objects.all() if actor is None else Article.objects.visible_to(actor, at=at)
    article = (
        Article.objects.select_for_update(of=("self",))
        .select_related("unit", "site")
        .filter(pk=article_id, pk__in=rows.filter(pk=article_id).values("pk"))
        .first()
    )
    if article is None:
        raise NotVisible(f"article {article_id}")
    return article


def locked_article_id(*, actor: Person, at: datetime, article_id: int) -> int:
    """Lock an article without reading it, for what reads it in another way; return its id.

    :raises NotVisible: when there is none that the actor may see.
    """
    seen = Article.objects.visible_to(actor, at=at).filter(pk=article_id).values("pk")
    rows = Article.objects.select_for_update().filter(pk=article_id, pk__in=seen).order_by()
    found = list(rows.values_list("pk", flat=True))
    if not found:
        raise NotVisible(f"article {article_id}")
    return found[0]


def may_edit(actor: Person, article: Article, *, at: datetime) -> Decision:
    """Answer whether a person may change the words now: the unit a draft, the desk what it took."""
    state = ArticleState(article.state)
    if state in states.EDITABLE_BY_UNIT:
        return authority.may(actor, "content.write", unit=article.unit.code, at=at)
    if state in states.EDITABLE_BY_DESK:
        return authority.may(actor, "content.edit", site=article.site.code, at=at)
    return no(
        "content.not_editable",
        f"稿件现在是“{article.stage_label}”，不能修改。需要修改的，请先退回或撤回。",
    )


def _start(
    *,
    actor: Person,
    at: datetime,
    unit: Unit,
    site: GovSite,
    fields: EditorialFields,
    code: str,
    payload: dict[str, Any],
    state: ArticleState = ArticleState.DRAFT,
) -> Article:
    article = Article(
        unit=unit, site=site, created_by=actor, created_at=at, changed_at=at, version=1
    )
    article.state, article.has_arrived = state.value, state is not ArticleState.DRAFT
    apply_fields(article, fields)
    article.save()
    article.revision = _add_revision(article, stored(fields), actor=actor, at=at, note="")
    article.save(update_fields=["revision"])
    article.wanted_columns.set(fields.wanted_columns)
    _record(
        article,
        code=code,
        actor=actor,
        at=at,
        payload={"kind": article.kind, "revision": 1, **payload},
    )
    return article


def _known_columns(fields: EditorialFields) -> Decision:
    """Refuse columns that do not exist or are closed; which sites they are of is the desk's matter."""
    wanted = set(fields.wanted_columns)
    known = Column.objects.filter(pk__in=wanted, state="open").count() if wanted else 0
    if known == len(wanted):
        return YES
    return no("content.unknown_column", "所选栏目不存在或已停用，请重新选择。", "wanted_columns")


def _add_revision(
    article: Article, data: dict[str, Any], *, actor: Person | None, at: datetime, note: str
) -> Revision:
    files = pinned_files(data["body"])
    _note_media(article, files)
    return Revision.objects.create(
        article=article,
        number=article.version,
        data=data,
        files=files,
        digest=digest_of(data | {"files": files}),
        saved_by=actor,
        saved_at=at,
        note=note[:200],
    )


def _note_media(article: Article, keys: Iterable[str]) -> None:
    """Note which pictures and files the working copy shows from now on."""
    wanted = set(keys)
    rows = MediaUse.objects.filter(article=article)
    known = dict(rows.values_list("asset", "is_current"))
    for is_current, changed in (
        (True, [key for key in wanted if known.get(key) is False]),
        (False, [key for key, was_current in known.items() if was_current and key not in wanted]),
    ):
        if changed:
            rows.filter(asset__in=changed).update(is_current=is_current)
    new = sorted(wanted - known.keys())
    MediaUse.objects.bulk_create(MediaUse(article=article, asset=key) for key in new)


def _reason_given(reason: str) -> Decision:
    return YES if has_words(reason) else no("content.reason_missing", "请写明理由。", "reason")


def _same_version(article: Article, version: int) -> Decision:
    if article.version == version:
        return YES
    return no(
        "content.newer_version",
        "在您编辑期间，这篇稿件已被他人保存过。您填写的内容还在本页，请另开窗口对照最新版本后再保存。",
    )


def _record(
    article: Article,
    *,
    code: str,
    actor: Person | None,
    at: datetime,
    payload: dict[str, Any],
    reason: GivenReason = None,
) -> None:
    record_event(
        code=code,
        subject=article.subject,
        actor=actor.person_key if actor else "system",
        at=at,
        unit=article.unit.code,
        site=article.site.code,
        payload=payload,
        reason=reason,
    )
