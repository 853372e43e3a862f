"""What a released document does to others: their validity, their banner, the links both ways."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from mingtang.editorial.content.enums import ArticleKind, Force
from mingtang.editorial.content.models import Article, Release
from mingtang.editorial.pages.engine.lanes import make_own_pages
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.publishing.engine.listing import sync_articles
from mingtang.editorial.publishing.models import PolicyRelation
from mingtang.editorial.publishing.policies.relations import force_after
from mingtang.ground.foundation.clock import beijing_date
from mingtang.spine.events.actions import record_event

LAPSED_AT_ONCE = 200


def sync_relations(
    article: Article, wanted: Sequence[Mapping[str, Any]], wakes: Wakes, *, at: datetime
) -> None:
    """Bring the relations of an article up to its released text, and the documents they name.

    Must run in the transaction of the release: the review of the text is the review of what it
    does to the others.
    """
    rows = {(row.kind, row.target_id, row.words): row for row in article.relations_from.all()}
    keys = {
        (str(one["kind"]), one["document"] or None, str(one["words"])): one
        for one in wanted
        if article.kind == ArticleKind.POLICY
    }
    gone = [row for key, row in rows.items() if key not in keys]
    PolicyRelation.objects.filter(pk__in=[row.pk for row in gone]).delete()
    for kind, target_id, words in keys.keys() - rows.keys():
        row = PolicyRelation(article=article, kind=kind, target_id=target_id, words=words)
        row.force_before = _force_of(target_id)
        row.save()
    targets = {key[1] for key in rows.keys() ^ keys.keys() if key[1]}
    before = {row.target_id: row.force_before for row in gone}
    for target_id in sorted(pk for pk in targets if pk):
        _settle(target_id, before.get(target_id, ""), wakes, at=at, by=article)


def _force_of(article_id: int | None) -> str:
    rows = Release.objects.filter(pk=article_id or 0)
    return rows.values_list("force", flat=True).first() or ""


def effective_force(article_id: int, stated: str) -> str:
    """Return the validity of a document: what its own text states, and what others did to it since."""
    kinds = PolicyRelation.objects.filter(target=article_id).values_list("kind", flat=True)
    return force_after(stated, set(kinds))


def _settle(target_id: int, before: str, wakes: Wakes, *, at: datetime, by: Article | None) -> None:
    release = (
        Release.objects.select_for_update(of=("self",))
        .select_related("revision", "article__unit", "article__site")
        .filter(pk=target_id)
        .first()
    )
    if release is None:
        return
    stated = release.revision.data.get("force", "") if release.revision else before
    _set_force(release, effective_force(target_id, stated), wakes, at=at, by=by)
    sync_articles([target_id], wakes, changed=True)  # the link back, whatever the validity


def _set_force(
    release: Release, force: str, wakes: Wakes, *, at: datetime, by: Article | None
) -> bool:
    if release.force == force:
        return False
    before, release.force, release.changed_at = release.force, force, at
    release.save(update_fields=["force", "changed_at"])
    Article.objects.filter(pk=release.pk).update(force=force)
    record_event(
        code="publishing.article.force_changed",
        subject=release.article.subject,
        actor="system",
        at=at,
        unit=release.article.unit.code,
        site=release.article.site.code,
        payload={"from": before, "to": force, "by": by.pk if by else 0},
    )
    return True


def lapse_due(at: datetime) -> int:
    """Mark the documents online as lapsed whose day of lapsing has come; return how many.

    The day stands in the reviewed text, so that no act is needed. A repealed one stays repealed.
    """
    today: date = beijing_date(at)
    rows = Release.objects.filter(
        is_live=True, kind=ArticleKind.POLICY.value, lapses_on__lte=today
    ).exclude(force__in=[Force.LAPSED.value, Force.REPEALED.value])
    ids: Iterable[int] = list(rows.order_by("pk").values_list("pk", flat=True)[:LAPSED_AT_ONCE])
    return sum(_lapse(pk, at) for pk in ids)


def _lapse(article_id: int, at: datetime) -> int:
    with transaction.atomic():
        release = (
            Release.objects.select_for_update(of=("self",))
            .select_related("article__unit", "article__site")
            .get(pk=article_id)
        )
        wakes = Wakes(at, "system")
        done = _set_force(release, Force.LAPSED.value, wakes, at=at, by=None)
        sync_articles([article_id], wakes, changed=True)
        wakes.flush()
        own = tuple(wakes.own_ids)
        transaction.on_commit(lambda: make_own_pages(own, at), robust=True)
    return int(done)
