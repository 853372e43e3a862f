"""Write the answer to a case, send it to review, and record it when the review let it pass."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction

from mingtang.ground.foundation.decisions import Decision, NotVisible
from mingtang.institution.organization.models import Person
from mingtang.service.responses.enums import DraftState
from mingtang.service.responses.kinds import response_kind
from mingtang.service.responses.models import AnswerDraft
from mingtang.service.responses.policies.drafts import (
    is_newest,
    is_reviewed,
    may_send,
    may_write,
)
from mingtang.service.responses.queries import APPROVE_RIGHT, review_plan
from mingtang.workbench.approvals.actions import open_round, withdraw_round
from mingtang.workbench.approvals.clients import ApprovalAct, ApprovalClient, ApprovalSubject
from mingtang.workbench.approvals.models import ApprovalRound
from mingtang.workbench.casework.actions.access import locked_case, may, record
from mingtang.workbench.casework.actions.moving import record_answer
from mingtang.workbench.casework.enums import CaseState, CaseVerb
from mingtang.workbench.casework.models import Case

ROUND_KIND = "answer"
_MOMENTS = ("started", "step_passed", "returned", "withdrawn", "passed")


def save_draft(
    *, actor: Person, at: datetime, case_id: int, text: str, version: int = 0
) -> AnswerDraft:
    """Save the answer to a case as far as it is written; `version` is the one that was opened.

    :raises Refused: the case is not the actor's to answer, needs no review or is in review, or a
        colleague changed the draft.
    """
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        draft = AnswerDraft.objects.filter(case=case).first() or AnswerDraft(case=case)
        decision = may(case, CaseVerb.ANSWER, actor=actor, at=at)
        decision &= is_reviewed(response_kind(case.kind)) & may_write(DraftState(draft.state))
        (decision & is_newest(draft.version, version)).require()
        draft.text, draft.version = text.strip(), draft.version + 1
        draft.written_by, draft.written_at = actor, at
        draft.state = DraftState.WRITING.value
        draft.save()
        record(
            case, "responses.draft.saved",
            actor=actor.person_key, at=at, version=draft.version,
        )  # fmt: skip
        return draft


def send_draft(*, actor: Person, at: datetime, case_id: int) -> AnswerDraft:
    """Send the answer to a case to those who let it go.

    :raises Refused: it is not the actor's, nothing is written, it is in review, or nobody can review it.
    """
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        draft = AnswerDraft.objects.filter(case=case).select_related("written_by").first()
        if draft is None:
            raise NotVisible(f"draft of case {case_id}")
        decision = may(case, CaseVerb.ANSWER, actor=actor, at=at)
        decision &= may_send(DraftState(draft.state), draft.text)
        draft.state = DraftState.IN_REVIEW.value

        def store(found: ApprovalRound) -> None:
            draft.round = found
            draft.save(update_fields=["state", "round"])

        open_round(
            actor=actor,
            at=at,
            found=ApprovalRound(
                kind=ROUND_KIND, subject=case.subject_key, unit=case.unit, site=case.site
            ),
            plan=review_plan(case.unit, at=at),
            about=_about(case, draft),
            decision=decision,
            then=store,
        )
        return draft


def withdraw_draft(*, actor: Person, at: datetime, case_id: int, reason: str) -> AnswerDraft:
    """Take an answer back from review, to write on.

    :raises Refused: it is not in review, or not the actor's.
    """
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        draft = AnswerDraft.objects.filter(case=case).first()
        if draft is None or draft.round_id is None:
            raise NotVisible(f"draft of case {case_id}")
        may(case, CaseVerb.ANSWER, actor=actor, at=at).require()
        withdraw_round(actor=actor, at=at, round_id=draft.round_id, reason=reason)
        draft.refresh_from_db()
        return draft


def erase_draft(case: Case, *, at: datetime) -> None:
    """Erase the draft of a case whose texts were erased, inside the caller's transaction."""
    draft = AnswerDraft.objects.select_for_update().filter(case=case).first()
    if draft is not None and draft.text:
        draft.text, draft.written_at = "", at
        draft.save(update_fields=["text", "written_at"])
        record(case, "responses.draft.erased", actor="system", at=at)


def _about(case: Case, draft: AnswerDraft) -> ApprovalSubject:
    return ApprovalSubject(
        title=f"答复 {case.number} {case.masked_title}",
        note=case.category_label,
        barred=frozenset({draft.written_by.person_key}),
        is_current=case.state == CaseState.CLAIMED and draft.state == DraftState.IN_REVIEW,
        thing=draft,
    )


class AnswerClient(ApprovalClient):
    """Answers to cases, let go by the leaders of the unit; the last signature answers the case."""

    kind = ROUND_KIND
    rights = (APPROVE_RIGHT,)
    read_right = "casework.read"
    act_word, start_word = "审核", "送审"
    screen = "responses:answer"
    done_words = "审核通过后，答复立即发给来件人，时限按发出时间计算。"
    events: ClassVar[Mapping[str, str]] = {one: f"responses.review.{one}" for one in _MOMENTS}

    def subjects(self, rounds: Sequence[ApprovalRound]) -> Mapping[int, ApprovalSubject]:
        """Return the drafts that rounds are about."""
        keys = {one.pk: one.subject_number for one in rounds}
        drafts = AnswerDraft.objects.filter(case__in=set(keys.values()))
        by_case = {one.case_id: one for one in drafts.select_related("case", "written_by")}
        return {pk: _about(by_case[case].case, by_case[case]) for pk, case in keys.items()}

    def lock(self, found: ApprovalRound, *, actor: Person, at: datetime) -> None:
        """Lock the case, as every act on it does first."""
        super().lock(found, actor=actor, at=at)
        Case.objects.select_for_update().get(pk=found.subject_number)

    def may_withdraw(self, act: ApprovalAct) -> Decision:
        """Let anyone withdraw who may write the answer."""
        return may(act.subject.thing.case, CaseVerb.ANSWER, actor=act.actor, at=act.at)

    def payload(self, moment: str, act: ApprovalAct) -> dict[str, Any]:
        """Tell of which case."""
        case = act.subject.thing.case
        return {"kind": case.kind, "number": case.number, **super().payload(moment, act)}

    def follow(self, moment: str, act: ApprovalAct) -> None:
        """Answer the case when the last step passed; a return or withdrawal gives the draft back."""
        super().follow(moment, act)
        draft: AnswerDraft = act.subject.thing
        after = {
            "passed": DraftState.SENT,
            "returned": DraftState.RETURNED,
            "withdrawn": DraftState.WRITING,
        }.get(moment)
        if after is None:
            return
        draft.state = after.value
        draft.save(update_fields=["state"])
        if after is DraftState.SENT:
            case = Case.objects.get(pk=draft.case_id)
            record_answer(
                case, author=draft.written_by, signer=act.actor, text=draft.text, at=act.at
            )
