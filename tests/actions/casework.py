"""Cases: dispatched, claimed, passed on, answered, joined, written in, read in full, erased."""

from collections.abc import Callable
from typing import Any

from mingtang.institution.organization.models import PostHolding
from mingtang.institution.regulations.actions import install_pack
from mingtang.institution.regulations.loading import load_pack
from mingtang.spine.events.models import Event
from mingtang.workbench.casework.actions import extending, joining, judging, moving, texts
from mingtang.workbench.casework.actions.opening import rate_case
from mingtang.workbench.casework.enums import CaseState, SecondLook
from mingtang.workbench.casework.models import Case as Matter
from mingtang.workbench.casework.models import CaseEntry, JointUnit
from tests.actions.spec import Case
from tests.factories import cases as make

Given = Callable[[Any, Any], dict[str, Any]]
REASON = {"reason": "不属本单位职责"}
LACKS_REASON = {"approvals.reason_missing": lambda cast, at, _: {"reason": " "}}
LACKS_TEXT = {"casework.nothing_said": lambda cast, at, _: {"text": "\u2060"}}
# Not the unit's, not a post for it, and those who read all and do nothing.
OF_UNIT = ("stranger", "leader", "desk_editor", "auditor")
OF_DESK = ("stranger", "stranger_leader", "officer", "leader", "auditor")


def _made(stage: Callable[..., Matter], **more: Any) -> Given:
    return lambda cast, at: {"case_id": stage(cast, at).pk, **more}


def _ended(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    Matter.objects.filter(pk=given["case_id"]).update(state="withdrawn", ended_at=at)
    return {}


def _open(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    Matter.objects.filter(pk=given["case_id"]).update(state="claimed", ended_at=None)
    return {}


def _nobody(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    PostHolding.objects.filter(unit=cast.health).delete()
    return {"unit": "health"}


ENDED = {"casework.wrong_state": _ended}
GONE = {"casework.no_unit": lambda cast, at, _: {"unit": "nowhere"}}
EMPTY = {"organization.nobody_may": _nobody}


def _pair(cast: Any, at: Any) -> dict[str, Any]:
    return {"case_id": make.received(cast, at).pk, "other_id": make.claimed(cast, at).pk}


def _linked(cast: Any, at: Any) -> dict[str, Any]:
    return {"case_id": make.claimed(cast, at).pk, "other_id": make.claimed(cast, at).pk}


def _extendable(cast: Any, at: Any) -> dict[str, Any]:
    case = make.claimed(cast, at)
    make.promise(case, at)
    return {"case_id": case.pk, **REASON}


def _complex(cast: Any, at: Any) -> dict[str, Any]:
    """A case that a rule of Xingning times, which gives complex ones more."""
    version = install_pack(actor="system", at=at, pack=load_pack("xingning"))
    case = make.claimed(cast, at)
    make.promise(case, at, "reply.letter", pack="xingning", pack_version=version.digest)
    return {"case_id": case.pk, **REASON}


def _asked(cast: Any, at: Any) -> dict[str, Any]:
    given = _extendable(cast, at)
    return {**given, "explanation": "需要现场检测，检测后答复您。"}


def _asked_already(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    return extending.ask_extension(actor=cast.officer, at=at, **given) and {}


def _judged(field: str) -> Callable[..., dict[str, Any]]:
    def judge(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
        Matter.objects.filter(pk=given["case_id"]).update(**{field: at})
        return {}

    return judge


def _note(cast: Any, at: Any) -> dict[str, Any]:
    case = make.claimed(cast, at)
    entry = texts.add_note(actor=cast.officer, at=at, case_id=case.pk, text="已电话核实")
    return {"entry_id": entry.pk, **REASON}


def _answer(cast: Any, at: Any, _: Any) -> dict[str, Any]:
    return {"entry_id": make.answered(cast, at).entries.get(kind="answer").pk}


def _rated_badly(cast: Any, at: Any) -> dict[str, Any]:
    case = make.answered(cast, at)
    rate_case(at=at, case_id=case.pk, rating=1, comment="没有回答")
    return {"case_id": case.pk, "outcome": SecondLook.STANDS, "text": "答复符合规定。"}


def _is_with(unit: str, state: str) -> Callable[..., bool]:
    return lambda cast, case, _: (case.unit, case.state, case.claimed_by) == (unit, state, None)


NO_LEADER = ("stranger", "stranger_leader", "officer", "auditor")
CASES = (
    Case(
        moving.dispatch_case, "desk_editor", _made(make.received, unit="edu"),
        "casework.case.dispatched", _is_with("edu", "dispatched"), OF_DESK, ENDED | GONE | EMPTY,
    ),
    Case(
        moving.transfer_case, "officer", _made(make.claimed, unit="health", **REASON),
        "casework.case.transferred", _is_with("health", "dispatched"),
        ("stranger", "stranger_leader", "leader", "auditor"),
        ENDED | GONE | EMPTY | LACKS_REASON
        | {"casework.same_unit": lambda cast, at, _: {"unit": "edu"}},
    ),
    Case(
        moving.object_to_dispatch, "officer", _made(make.dispatched, **REASON),
        "casework.case.objected", _is_with("office", "received"), OF_UNIT, ENDED | LACKS_REASON,
    ),
    Case(
        moving.claim_case, "officer", _made(make.dispatched), "casework.case.claimed",
        lambda cast, case, _: (case.state, case.claimed_by) == ("claimed", cast.officer),
        OF_UNIT, ENDED,
    ),
    Case(
        moving.pause_case, "officer", _made(make.claimed, **REASON), "casework.case.paused",
        lambda cast, case, _: case.state == "paused" and str(case.reason) == REASON["reason"],
        OF_UNIT, ENDED | LACKS_REASON,
    ),
    Case(
        moving.resume_case, "officer", _made(make.paused), "casework.case.resumed",
        lambda cast, case, _: case.state == "claimed", OF_UNIT, ENDED,
    ),
    Case(
        moving.extend_case, "desk_editor", _extendable, "casework.case.extended",
        lambda cast, case, _: case.state == "claimed" and str(case.reason) == REASON["reason"],
        OF_DESK,
        ENDED | LACKS_REASON
        | {"casework.no_extension": lambda cast, at, _: {"case_id": make.claimed(cast, at).pk}},
    ),
    Case(
        extending.ask_extension, "officer", _asked, "casework.case.extension_asked",
        lambda cast, row, _: row.state == "open" and row.case.entries.get().kind == "note"
        and [step.right for step in row.steps.all()] == ["casework.extend"] * 2,
        OF_UNIT,
        ENDED | LACKS_REASON
        | {
            "casework.nothing_said": lambda cast, at, _: {"explanation": " "},
            "casework.no_extension": lambda cast, at, _: {"case_id": make.claimed(cast, at).pk},
            "casework.asked_already": _asked_already,
        },
    ),
    Case(
        judging.value_case, "officer", _made(make.claimed, **REASON), "casework.case.valued",
        lambda cast, case, _: case.valued_at is not None and case.state == "claimed",
        ("stranger", "leader", "auditor"),
        ENDED | LACKS_REASON | {"casework.judged_already": _judged("valued_at")},
    ),
    Case(
        judging.judge_complex, "desk_editor", _complex, "casework.case.judged_complex",
        lambda cast, case, _: case.complex_at is not None,
        OF_DESK,
        ENDED | LACKS_REASON
        | {
            "casework.judged_already": _judged("complex_at"),
            "casework.no_extension": lambda cast, at, _: {"case_id": make.claimed(cast, at).pk},
        },
    ),
    Case(
        judging.judge_foreign, "officer", _made(make.claimed, **REASON),
        "casework.case.judged_foreign",
        lambda cast, case, _: case.foreign_at is not None and case.state == "claimed",
        ("stranger", "leader", "auditor"),
        ENDED | LACKS_REASON | {"casework.judged_already": _judged("foreign_at")},
    ),
    Case(
        judging.explain_case, "desk_editor",
        _made(make.received, text="养老金由省社保局发放，请拨打 12333。"), "casework.case.explained",
        lambda cast, case, _: (case.state, case.answered_at) == ("answered", case.foreign_at)
        and str(case.entries.get(kind="answer")).startswith("养老金"),
        OF_DESK, ENDED | LACKS_TEXT,
    ),
    Case(
        judging.urge_case, "leader", _made(make.dispatched, **REASON), "casework.case.urged",
        lambda cast, case, _: (case.urgings, case.state) == (1, "dispatched"),
        NO_LEADER, ENDED | LACKS_REASON,
    ),
    Case(
        judging.supervise_case, "portal_leader", _made(make.claimed, **REASON),
        "casework.case.supervised",
        lambda cast, case, _: case.supervised_at is not None and case.state == "claimed",
        NO_LEADER, ENDED | LACKS_REASON | {"casework.pressed_already": _judged("supervised_at")},
    ),
    Case(
        judging.escalate_case, "officer", _made(make.claimed, **REASON), "casework.case.escalated",
        lambda cast, case, _: case.escalated_at is not None and case.state == "claimed",
        ("stranger", "stranger_leader", "auditor"),
        ENDED | LACKS_REASON | {"casework.pressed_already": _judged("escalated_at")},
    ),
    Case(
        judging.reopen_case, "desk_editor", _made(make.closed, **REASON), "casework.case.reopened",
        lambda cast, case, _: (case.state, case.claimed_by, case.answered_at, case.ended_at)
        == ("dispatched", None, None, None),
        OF_DESK, {"casework.wrong_state": _open} | LACKS_REASON,
    ),
    Case(
        judging.look_again, "desk_editor",
        _rated_badly, "casework.case.looked_again",
        lambda cast, case, _: (case.state, case.doubted_at, case.rating) == ("answered", None, 1)
        and str(case.entries.get(kind="to_citizen")) == "答复符合规定。",
        OF_DESK,
        {
            "casework.wrong_state": _open,
            "casework.not_doubted": lambda cast, at, _: {"case_id": make.answered(cast, at).pk},
        }
        | LACKS_TEXT,
    ),
    Case(
        moving.answer_case, "officer", _made(make.claimed, text="校车七点到。"),
        "casework.case.answered",
        lambda cast, case, _: (case.state, case.answered_at is not None) == ("answered", True)
        and str(case.entries.get(kind="answer")) == "校车七点到。",
        OF_UNIT, ENDED | LACKS_TEXT,
    ),
    Case(
        moving.close_case, "officer", _made(make.answered), "casework.case.closed",
        lambda cast, case, _: (case.state, case.ended_at is not None) == ("closed", True),
        ("stranger", "leader", "auditor"), {"casework.wrong_state": _open},
    ),
    Case(
        moving.drop_case, "desk_editor", _made(make.claimed, end=CaseState.INVALID, **REASON),
        "casework.case.withdrawn",
        lambda cast, case, _: (case.state, str(case.reason)) == ("invalid", REASON["reason"]),
        OF_DESK,
        ENDED | LACKS_REASON
        | {"casework.not_an_end": lambda cast, at, _: {"end": CaseState.CLOSED}},
    ),
    Case(
        joining.add_joint_unit, "desk_editor", _made(make.dispatched, unit="health"),
        "casework.case.joined",
        lambda cast, row, _: (row.unit, row.case.unit) == ("health", "edu")
        and Matter.objects.visible_to(cast.stranger, at=row.added_at).filter(pk=row.case_id).exists(),
        OF_DESK,
        ENDED | GONE | EMPTY
        | {
            "casework.leads_already": lambda cast, at, _: {"unit": "edu"},
            "casework.joined_already": lambda cast, at, given: JointUnit.objects.create(
                case_id=given["case_id"], unit="health", added_by=cast.desk_editor, added_at=at
            )
            and {},
        },
    ),
    Case(
        joining.merge_cases, "desk_editor", _pair, "casework.case.merged",
        lambda cast, case, given: (case.state, case.merged_into_id) == ("merged", given["other_id"])
        and case.links.get().kind == "merged",
        OF_DESK,
        ENDED
        | {
            "casework.same_case": lambda cast, at, given: {"other_id": given["case_id"]},
            "casework.not_open": lambda cast, at, _: {"other_id": make.answered(cast, at).pk},
        },
    ),
    Case(
        joining.link_cases, "officer", _linked, "casework.case.linked",
        lambda cast, link, given: link.other_id == given["other_id"]
        and joining.link_cases(
            actor=cast.officer, at=link.made_at, case_id=link.other_id, other_id=link.case_id
        )
        == link,
        ("stranger", "leader", "auditor"),
        {"casework.same_case": lambda cast, at, given: {"other_id": given["case_id"]}},
    ),
    Case(
        texts.add_message, "officer", _made(make.claimed, text="请补充校车线路。"),
        "casework.case.messaged",
        lambda cast, entry, _: (entry.kind, entry.text) == ("to_citizen", "请补充校车线路。"),
        ("stranger", "leader", "auditor"), ENDED | LACKS_TEXT,
    ),
    Case(
        texts.add_note, "officer", _made(make.claimed, text="已电话核实"), "casework.case.noted",
        lambda cast, entry, _: (entry.kind, entry.written_by) == ("note", cast.officer),
        ("stranger", "leader", "auditor"), LACKS_TEXT,
    ),
    Case(
        texts.view_in_full, "officer", _made(make.claimed), "casework.case.viewed",
        lambda cast, case, _: case.phone == make.SENDER.phone,
        ("stranger", "leader", "auditor"), stateless="the person who handles a case may ask its sender back",
    ),
    Case(
        texts.erase_entry, "desk_editor", _note, "casework.entry.erased",
        lambda cast, entry, _: (entry.text, str(entry)) == ("", "（已删除）"),
        OF_DESK, LACKS_REASON | {"casework.answer_stays": _answer},
    ),
    Case(
        texts.erase_case, "desk_editor", _made(make.closed, reason="来件人要求"),
        "casework.case.erased",
        lambda cast, case, _: not any(
            (case.name, case.phone, case.phone_index, case.email_index, case.title, case.body)
        )
        and not any(entry.text for entry in CaseEntry.objects.all())
        and case.number == Matter.objects.get().number
        and Event.objects.filter(subject=case.subject_key).count() > 4,
        OF_DESK, LACKS_REASON | {"casework.wrong_state": _open},
    ),
)  # fmt: skip
