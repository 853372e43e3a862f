"""Interviews: plans written, sent and changed; announced, put off, held, released; turns and questions."""

from datetime import datetime, timedelta
from typing import Any

from mingtang.editorial.pages.models import Target
from mingtang.service.interviews.actions import interviews, live, plans
from mingtang.service.interviews.enums import PlanChangeKind, Speaker
from mingtang.service.interviews.models import (
    Interview,
    InterviewGuest,
    InterviewPlan,
    InterviewPlanItem,
    InterviewTurn,
    ReaderQuestion,
)
from tests.actions.spec import Case

WRITERS = ("officer", "stranger", "auditor", "portal_leader")
DECIDERS = ("desk_editor", "stranger_leader", "auditor")
HOUR = timedelta(hours=1)


def _plan(cast: Any, at: datetime) -> dict[str, Any]:
    InterviewPlan.objects.create(
        unit=cast.city, year=2026, written_by=cast.desk_editor, begun_at=at
    )
    return {"plan_id": InterviewPlan.objects.get().pk}


def _item(cast: Any, at: datetime) -> dict[str, Any]:
    given = _plan(cast, at)
    item = InterviewPlanItem.objects.create(month=3, topic="招生", guests="局长", **given)
    return {"item_id": item.pk}


def _full(cast: Any, at: datetime) -> dict[str, Any]:
    _item(cast, at)
    return {"plan_id": InterviewPlan.objects.get().pk}


def _sent(cast: Any, at: datetime) -> dict[str, Any]:
    given = _full(cast, at)
    plans.send_plan(actor=cast.desk_editor, at=at, **given)
    return {**given, "reason": "补充嘉宾"}


def _adopted(cast: Any, at: datetime) -> dict[str, Any]:
    given = _full(cast, at)
    InterviewPlan.objects.update(state="adopted")
    InterviewPlanItem.objects.update(state="planned")
    item = InterviewPlanItem.objects.get().pk
    return {**given, "kind": PlanChangeKind.DROP, "item_id": item, "reason": "嘉宾出访"}


def _facts(at: datetime, **more: Any) -> interviews.InterviewFacts:
    given = {"title": "招生", "intro": "简介", "how": "在本页提问", "starts_at": at + HOUR, **more}
    return interviews.InterviewFacts(**given)


def _new(cast: Any, at: datetime) -> dict[str, Any]:
    return {"site_id": cast.portal.pk, "facts": _facts(at)}


def _row(cast: Any, at: datetime, state: str = "draft") -> dict[str, Any]:
    row = Interview.objects.create(
        site=cast.portal, title="招生", intro="简介", how="提问", starts_at=at + HOUR, state=state,
        written_by=cast.second_desk,
    )  # fmt: skip
    InterviewGuest.objects.create(interview=row, name="方圆", post="局长")
    return {"interview_id": row.pk}


def _in(state: str, **more: Any) -> Any:
    return lambda cast, at: {**_row(cast, at, state), **more}


def _editing(cast: Any, at: datetime) -> dict[str, Any]:
    return {**_row(cast, at), "facts": _facts(at, title="医保"), "version": 0}


def _said(state: str) -> Any:
    def given(cast: Any, at: datetime) -> dict[str, Any]:
        row = _row(cast, at, state)
        turn = InterviewTurn.objects.create(speaker="host", text="大家好", said_at=at, **row)
        return {**row, "turn_id": turn.pk}

    return given


def _turn(cast: Any, at: datetime) -> dict[str, Any]:
    return {"turn_id": _said("live")(cast, at)["turn_id"], "text": "各位好"}


def _archiving(cast: Any, at: datetime) -> dict[str, Any]:
    return {"interview_id": _said("ended")(cast, at)["interview_id"]}


def _question(state: str, **more: Any) -> Any:
    def given(cast: Any, at: datetime) -> dict[str, Any]:
        row = ReaderQuestion.objects.create(
            text="何时报名", wording="何时报名？", state=state, received_at=at, receipt="1",
            **_row(cast, at, "live"),
        )  # fmt: skip
        return {"question_id": row.pk, **more}

    return given


def _state(model: Any, state: str) -> Any:
    def change(cast: Any, at: datetime, given: dict[str, Any]) -> None:
        model.objects.update(state=state)

    return change


def _page_waits(cast: Any) -> bool:
    return Target.objects.filter(site=cast.portal, kind="interview", lane=1).exists()


def _replace(**given: Any) -> Any:
    return lambda cast, at, _: given


WRONG = {"interviews.wrong_state": _state(Interview, "taken_down")}
CASES = (
    Case(
        plans.begin_plan, "desk_editor", lambda cast, at: {"unit": "city", "year": 2026},
        "interviews.plan.begun", lambda cast, row, _: row.state == "draft", WRITERS,
        {"interviews.plan_exists": lambda cast, at, _: _plan(cast, at) and None},
    ),
    Case(
        plans.write_item, "desk_editor",
        lambda cast, at: {**_plan(cast, at), "month": 3, "topic": "招生", "guests": "局长"},
        "interviews.plan.item_written", lambda cast, row, _: row.state == "draft", WRITERS,
        {
            "interviews.plan_in_review": _state(InterviewPlan, "in_review"),
            "interviews.plan_adopted": _state(InterviewPlan, "adopted"),
            "interviews.bad_month": _replace(month=13),
            "interviews.no_topic": _replace(topic=" "),
            "interviews.no_guests": _replace(guests=" "),
        },
    ),
    Case(
        plans.remove_item, "desk_editor", _item, "interviews.plan.item_dropped",
        lambda cast, row, _: not row.items.exists(), WRITERS,
        {"interviews.plan_adopted": _state(InterviewPlan, "adopted")},
    ),
    Case(
        plans.send_plan, "desk_editor", _full, "interviews.plan.sent",
        lambda cast, row, _: InterviewPlan.objects.get().state == "in_review", WRITERS,
        {"interviews.plan_empty": lambda cast, at, _: InterviewPlanItem.objects.all().delete() and None},
    ),
    Case(
        plans.withdraw_plan, "desk_editor", _sent, "interviews.plan.withdrawn",
        lambda cast, row, _: InterviewPlan.objects.get().state == "draft", WRITERS,
        {"interviews.plan_not_sent": lambda cast, at, given: plans.withdraw_plan(
            actor=cast.desk_editor, at=at, **given) and None},
    ),
    Case(
        plans.propose_change, "desk_editor", _adopted, "interviews.change.sent",
        lambda cast, row, _: row.state == "in_review" and row.reason.text == "嘉宾出访", WRITERS,
        {
            "interviews.not_adopted": _state(InterviewPlan, "draft"),
            "interviews.item_dropped": _state(InterviewPlanItem, "dropped"),
            "interviews.no_reason": _replace(reason=" "),
        },
    ),
    Case(
        interviews.draft_interview, "desk_editor", _new, "interviews.interview.drafted",
        lambda cast, row, _: row.state == "draft" and not _page_waits(cast), WRITERS,
        {
            "interviews.no_title": lambda cast, at, _: {"facts": _facts(at, title=" ")},
            "interviews.no_intro": lambda cast, at, _: {"facts": _facts(at, intro=" ")},
            "interviews.no_how": lambda cast, at, _: {"facts": _facts(at, how=" ")},
            "interviews.bad_video": lambda cast, at, _: {"facts": _facts(at, video="javascript:1")},
            "interviews.foreign_picture": lambda cast, at, _: {"facts": _facts(at, picture=10**9)},
            "interviews.no_item": _replace(item_id=10**9),
        },
    ),
    Case(
        interviews.edit_interview, "desk_editor", _editing, "interviews.interview.changed",
        lambda cast, row, _: (row.title, row.version) == ("医保", 1), WRITERS,
        {"interviews.changed_since": _replace(version=7), **WRONG},
    ),
    Case(
        interviews.set_guests, "desk_editor",
        _in("draft", guests=[interviews.GuestFacts("林溪", "院长")]),
        "interviews.interview.changed",
        lambda cast, row, _: [guest.name for guest in row.guests.all()] == ["林溪"], WRITERS,
        {"interviews.guest_unnamed": _replace(guests=[interviews.GuestFacts("林溪", " ")]), **WRONG},
    ),
    Case(
        interviews.announce_interview, "portal_leader", _in("draft"),
        "interviews.interview.announced",
        lambda cast, row, _: row.state == "announced" and _page_waits(cast), DECIDERS,
        {
            "interviews.no_guest": lambda cast, at, _: InterviewGuest.objects.all().delete() and None,
            "interviews.past_start": lambda cast, at, _: Interview.objects.update(starts_at=at) and None,
            "interviews.own_text": lambda cast, at, _: Interview.objects.update(
                written_by=cast.portal_leader) and None,
            **WRONG,
        },
    ),
    Case(
        interviews.postpone_interview, "portal_leader",
        lambda cast, at: {**_row(cast, at, "announced"), "starts_at": at + 5 * HOUR, "reason": "出差"},
        "interviews.interview.postponed",
        lambda cast, row, given: row.starts_at == given["starts_at"] and row.notice == "出差", DECIDERS,
        {
            "interviews.no_reason": _replace(reason=" "),
            "interviews.past_start": lambda cast, at, _: {"starts_at": at},
            **WRONG,
        },
    ),
    Case(
        interviews.cancel_interview, "portal_leader", _in("announced", reason="取消活动"),
        "interviews.interview.cancelled", lambda cast, row, _: row.state == "cancelled", DECIDERS,
        {"interviews.no_reason": _replace(reason=" "), **WRONG},
    ),
    Case(
        interviews.open_interview, "desk_editor", _in("announced"), "interviews.interview.live",
        lambda cast, row, _: row.state == "live" and row.live_at and _page_waits(cast), WRITERS, WRONG,
    ),
    Case(
        interviews.end_interview, "desk_editor", _in("live"), "interviews.interview.ended",
        lambda cast, row, _: row.state == "ended" and row.ended_at, WRITERS, WRONG,
    ),
    Case(
        interviews.archive_interview, "portal_leader", _archiving, "interviews.interview.archived",
        lambda cast, row, _: row.state == "archived" and row.archived_at, DECIDERS,
        {
            "interviews.no_turns": lambda cast, at, _: InterviewTurn.objects.all().delete() and None,
            "interviews.own_text": lambda cast, at, _: InterviewTurn.objects.update(
                edited_by=cast.portal_leader) and None,
            **WRONG,
        },
    ),
    Case(
        interviews.take_down_interview, "desk_editor", _in("archived", reason="内容有误"),
        "interviews.interview.taken_down",
        lambda cast, row, _: row.state == "taken_down"
        and Target.objects.filter(site=cast.portal, kind="tombstone").exists(),
        ("officer", "stranger", "auditor"),
        {"interviews.no_reason": _replace(reason=" "), **WRONG},
    ),
    Case(
        live.store_turn, "desk_editor", _in("live", speaker=Speaker.HOST, text="大家好"),
        "interviews.turn.stored", lambda cast, row, _: _page_waits(cast), WRITERS,
        {
            "interviews.not_live": _state(Interview, "ended"),
            "interviews.no_text": _replace(text=" "),
            "interviews.long_text": _replace(text="长" * 3001),
            "interviews.which_guest": _replace(speaker=Speaker.GUEST),
        },
    ),
    Case(
        live.ask_question, "desk_editor", _question("chosen"), "interviews.turn.stored",
        lambda cast, row, _: row.text == "何时报名？" and row.question.state == "asked", WRITERS,
        {
            "interviews.not_chosen": _state(ReaderQuestion, "waiting"),
            "interviews.not_live": _state(Interview, "ended"),
        },
    ),
    Case(
        live.edit_turn, "desk_editor", _turn, "interviews.turn.edited",
        lambda cast, row, _: row.text == "各位好" and row.edited_by == cast.desk_editor, WRITERS,
        {"interviews.long_text": _replace(text="长" * 3001), **WRONG},
    ),
    Case(
        live.choose_question, "desk_editor", _question("waiting", wording="几月报名？"),
        "interviews.question.judged",
        lambda cast, row, _: (row.state, row.wording) == ("chosen", "几月报名？"), WRITERS,
        {
            "interviews.asked": _state(ReaderQuestion, "asked"),
            "interviews.no_questions_now": _state(Interview, "ended"),
        },
    ),
    Case(
        live.reject_question, "desk_editor", _question("waiting"), "interviews.question.judged",
        lambda cast, row, _: row.state == "rejected", WRITERS,
        {"interviews.asked": _state(ReaderQuestion, "asked")},
    ),
)  # fmt: skip
