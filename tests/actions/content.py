"""Articles on their way: written, submitted, reviewed, placed."""

from typing import Any

from mingtang.editorial.content import actions as content
from mingtang.editorial.content.actions import extras, templates
from mingtang.editorial.content.actions.exports import note_export
from mingtang.editorial.content.enums import ArticleKind, ArticleState, FieldSort
from mingtang.editorial.content.models import (
    Article,
    ArticleTemplate,
    ExtraField,
    Placement,
    Release,
    Revision,
)
from mingtang.editorial.review import actions as review
from mingtang.editorial.review.models import ReviewRound
from mingtang.editorial.submission import actions as submission
from mingtang.editorial.submission.models import Submission
from mingtang.workbench.approvals import actions as approvals
from mingtang.workbench.approvals.models import ApprovalRound, ApprovalStep
from tests.actions.spec import Case
from tests.factories import content as make
from tests.factories.publishing import ready_article

REASON = {"reason": "需要改"}
WRITE = ("leader", "colleague", "stranger", "desk_editor", "site_editor")
DESK = ("officer", "leader", "colleague", "stranger", "stranger_leader")


def _state(name: ArticleState) -> Any:
    """Put the article of the arguments into another state."""

    def prepare(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
        pk = given.get("article_id") or Article.objects.latest("pk").pk
        Article.objects.filter(pk=pk).update(state=name.value)
        return {}

    return prepare


def _two_sent(cast: Any, at: Any) -> dict[str, Any]:
    """Return two submissions at one desk, of which the first is merged into the second."""
    first, second = _sent(cast, at), _sent(cast, at)
    return {**first, "into_id": second["submission_id"]}


def _template(cast: Any, at: Any) -> dict[str, Any]:
    """Return a template of the bureau."""
    article = make.draft(cast, at)
    made = templates.store_template(actor=cast.officer, at=at, article_id=article.pk, name="动态")
    return {"template_id": made.pk}


def _discarded(cast: Any, at: Any) -> dict[str, Any]:
    """Return a draft that was given up."""
    article = make.draft(cast, at)
    Article.objects.filter(pk=article.pk).update(state=ArticleState.DISCARDED.value)
    return {"article_id": article.pk, **REASON}


def _live(cast: Any, at: Any) -> dict[str, Any]:
    """Return a passed article that the unit or the desk may open again, once it is published."""
    article = ready_article(cast, at, columns=[cast.news])
    Article.objects.filter(pk=article.pk).update(state=ArticleState.PUBLISHED.value)
    return {"article_id": article.pk, **REASON}


def _correcting(cast: Any, at: Any) -> dict[str, Any]:
    """Return an article that the desk has changed while its released text is online."""
    given = _live(cast, at)
    article = Article.objects.get(pk=given["article_id"])
    Release.objects.create(
        article=article, revision=article.revision, home_site=article.site, unit_code="edu",
        unit_name=cast.edu.name, kind=article.kind, title=article.title, released_at=at,
        changed_at=at,
    )  # fmt: skip
    changed = Revision.objects.create(
        article=article, number=2, data=article.revision.data | {"title": "更正"}, digest="2",
        saved_by=cast.second_desk, saved_at=at,
    )  # fmt: skip
    Article.objects.filter(pk=article.pk).update(
        state=ArticleState.ACCEPTED.value, revision=changed, version=2, title="更正"
    )
    return given


def _step(cast: Any, at: Any) -> dict[str, Any]:
    article = make.submitted(cast, at)
    return {"step_id": article.submissions.get().round.steps.get(key="leader_review").pk}


def _sent(cast: Any, at: Any) -> dict[str, Any]:
    return {"submission_id": make.arrived(cast, at).submissions.get().pk}


def _offer(cast: Any, at: Any) -> dict[str, Any]:
    article = make.accepted(cast, at)
    row = Placement.objects.create(
        article=article, column=cast.news, site=cast.portal, offered_by=cast.desk_editor,
        offered_at=at,
    )  # fmt: skip
    return {"placement_id": row.pk}


def _placed(cast: Any, at: Any) -> dict[str, Any]:
    given = _offer(cast, at)
    Placement.objects.filter(pk=given["placement_id"]).update(state="accepted")
    return given


def _over(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    Submission.objects.update(state="returned", ended_at=at, ended_by=cast.desk_editor)
    ApprovalRound.objects.update(state="returned", ended_at=at)
    return {}


def _decided(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    decided = {"decided_by": cast.auditor, "decided_at": at}
    ApprovalStep.objects.update(state="passed", **decided)
    return {}


def _field(cast: Any, at: Any) -> dict[str, Any]:
    row = extras.declare_extra_field(
        actor=cast.desk_editor, at=at, site_id=cast.portal.pk, column_id=cast.news.pk,
        sort=FieldSort.CHOICE, words=extras.ExtraFieldWords("招标方式", "公开招标\n询价"),
    )  # fmt: skip
    return {"field_id": row.pk}


def _same_field(cast: Any, at: Any, given: dict[str, Any]) -> None:
    _field(cast, at)


EXTRA_FIELDS = (
    Case(
        extras.declare_extra_field,
        "desk_editor",
        lambda cast, at: {
            "site_id": cast.portal.pk,
            "column_id": cast.news.pk,
            "sort": FieldSort.CHOICE,
            "words": extras.ExtraFieldWords("招标方式", "公开招标\n\n询价\n询价"),
        },
        "content.extra_field.declared",
        lambda cast, row, _: (
            ExtraField.objects.get().choices == "公开招标\n询价" and row.column_id == cast.news.pk
        ),
        DESK,
        {
            "content.field_label": lambda cast, at, _: {
                "words": extras.ExtraFieldWords("\u2060", "甲\n乙")
            },
            "content.field_choices": lambda cast, at, _: {
                "words": extras.ExtraFieldWords("方式", "甲")
            },
            "content.field_known": _same_field,
            "content.field_scope": lambda cast, at, _: {"kind": ArticleKind.NEWS},
        },
    ),
    Case(
        extras.change_extra_field,
        "desk_editor",
        lambda cast, at: {
            **_field(cast, at),
            "words": extras.ExtraFieldWords("采购方式", "甲\n乙"),
        },
        "content.extra_field.changed",
        lambda cast, row, given: ExtraField.objects.get().label == "采购方式",
        DESK,
        {
            "content.field_choices": lambda cast, at, _: {
                "words": extras.ExtraFieldWords("方式", "甲")
            },
        },
    ),
    Case(
        extras.retire_extra_field,
        "desk_editor",
        _field,
        "content.extra_field.retired",
        lambda cast, row, given: not ExtraField.objects.active().exists(),
        DESK,
        stateless="a field that is retired already stays so",
    ),
)
CASES = (
    *EXTRA_FIELDS,
    Case(
        content.create_article, "officer",
        lambda cast, at: {"unit": cast.edu, "site": cast.portal, "fields": make.news_fields()},
        "content.article.created",
        lambda cast, article, _: Article.objects.get().unit == cast.edu
        and Revision.objects.get().saved_by == cast.officer,
        ("colleague", "stranger", "desk_editor", "operator"),
        {
            "content.title_missing": lambda cast, at, _: {"fields": make.news_fields(title="\u200b")},
            "content.document_number": lambda cast, at, _: {
                "fields": make.policy_fields(document_number="不是文号")
            },
            "content.unknown_column": lambda cast, at, _: {
                "fields": make.news_fields(wanted_columns=[999])
            },
        },
    ),
    Case(
        content.save_article, "officer",
        lambda cast, at: {
            "article_id": make.draft(cast, at).pk, "version": 1,
            "fields": make.news_fields(title="另一个标题"),
        },
        "content.article.saved",
        lambda cast, article, _: Article.objects.get().title == "另一个标题"
        and Revision.objects.count() == 2,
        ("colleague", "stranger", "desk_editor", "operator"),
        {
            "content.newer_version": lambda cast, at, _: {"version": 0},
            "content.title_missing": lambda cast, at, _: {"fields": make.news_fields(title=" ")},
            "content.not_editable": _state(ArticleState.SUBMITTED),
            "content.unknown_column": lambda cast, at, _: {
                "fields": make.news_fields(wanted_columns=[999])
            },
        },
    ),
    Case(
        note_export, "officer",
        lambda cast, at: {"article": make.draft(cast, at), "file_format": "docx"},
        "content.article.exported",
        lambda cast, _, given: Article.objects.get() == given["article"],
        ("colleague", "stranger", "desk_editor", "operator"),
        stateless="a text in any state may be taken home by those who may see it",
    ),
    Case(
        content.restore_article, "officer", _discarded, "content.article.moved",
        lambda cast, article, _: Article.objects.get().state == ArticleState.DRAFT,
        ("colleague", "stranger", "desk_editor", "leader"),
        {"content.wrong_state": _state(ArticleState.SUBMITTED)},
    ),
    Case(
        content.copy_article, "officer",
        lambda cast, at: {"article_id": make.draft(cast, at).pk},
        "content.article.created",
        lambda cast, article, given: article.pk != given["article_id"],
        ("colleague", "stranger", "desk_editor", "leader"),
        stateless="the words of any article may be the beginning of another",
    ),
    Case(
        templates.store_template, "officer",
        lambda cast, at: {"article_id": make.draft(cast, at).pk, "name": "动态"},
        "content.template.stored",
        lambda cast, template, given: (template.unit, template.name) == (cast.edu, "动态"),
        ("colleague", "stranger", "leader", "auditor"),
        {"content.template_unnamed": lambda cast, at, given: {**given, "name": " "}},
    ),
    Case(
        templates.create_from_template, "officer", _template, "content.article.created",
        lambda cast, article, _: (article.unit, article.state) == (cast.edu, "draft"),
        ("colleague", "stranger", "leader", "auditor"),
        stateless="a template may be the beginning of any number of articles",
    ),
    Case(
        templates.delete_template, "officer", _template, "content.template.deleted",
        lambda cast, _, given: not ArticleTemplate.objects.exists(),
        ("colleague", "stranger", "leader", "auditor"),
        stateless="a template has no states",
    ),
    Case(
        content.discard_article, "officer",
        lambda cast, at: {"article_id": make.draft(cast, at).pk, **REASON},
        "content.article.moved",
        lambda cast, article, _: Article.objects.get().state == ArticleState.DISCARDED,
        ("colleague", "stranger", "desk_editor", "leader"),
        {"content.wrong_state": _state(ArticleState.SUBMITTED)},
    ),
    Case(
        content.revise_article, "officer", _live, "content.article.moved",
        lambda cast, article, _: Article.objects.get().state == ArticleState.DRAFT,
        ("colleague", "stranger", "desk_editor", "leader"),
        {
            "content.wrong_state": _state(ArticleState.SUBMITTED),
            "content.reason_missing": lambda cast, at, _: {"reason": "\u3000"},
        },
    ),
    Case(
        content.cancel_correction, "desk_editor", _correcting,
        "content.article.correction_cancelled",
        lambda cast, article, _: Article.objects.get().state == ArticleState.PUBLISHED
        and Article.objects.get().title == Release.objects.get().title,
        ("officer", "leader", "stranger", "portal_secrecy"),
        {
            "content.wrong_state": _state(ArticleState.SUBMITTED),
            "content.reason_missing": lambda cast, at, _: {"reason": ""},
            "content.not_live": lambda cast, at, _: Release.objects.update(is_live=False) and {},
        },
    ),
    Case(
        review.withdraw_review, "desk_editor",
        lambda cast, at: {"article_id": make.in_review(cast, at).pk, **REASON},
        "review.round.withdrawn",
        lambda cast, _, given: Article.objects.get().state == ArticleState.ACCEPTED
        and ReviewRound.objects.get().state == "withdrawn",
        DESK,
        {
            "approvals.reason_missing": lambda cast, at, _: {"reason": " "},
            "approvals.round_over": lambda cast, at, _: ReviewRound.objects.update(state="passed")
            and {},
            "review.no_open_round": lambda cast, at, _: {
                "article_id": make.accepted(cast, at).pk
            },
        },
    ),
    Case(
        review.start_urgent_review, "desk_editor",
        lambda cast, at: {"article_id": make.accepted(cast, at).pk, **REASON},
        "review.round.started",
        lambda cast, found, _: found.is_urgent
        and [step.key for step in found.steps.all()] == ["urgent"],
        DESK,
        {
            "approvals.reason_missing": lambda cast, at, _: {"reason": " "},
            "content.wrong_state": _state(ArticleState.SUBMITTED),
        },
    ),
    Case(
        content.correct_article, "desk_editor", _live, "content.article.moved",
        lambda cast, article, _: Article.objects.get().state == ArticleState.ACCEPTED,
        ("officer", "leader", "stranger", "portal_secrecy"),
        {
            "content.wrong_state": _state(ArticleState.SUBMITTED),
            "content.reason_missing": lambda cast, at, _: {"reason": ""},
        },
    ),
    Case(
        content.offer_placement, "desk_editor",
        lambda cast, at: {"article_id": make.accepted(cast, at).pk, "column_id": cast.news.pk},
        "content.placement.offered",
        lambda cast, placement, _: Placement.objects.get().column == cast.news,
        DESK,
        {
            "content.column_closed": lambda cast, at, _: (
                type(cast.news).objects.filter(pk=cast.news.pk).update(state="closed"), {}
            )[1],
            "content.not_placeable": _state(ArticleState.DISCARDED),
        },
    ),
    Case(
        content.accept_placement, "desk_editor", _offer, "content.placement.accepted",
        lambda cast, placement, _: Placement.objects.get().state == "accepted",
        DESK,
        {
            "content.placement_state": lambda cast, at, _: (
                Placement.objects.update(state="withdrawn"), {}
            )[1]
        },
    ),
    Case(
        content.refuse_placement, "desk_editor",
        lambda cast, at: {**_offer(cast, at), **REASON},
        "content.placement.refused",
        lambda cast, placement, _: Placement.objects.get().state == "refused",
        DESK,
        {
            "content.placement_state": lambda cast, at, _: (
                Placement.objects.update(state="accepted"), {}
            )[1],
            "content.reason_missing": lambda cast, at, _: {"reason": " "},
        },
    ),
    Case(
        content.withdraw_placement, "desk_editor",
        lambda cast, at: {**_placed(cast, at), **REASON},
        "content.placement.withdrawn",
        lambda cast, placement, _: Placement.objects.get().state == "withdrawn",
        DESK,
        {
            "content.placement_state": lambda cast, at, _: (
                Placement.objects.update(state="refused"), {}
            )[1],
            "content.reason_missing": lambda cast, at, _: {"reason": " "},
        },
    ),
    Case(
        content.pin_placement, "desk_editor",
        lambda cast, at: {**_placed(cast, at), "is_pinned": True},
        "content.placement.changed",
        lambda cast, placement, _: Placement.objects.get().is_pinned,
        DESK,
        {
            "content.placement_state": lambda cast, at, _: (
                Placement.objects.update(state="offered"), {}
            )[1]
        },
    ),
    Case(
        submission.submit_article, "officer",
        lambda cast, at: {
            "article_id": make.draft(cast, at).pk, "version": 1, "author": "林晓",
            "phone": "13805630000",
        },
        "submission.submitted",
        lambda cast, sent, _: Submission.objects.get().state == "waiting"
        and Article.objects.get().state == ArticleState.SUBMITTED,
        ("colleague", "stranger", "desk_editor", "portal_secrecy"),
        {
            "content.wrong_state": _state(ArticleState.PUBLISHED),
            "submission.newer_version": lambda cast, at, _: {"version": 0},
            "content.source_missing": lambda cast, at, _: {
                "article_id": make.draft(cast, at, make.news_fields(source="")).pk
            },
        },
    ),
    Case(
        approvals.pass_step, "leader", _step, "submission.approved",
        lambda cast, step, given: ApprovalStep.objects.get(pk=given["step_id"]).state == "passed",
        ("officer", "colleague", "stranger_leader", "desk_editor"),
        {"approvals.step_decided": _decided, "approvals.round_over": _over},
    ),
    Case(
        approvals.return_step, "leader",
        lambda cast, at: {**_step(cast, at), **REASON},
        "submission.returned",
        lambda cast, step, _: Submission.objects.get().state == "returned"
        and Article.objects.get().state == ArticleState.RETURNED,
        ("officer", "colleague", "stranger_leader", "desk_editor"),
        {
            "approvals.step_decided": _decided,
            "approvals.round_over": _over,
            "approvals.reason_missing": lambda cast, at, _: {"reason": ""},
        },
    ),
    Case(
        submission.recall_submission, "officer",
        lambda cast, at: {"submission_id": make.submitted(cast, at).submissions.get().pk},
        "submission.recalled",
        lambda cast, sent, _: Submission.objects.get().state == "recalled",
        ("colleague", "stranger", "desk_editor"),
        {"approvals.round_over": _over},
    ),
    Case(
        submission.accept_submission, "desk_editor", _sent, "submission.accepted",
        lambda cast, sent, _: Submission.objects.get().accepted_by == cast.desk_editor
        and Article.objects.get().state == ArticleState.ACCEPTED,
        ("officer", "leader", "stranger", "site_editor"),
        {"submission.not_at_desk": _over},
    ),
    Case(
        submission.return_submission, "desk_editor",
        lambda cast, at: {**_sent(cast, at), **REASON},
        "submission.returned",
        lambda cast, sent, _: Submission.objects.get().state == "returned",
        ("officer", "leader", "stranger", "site_editor"),
        {
            "submission.not_at_desk": _over,
            "approvals.reason_missing": lambda cast, at, _: {"reason": "\u2060"},
        },
    ),
    Case(
        submission.claim_submission, "second_desk", _sent, "submission.held",
        lambda cast, sent, _: Submission.objects.get().holder == cast.second_desk,
        ("officer", "leader", "stranger", "site_editor"),
        {
            "submission.not_at_desk": _over,
            "submission.held": lambda cast, at, _: (
                Submission.objects.update(holder=cast.desk_editor, held_since=at), {}
            )[1],
        },
    ),
    Case(
        submission.hand_over_submission, "desk_editor",
        lambda cast, at: {**_sent(cast, at), "to": cast.second_desk},
        "submission.held",
        lambda cast, sent, _: Submission.objects.get().holder == cast.second_desk,
        ("officer", "leader", "stranger", "site_editor"),
        {
            "submission.not_at_desk": _over,
            "submission.not_of_desk": lambda cast, at, _: {"to": cast.officer},
        },
    ),
    Case(
        submission.merge_submission, "desk_editor", _two_sent, "submission.merged",
        lambda cast, merged, given: (merged.state, merged.merged_into_id)
        == ("merged", given["into_id"]),
        ("officer", "leader", "stranger", "site_editor"),
        {
            "submission.not_at_desk": _over,
            "submission.same": lambda cast, at, given: {"into_id": given["submission_id"]},
        },
    ),
    Case(
        submission.split_submission, "desk_editor",
        lambda cast, at: {
            "submission_id": make.accepted(cast, at).submissions.get().pk, "titles": ["第二件"],
        },
        "submission.split",
        lambda cast, parts, _: [part.article.title for part in parts] == ["第二件"],
        ("officer", "leader", "stranger", "site_editor"),
        {
            "submission.not_at_desk": _over,
            "content.title_missing": lambda cast, at, _: {"titles": [" "]},
        },
    ),
    Case(
        submission.view_contact, "desk_editor", _sent, "submission.contact_viewed",
        lambda cast, sent, _: (sent.author, sent.phone) == ("林晓", "13805630000"),
        ("officer", "leader", "stranger", "site_editor"),
        {
            "submission.no_contact": lambda cast, at, _: (
                Submission.objects.update(phone=""), {}
            )[1]
        },
    ),
    Case(
        review.start_review, "desk_editor",
        lambda cast, at: {"article_id": make.accepted(cast, at).pk},
        "review.round.started",
        lambda cast, opened, _: ReviewRound.objects.get().state == "open",
        ("officer", "leader", "stranger", "site_editor"),
        {"content.wrong_state": _state(ArticleState.DRAFT)},
    ),
)  # fmt: skip
