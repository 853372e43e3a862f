"""Interviews with a plan of the city, an interview announced or live, and a form of a reader."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mingtang.institution.organization.models import Unit
from mingtang.service.interviews.actions.interviews import (
    GuestFacts,
    InterviewFacts,
    announce_interview,
    draft_interview,
    open_interview,
    set_guests,
)
from mingtang.service.interviews.actions.plans import begin_plan, send_plan, write_item
from mingtang.service.interviews.interfaces.public_forms import QUESTION_FORM
from mingtang.service.interviews.models import Interview, InterviewPlan
from mingtang.workbench.approvals.actions import pass_step
from mingtang.workbench.approvals.models import ApprovalStep
from mingtang.workbench.intake.actions import take_waiting
from mingtang.workbench.intake.actions.receiving import SentForm, receive_form
from tests.editorial.pages.conftest import folders
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "folders", "rooms"]
HOUR = timedelta(hours=1)
FACTS = {"intro": "解读今年招生政策。\n回答网友提问。", "how": "在本页提问"}


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime, settings: Any, tmp_path: Path) -> None:
    settings.INTAKE_INBOX = tmp_path / "inbox"
    before = at - timedelta(days=100)  # the year begins under the pack
    Unit.objects.update(added_at=before)
    bound_pack("city", at=before, since=date(2026, 1, 1))


def adopted(cast: Cast, at: datetime) -> InterviewPlan:
    """Return the plan of the city for 2026 with one interview in March, adopted."""
    plan = begin_plan(actor=cast.desk_editor, at=at, unit="city", year=2026)
    write_item(
        actor=cast.desk_editor, at=at, plan_id=plan.pk, month=3, topic="招生政策", guests="教育局长"
    )
    send_plan(actor=cast.desk_editor, at=at, plan_id=plan.pk)
    agreed(cast, at)
    plan.refresh_from_db()
    return plan


def agreed(cast: Cast, at: datetime) -> None:
    """Let the leader agree to what waits."""
    step = ApprovalStep.objects.due().get()
    pass_step(actor=cast.portal_leader, at=at, step_id=step.pk)


def drafted(cast: Cast, at: datetime, item: int | None = None, **facts: Any) -> Interview:
    """Return a draft with one guest, to begin in an hour."""
    given = {"title": "招生政策访谈", "starts_at": at + HOUR, **FACTS, **facts}
    row = draft_interview(
        actor=cast.desk_editor, at=at, site_id=cast.portal.pk, facts=InterviewFacts(**given),
        item_id=item,
    )  # fmt: skip
    guests = [GuestFacts("方圆", "市教育局局长")]
    return set_guests(actor=cast.desk_editor, at=at, interview_id=row.pk, guests=guests)


def announced(cast: Cast, at: datetime, item: int | None = None, **facts: Any) -> Interview:
    """Return an announced interview."""
    row = drafted(cast, at, item, **facts)
    return announce_interview(actor=cast.portal_leader, at=at, interview_id=row.pk)


def live(cast: Cast, at: datetime, item: int | None = None, **facts: Any) -> Interview:
    """Return an interview that went live at its time."""
    row = announced(cast, at - HOUR, item, **facts)
    return open_interview(actor=cast.desk_editor, at=at, interview_id=row.pk)


def asked(row: Interview, at: datetime, text: str, number: str = "1", **typed: str) -> None:
    """Send the form of a reader, and let a worker take it."""
    values = {"interview": str(row.pk), "text": text, "name": "", "phone": "", **typed}
    form = QUESTION_FORM.on_site("portal")
    receive_form(form=form, sent=SentForm(number, values, "192.0.2.1", site="portal"), at=at)
    take_waiting(at=at)
