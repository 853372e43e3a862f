"""Consultations in each state, made by the actions that lead there."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from mingtang.service.consultations.actions.drafting import draft_consultation, send_consultation
from mingtang.service.consultations.actions.turning import turn_consultations
from mingtang.service.consultations.models import Consultation
from mingtang.service.consultations.policies import ConsultationText
from mingtang.workbench.approvals.actions import pass_step
from mingtang.workbench.approvals.models import ApprovalRound

if TYPE_CHECKING:
    from tests.factories.cast import Cast

DRAFT = "第一条　为了规范校外托管，制定本办法。\n第二条　托管机构应当公开收费标准。"


def consultation_text(**changes: Any) -> ConsultationText:
    """Return a complete text."""
    values: dict[str, Any] = {
        "title": "关于《明州市校外托管办法（征求意见稿）》公开征求意见",
        "background": "群众反映托管收费不透明。",
        "draft": DRAFT,
        "days": 30,
        "phone": "0563-1234567",
        "mail": "yj@mingzhou.gov.cn",
    }
    return ConsultationText(**values | changes)


def drafted(cast: "Cast", at: datetime, **changes: Any) -> Consultation:
    """Return a draft of the education bureau on its site."""
    return draft_consultation(
        actor=cast.officer,
        at=at,
        site_id=cast.edu_site.pk,
        unit_id=cast.edu.pk,
        text=consultation_text(**changes),
    )


def opened(cast: "Cast", at: datetime, **changes: Any) -> Consultation:
    """Return an open consultation, approved by leader and site."""
    row = drafted(cast, at, **changes)
    found: ApprovalRound = send_consultation(actor=cast.officer, at=at, consultation_id=row.pk)
    leader, release = found.steps.order_by("order")
    pass_step(actor=cast.leader, at=at, step_id=leader.pk)
    pass_step(actor=cast.site_editor, at=at, step_id=release.pk)
    row.refresh_from_db()
    return row


def closed(cast: "Cast", at: datetime, **changes: Any) -> Consultation:
    """Return a consultation that closed before a moment."""
    row = opened(cast, at - timedelta(days=40), **changes)
    turn_consultations(at=at)
    row.refresh_from_db()
    return row
