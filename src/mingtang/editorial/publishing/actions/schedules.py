"""Releases and take-downs at a set minute: due rows in the database, done in the name of who asked."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.editorial.content.actions.articles import locked_article
from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.editorial.content.models import Article, Release
from mingtang.editorial.content.policies.states import may_move
from mingtang.editorial.pages.enums import TakeDownReason
from mingtang.editorial.publishing.actions.articles import publish_article, take_down_article
from mingtang.editorial.publishing.actions.holds import hold_article, is_only_for_files
from mingtang.editorial.publishing.enums import ScheduleState, ScheduleVerb
from mingtang.editorial.publishing.models import Schedule
from mingtang.editorial.publishing.policies.releases import may_schedule, may_take_down
from mingtang.ground.foundation.decisions import Decision, NotVisible, Refused, no
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event, record_reason

_RIGHTS = {
    ScheduleVerb.PUBLISH: "publishing.publish",
    ScheduleVerb.TAKE_DOWN: "publishing.take_down",
}


def schedule_publish(*, actor: Person, at: datetime, article_id: int, due_at: datetime) -> Schedule:
    """Release a reviewed article at a set minute; what is needed for a release is asked again then.

    :raises Refused: no right, not reviewed, or a moment that cannot be set.
    """

    def may(article: Article) -> Decision:
        return may_move(ArticleState(article.state), ArticleVerb.PUBLISH)

    return _schedule(ScheduleVerb.PUBLISH, actor, at, article_id, due_at, {}, may)


def schedule_take_down(
    *,
    actor: Person,
    at: datetime,
    article_id: int,
    due_at: datetime,
    reason: str,
    reason_code: str = TakeDownReason.OUTDATED.value,
    public_reason: str = "",
) -> Schedule:
    """Take down at a set minute an article that is online, or that is scheduled to be by then.

    :raises Refused: no right, not online then, no reason, or a moment that cannot be set.
    """

    def may(article: Article) -> Decision:
        is_live = _is_online_before(article, due_at)
        return may_take_down(is_live=is_live, reason_code=reason_code, reason=reason)

    particulars = {"reason_code": reason_code, "public_reason": public_reason}
    verb = ScheduleVerb.TAKE_DOWN
    return _schedule(verb, actor, at, article_id, due_at, particulars, may, reason)


def _is_online_before(article: Article, moment: datetime) -> bool:
    waiting = Schedule.objects.filter(
        article=article,
        verb=ScheduleVerb.PUBLISH.value,
        state=ScheduleState.WAITING.value,
        due_at__lt=moment,
    )
    return Release.objects.filter(article=article, is_live=True).exists() or waiting.exists()


def _schedule(
    verb: ScheduleVerb,
    actor: Person,
    at: datetime,
    article_id: int,
    due_at: datetime,
    particulars: dict[str, Any],
    may: Callable[[Article], Decision],
    reason: str = "",
) -> Schedule:
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        decision = authority.may(actor, _RIGHTS[verb], site=article.site.code, at=at)
        (decision & may(article) & may_schedule(due_at, at=at)).require()
        given = record_reason(reason)
        row, _ = Schedule.objects.update_or_create(
            article=article,
            verb=verb.value,
            state=ScheduleState.WAITING.value,
            defaults={
                "due_at": due_at,
                "particulars": particulars,
                "reason": given,
                "actor": actor,
                "made_at": at,
            },
        )
        record_event(
            code="publishing.article.scheduled",
            subject=article.subject,
            actor=actor.person_key,
            at=at,
            unit=article.unit.code,
            site=article.site.code,
            payload={"verb": verb.value, "due": due_at.isoformat(), "revision": article.version},
            reason=given,
        )
    return row


def cancel_schedule(*, actor: Person, at: datetime, schedule_id: int) -> Schedule:
    """Cancel what was to happen; a repeat is harmless.

    :raises NotVisible: there is no such schedule for this person.
    :raises Refused: no right, or it has been done.
    """
    with transaction.atomic():
        article_id = (
            Schedule.objects.filter(pk=schedule_id).values_list("article_id", flat=True).first()
        )
        if article_id is None:
            raise NotVisible(f"schedule {schedule_id}")
        article = locked_article(actor=actor, at=at, article_id=article_id)
        row = Schedule.objects.select_for_update().get(pk=schedule_id)
        if row.state == ScheduleState.CANCELLED:
            return row
        right = _RIGHTS[ScheduleVerb(row.verb)]
        decision = authority.may(actor, right, site=article.site.code, at=at)
        if row.state != ScheduleState.WAITING:
            decision &= no("publishing.schedule_done", "这项定时任务已经执行，不能取消。")
        decision.require()
        row.state, row.done_at = ScheduleState.CANCELLED.value, at
        row.save(update_fields=["state", "done_at"])
        record_event(
            code="publishing.article.unscheduled",
            subject=article.subject,
            actor=actor.person_key,
            at=at,
            unit=article.unit.code,
            site=article.site.code,
            payload={"verb": row.verb, "due": row.due_at.isoformat()},
        )
    return row


def run_due(at: datetime, *, limit: int = 50) -> int:
    """Do what is due, each in its own transaction; return how many."""
    rows = Schedule.objects.filter(state=ScheduleState.WAITING.value, due_at__lte=at)
    ids = list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
    return sum(_run_one(pk, at) for pk in ids)


def _run_one(schedule_id: int, at: datetime) -> int:
    with transaction.atomic():
        row = (
            Schedule.objects.select_for_update(of=("self",))
            .select_related("actor", "article__site", "article__unit", "reason")
            .filter(pk=schedule_id, state=ScheduleState.WAITING.value)
            .first()
        )
        if row is None:
            return 0
        try:
            with transaction.atomic():
                _do(row, at)
        except (Refused, NotVisible) as refusal:
            _refused(row, refusal, at)
        else:
            row.state, row.done_at, row.result = ScheduleState.DONE.value, at, ""
            row.save(update_fields=["state", "done_at", "result"])
    return 1


def _do(row: Schedule, at: datetime) -> None:
    if row.verb == ScheduleVerb.PUBLISH:
        publish_article(actor=row.actor, at=at, article_id=row.article_id)
    else:
        take_down_article(
            actor=row.actor, at=at, article_id=row.article_id, reason=row.reason or "",
            **row.particulars,
        )  # fmt: skip


def _refused(row: Schedule, refusal: Refused | NotVisible, at: datetime) -> None:
    is_told = isinstance(refusal, Refused)
    row.state, row.done_at = ScheduleState.REFUSED.value, at
    row.result = str(refusal)[:500] if is_told else "安排这项任务的人已看不到该稿件。"
    row.save(update_fields=["state", "done_at", "result"])
    if isinstance(refusal, Refused) and is_only_for_files(refusal.reasons):
        hold_article(row.article, refusal.reasons, actor="system", at=at)
    codes = [reason.code for reason in refusal.reasons] if isinstance(refusal, Refused) else []
    record_event(
        code="publishing.schedule.refused",
        subject=row.article.subject,
        actor="system",
        at=at,
        unit=row.article.unit.code,
        site=row.article.site.code,
        payload={"verb": row.verb, "due": row.due_at.isoformat(), "codes": sorted(codes)},
    )
