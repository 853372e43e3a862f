"""Consultations: drafts, opinions, points and results."""

from datetime import datetime, timedelta
from typing import Any

from mingtang.service.consultations.actions.drafting import (
    draft_consultation,
    edit_consultation,
    send_consultation,
)
from mingtang.service.consultations.actions.opinions import (
    enter_opinion,
    hide_opinion,
    show_opinion,
    view_sender,
)
from mingtang.service.consultations.actions.results import (
    archive_consultation,
    publish_result,
    remove_point,
    save_point,
)
from mingtang.service.consultations.enums import Adoption, OpinionChannel
from mingtang.service.consultations.models import (
    Consultation,
    ConsultationOpinion,
    ConsultationPoint,
)
from tests.actions.spec import Case
from tests.factories.cast import Cast
from tests.factories.consultations import consultation_text, drafted, opened
from tests.factories.regulations import bound_pack

WRONG = ("stranger", "leader", "auditor")
CHANNEL = OpinionChannel.PHONE


def _draft(cast: Cast, at: datetime) -> Consultation:
    bound_pack("city", at=at)
    return drafted(cast, at)


def _open(cast: Cast, at: datetime, state: str = "open") -> Consultation:
    bound_pack("city", at=at)
    row = opened(cast, at)
    Consultation.objects.filter(pk=row.pk).update(state=state)
    return row


def _new(cast: Cast, at: datetime) -> dict[str, Any]:
    bound_pack("city", at=at)
    ids = {"site_id": cast.edu_site.pk, "unit_id": cast.edu.pk}
    return {**ids, "text": consultation_text()}


def _opinion(cast: Cast, at: datetime) -> dict[str, Any]:
    row = ConsultationOpinion.objects.create(
        consultation=_open(cast, at), received_at=at, channel="web", text="意见", name="闻人无双"
    )
    return {"opinion_id": row.pk}


def _point(cast: Cast, at: datetime) -> dict[str, Any]:
    row = _open(cast, at, "closed")
    point = ConsultationPoint.objects.create(
        consultation=row, position=1, about="公示", verdict="adopted"
    )
    return {"point_id": point.pk}


def _state(value: str) -> Any:
    def change(cast: Cast, at: datetime, given: Any) -> None:
        Consultation.objects.update(state=value)

    return {"consultations.wrong_state": change}


def _with(code: str, **changes: Any) -> Any:
    return {code: lambda cast, at, _: changes}


CASES = (
    Case(
        draft_consultation, "officer", _new, "consultations.drafted",
        lambda cast, row, _: (row.state, row.unit) == ("draft", cast.edu), WRONG,
        _with("consultations.no_title", text=consultation_text(title=" "))
        | _with("consultations.too_short", text=consultation_text(days=29)),
    ),
    Case(
        edit_consultation, "officer",
        lambda cast, at: {
            "consultation_id": _draft(cast, at).pk, "version": 1,
            "text": consultation_text(title="另一个名称"),
        },
        "consultations.edited",
        lambda cast, row, _: (row.title, row.version) == ("另一个名称", 2), WRONG,
        _state("open") | _with("consultations.changed_since", version=7),
    ),
    Case(
        send_consultation, "officer",
        lambda cast, at: {"consultation_id": _draft(cast, at).pk}, "consultations.sent",
        lambda cast, found, _: found.steps.count() == 2
        and Consultation.objects.get().state == "in_review", WRONG, _state("open"),
    ),
    Case(
        enter_opinion, "officer",
        lambda cast, at: {
            "consultation_id": _open(cast, at).pk, "channel": CHANNEL, "received_at": at,
            "values": {"text": "应当公示", "phone": "13912345678"},
        },
        "consultations.opinion.received",
        lambda cast, row, _: (row.text, row.channel) == ("应当公示", "phone"), WRONG,
        _state("answered") | _with("consultations.no_text", values={"text": " "})
        | {"consultations.not_yet": lambda cast, at, _: {"received_at": at + timedelta(minutes=1)}},
    ),
    Case(
        show_opinion, "officer", lambda cast, at: {**_opinion(cast, at), "public_text": "意见"},
        "consultations.opinion.shown",
        lambda cast, row, _: (row.state, row.public_text) == ("shown", "意见"), WRONG,
        _state("archived") | _with("consultations.personal_data", public_text="闻人无双"),
    ),
    Case(
        hide_opinion, "officer", lambda cast, at: {**_opinion(cast, at), "reason": "广告"},
        "consultations.opinion.hidden",
        lambda cast, row, _: (row.state, str(row.reason)) == ("hidden", "广告"), WRONG,
        _state("archived") | _with("consultations.no_reason", reason=" "),
    ),
    Case(
        view_sender, "officer", _opinion, "consultations.opinion.viewed",
        lambda cast, row, _: row.name == "闻人无双", WRONG,
        stateless="an opinion can be asked about as long as its sender is known",
    ),
    Case(
        save_point, "officer",
        lambda cast, at: {
            "consultation_id": _open(cast, at, "closed").pk, "about": "公示",
            "verdict": Adoption.NOT_ADOPTED, "because": "已有规定",
        },
        "consultations.point.saved",
        lambda cast, row, _: (row.position, row.verdict) == (1, "not_adopted"), WRONG,
        _state("open") | _with("consultations.no_reason", because=" ")
        | _with("consultations.no_about", about=" "),
    ),
    Case(
        remove_point, "officer", _point, "consultations.point.removed",
        lambda cast, _, __: not ConsultationPoint.objects.exists(), WRONG, _state("answered"),
    ),
    Case(
        publish_result, "leader",
        lambda cast, at: {"consultation_id": _open(cast, at, "closed").pk, "result": "没有收到意见。"},
        "consultations.answered",
        lambda cast, row, _: (row.state, row.result) == ("answered", "没有收到意见。"),
        ("stranger", "officer", "stranger_leader"),
        _state("open") | _with("consultations.no_result", result=" "),
    ),
    Case(
        archive_consultation, "officer",
        lambda cast, at: {"consultation_id": _open(cast, at, "answered").pk},
        "consultations.archived",
        lambda cast, row, _: row.state == "archived" and row.archived_at, WRONG, _state("closed"),
    ),
)  # fmt: skip
