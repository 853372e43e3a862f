"""The whole way in the office over HTTP: plan, approval, announcement, question, live, transcript, archive."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.service.interviews.models import (
    Interview,
    InterviewPlan,
    InterviewTurn,
    ReaderQuestion,
)
from mingtang.workbench.approvals.models import ApprovalStep
from tests.factories.cast import Cast
from tests.factories.publishing import tree
from tests.service.interviews.conftest import announced, asked

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=10)
KEY = re.compile(r'name="(form_key)" value="([^"]+)"')


def sent(client: Client, url: str, **typed: Any) -> None:
    """Open a form, fill it in, and send it; it leads on."""
    page = client.get(url)
    assert page.status_code == 200, url
    keys = dict(KEY.findall(page.content.decode()))
    answer = client.post(url, {**keys, **typed})
    found = re.findall(r'class="mt-error[^>]*>([^<]*)', answer.content.decode())
    assert answer.status_code == 302, (url, answer.status_code, found)


def test_xc_11_gb_04_an_interview_goes_its_way_from_plan_to_archive(
    cast: Cast, at: datetime, browser: Callable[..., Client]
) -> None:
    desk, leader = browser(cast.desk_editor), browser(cast.portal_leader)

    def to(name: str, *args: Any) -> str:
        return reverse(f"interviews:{name}", args=args)

    with time_machine.travel(at, tick=False):
        sent(desk, to("plan-new"), unit=str(cast.city.pk), year="2026")
        plan = InterviewPlan.objects.get()
        sent(desk, to("item-new", plan.pk), month="3", topic="招生政策", guests="教育局长")
        sent(desk, to("plan-send", plan.pk))
        page = leader.get(to("plan", plan.pk)).content.decode()
        step = ApprovalStep.objects.due().get()
        assert reverse("approvals:pass", args=[step.pk]) in page
        sent(leader, reverse("approvals:pass", args=[step.pk]))
        assert "待筹备" in desk.get(to("plans")).content.decode()
        assert "申请调整" in desk.get(to("plan", plan.pk)).content.decode()
        assert desk.get(to("plan-list")).status_code == 200
        facts = {"title": "招生访谈", "intro": "解读政策。", "how": "在本页提问"}
        starts = f"{at + LATER:%Y-%m-%dT%H:%M}"
        item = str(plan.items.get().pk)
        sent(desk, to("new"), site=str(cast.portal.pk), item=item, starts_at=starts, **facts)
        row = Interview.objects.get()
        sent(desk, to("guests", row.pk), name_0="方圆", post_0="市教育局局长")
        sent(desk, to("edit", row.pk), starts_at=starts, version="0", **facts)
        sent(leader, to("announce", row.pk))
        asked(row, at, "几月报名？")
    question = ReaderQuestion.objects.get()
    with time_machine.travel(at + LATER, tick=False):
        sent(desk, to("choose", question.pk), wording="几月报名？")
        sent(desk, to("open", row.pk))
        sent(desk, to("ask", question.pk))
        sent(desk, to("say", row.pk), speaker=str(row.guests.get().pk), text="五月。")
        assert "几月报名？" in desk.get(to("interview", row.pk)).content.decode()
        sent(desk, to("end", row.pk))
        turn = InterviewTurn.objects.get(speaker="guest")
        sent(desk, to("turn", turn.pk), text="五月一日。")
        sent(leader, to("archive", row.pk))
        assert "招生访谈" in desk.get(to("list")).content.decode()
        work_everything(at + LATER)
    assert "五月一日。" in tree("portal")[row.path].decode()


def test_the_screen_tells_the_time_of_beijing(
    cast: Cast, at: datetime, browser: Callable[..., Client]
) -> None:
    row = announced(cast, at)
    with time_machine.travel(at, tick=False):
        page = browser(cast.desk_editor).get(reverse("interviews:interview", args=[row.pk]))
    assert "2026-03-11 11:00" in page.content.decode()
