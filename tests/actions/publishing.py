"""Articles released, dated again, taken down, scheduled, held, previewed."""

from datetime import timedelta
from typing import Any

from mingtang.editorial.content.enums import ArticleState
from mingtang.editorial.content.models import Article, Placement, Release
from mingtang.editorial.pages.models import Target, Tombstone
from mingtang.editorial.publishing.actions import (
    articles,
    companions,
    previews,
    publish_article,
    redate_article,
    schedules,
    take_down_article,
)
from mingtang.editorial.publishing.models import (
    Address,
    Hold,
    InterpretationRequest,
    ReleaseException,
    Schedule,
)
from mingtang.editorial.review.models import ReviewRound
from mingtang.ground.foundation.decisions import Reason
from tests.actions.spec import Case
from tests.factories import content as make
from tests.factories.publishing import published_article, ready_article
from tests.factories.regulations import bound_pack

DAY = timedelta(days=1)
OTHERS = ("officer", "leader", "stranger", "portal_secrecy", "operator")
SCANNED = Reason("file.malware", "附件含有病毒。")


def _ready(cast: Any, at: Any) -> dict[str, Any]:
    return {"article_id": ready_article(cast, at, columns=[cast.news]).pk}


def _online(cast: Any, at: Any) -> dict[str, Any]:
    return {"article_id": published_article(cast, at - DAY, columns=[cast.news]).article_id}


def _taking_down(cast: Any, at: Any) -> dict[str, Any]:
    return {**_online(cast, at), "reason_code": "error", "reason": "数据有误"}


def _scheduled(cast: Any, at: Any) -> dict[str, Any]:
    row = schedules.schedule_publish(
        actor=cast.desk_editor, at=at, **_ready(cast, at), due_at=at + DAY
    )
    return {"schedule_id": row.pk}


def _offline(cast: Any, at: Any, given: dict[str, Any]) -> None:
    Release.objects.update(is_live=False)


def _draft(cast: Any, at: Any, given: dict[str, Any]) -> None:
    Article.objects.update(state=ArticleState.DRAFT.value)


def _not_passed(cast: Any, at: Any, given: dict[str, Any]) -> None:
    ReviewRound.objects.update(state="withdrawn")


def _not_accepted(cast: Any, at: Any, given: dict[str, Any]) -> None:
    Placement.objects.update(state="offered")


def _unexplained(cast: Any, at: Any) -> dict[str, Any]:
    bound_pack("city", at=at)
    fields = make.policy_fields(policy_area="livelihood")
    article = ready_article(cast, at, columns=[cast.news], fields=fields)
    return {"article_id": article.pk, "reason": "防汛需要，先行发布"}


def _policy_online(cast: Any, at: Any) -> dict[str, Any]:
    fields = make.policy_fields()
    done = published_article(cast, at - DAY, columns=[cast.news], fields=fields)
    return {"article_id": done.article_id, "question": "随迁子女怎样报名"}


def _asked_before(cast: Any, at: Any, given: dict[str, Any]) -> None:
    companions.request_interpretation(actor=cast.desk_editor, at=at, **given)


CASES = (
    Case(
        companions.state_exception, "desk_editor", _unexplained,
        "publishing.interpretation.excepted",
        lambda cast, row, given: str(row.reason) == given["reason"]
        and ReleaseException.objects.get().stated_by == cast.desk_editor,
        OTHERS,
        {
            "publishing.reason_missing": lambda cast, at, _: {"reason": "\u2060"},
            "publishing.exception_needless": lambda cast, at, given: Article.objects.update(
                policy_area="other"
            ) and None,
            "publishing.exception_not_allowed": lambda cast, at, given: bound_pack(
                "office", "xuancheng", at=at
            ) and None,
        },
    ),
    Case(
        companions.request_interpretation, "desk_editor", _policy_online,
        "publishing.interpretation.requested",
        lambda cast, row, given: str(row.question) == given["question"]
        and InterpretationRequest.objects.open().get().policy_id == given["article_id"],
        OTHERS,
        {
            "publishing.not_live_policy": _offline,
            "publishing.request_open": _asked_before,
            "publishing.question_missing": lambda cast, at, _: {"question": " "},
        },
    ),
    Case(
        publish_article, "desk_editor", _ready, "publishing.article.released",
        lambda cast, done, given: Release.objects.get(is_live=True).pk == given["article_id"]
        and Article.objects.get().state == ArticleState.PUBLISHED
        and Placement.objects.get().is_live
        and Target.objects.filter(
            pk__in=done.target_ids, path=Address.objects.get(is_live=True).path
        ).exists(),
        OTHERS,
        {
            "content.wrong_state": _draft,
            "publishing.no_column": _not_accepted,
            "publishing.not_passed": _not_passed,
            "publishing.date_ahead": lambda cast, at, _: {"released_at": at + DAY},
            "publishing.reason_missing": lambda cast, at, _: {"released_at": at - DAY},
            "organization.not_entitled": lambda cast, at, _: {
                "released_at": at - DAY, "reason": "迁移前已发布"
            },
        },
    ),
    Case(
        articles.hold_refused, "desk_editor",
        lambda cast, at: {**_ready(cast, at), "reasons": [SCANNED]},
        "publishing.article.held",
        lambda cast, _, given: Hold.objects.get().reasons == SCANNED.text
        and not Release.objects.exists(),
        OTHERS,
        {"content.wrong_state": _draft, "publishing.not_passed": _not_passed},
    ),
    Case(
        redate_article, "portal_signer",
        lambda cast, at: {
            **_online(cast, at), "released_at": at - 9 * DAY, "reason": "迁移前已发布"
        },
        "publishing.article.redated",
        lambda cast, _, given: {
            Release.objects.get().released_at, Placement.objects.get().released_at
        } == {given["released_at"]},
        ("desk_editor", "portal_leader", "officer", "stranger"),
        {
            "publishing.not_live": _offline,
            "publishing.date_ahead": lambda cast, at, _: {"released_at": at + DAY},
            "publishing.reason_missing": lambda cast, at, _: {"reason": "\u2060"},
        },
    ),
    Case(
        take_down_article, "desk_editor", _taking_down, "publishing.article.taken_down",
        lambda cast, _, given: not Release.objects.filter(is_live=True).exists()
        and Article.objects.get().state == ArticleState.TAKEN_DOWN
        and not Placement.objects.get().is_live
        and Tombstone.objects.filter(lifted_at=None, path=Address.objects.get().path).exists(),
        OTHERS,
        {
            "publishing.not_live": _offline,
            "publishing.reason_code": lambda cast, at, _: {"reason_code": "none"},
            "publishing.reason_missing": lambda cast, at, _: {"reason": " "},
        },
    ),
    Case(
        schedules.schedule_publish, "desk_editor",
        lambda cast, at: {**_ready(cast, at), "due_at": at + DAY},
        "publishing.article.scheduled",
        lambda cast, row, given: Schedule.objects.get(state="waiting", verb="publish").due_at
        == given["due_at"],
        OTHERS,
        {
            "content.wrong_state": _draft,
            "publishing.due_past": lambda cast, at, _: {"due_at": at},
            "publishing.due_far": lambda cast, at, _: {"due_at": at + 400 * DAY},
            "publishing.due_minute": lambda cast, at, given: {
                "due_at": given["due_at"] + timedelta(seconds=1)
            },
        },
    ),
    Case(
        schedules.schedule_take_down, "desk_editor",
        lambda cast, at: {**_online(cast, at), "due_at": at + DAY, "reason": "活动结束"},
        "publishing.article.scheduled",
        lambda cast, row, given: str(row.reason) == "活动结束"
        and Schedule.objects.get(state="waiting", verb="take_down").particulars
        == {"reason_code": "outdated", "public_reason": ""}
        and Release.objects.filter(is_live=True).exists(),
        OTHERS,
        {
            "publishing.not_live": _offline,
            "publishing.due_past": lambda cast, at, _: {"due_at": at},
            "publishing.reason_missing": lambda cast, at, _: {"reason": " "},
            "publishing.reason_code": lambda cast, at, _: {"reason_code": "none"},
        },
    ),
    Case(
        schedules.cancel_schedule, "desk_editor", _scheduled, "publishing.article.unscheduled",
        lambda cast, row, _: Schedule.objects.get().state == "cancelled",
        OTHERS,
        {"publishing.schedule_done": lambda cast, at, _: Schedule.objects.update(state="done") and {}},
    ),
    Case(
        previews.note_preview, "leader",
        lambda cast, at: {"article": make.draft(cast, at)},
        "publishing.article.previewed",
        lambda cast, _, given: Article.objects.get() == given["article"],
        ("colleague", "stranger", "desk_editor", "operator"),
        stateless="a text in any state may be looked at by those who may see it",
    ),
)  # fmt: skip
