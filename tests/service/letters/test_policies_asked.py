"""A policy document links to a form for questions about it and to the published answers."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.models import Article
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.publishing.actions.articles import take_down_article
from mingtang.service.letters.models import LetterDetails
from mingtang.service.responses.actions.publication import release_answer, save_redaction
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.running import work_jobs
from mingtang.workbench.casework.actions.moving import dispatch_case
from mingtang.workbench.casework.models import Case
from mingtang.workbench.intake.actions import take_waiting
from tests.factories.cast import Cast
from tests.factories.content import policy_fields
from tests.factories.letters import SCHOOLS, answer, letter, mailbox
from tests.factories.publishing import published_article, tree
from tests.service.letters.test_before_sending import reader

__all__ = ["reader"]

Browser = Callable[..., Client]
pytestmark = pytest.mark.django_db
HALF = timedelta(seconds=30)


def _policy(cast: Cast, at: datetime) -> Any:
    found = published_article(cast, at, columns=[cast.news], fields=policy_fields())
    return Article.objects.get(pk=found.article_id)


def test_la_30_policy_leads_to_a_question_and_its_answers_stand_beside_it(
    cast: Cast, at: datetime, browser: Browser, reader: Client, settings: Any
) -> None:
    policy = _policy(cast, at)
    work_everything(at)
    work_jobs(at, lane=JobLane.MEDIA)
    work_everything(at)
    (path,) = [one for one in tree("portal") if one.endswith(f"/{policy.pk}.html")]
    page = tree("portal")[path].decode()
    asking = f"/forms/letter/?about={policy.pk}"
    assert f'<a href="{asking}">我要问</a>' in page
    assert '<a href="tel:12345">' in page
    assert "下载本文件" in page
    assert "关于本文件的问答" not in page
    box = mailbox(cast, at, SCHOOLS)
    work_everything(at)
    assert tree("portal")[path].decode() == page  # a new mailbox does not rebuild articles
    with time_machine.travel(at, tick=False):
        form = reader.get(asking).content.decode()
    assert f"关于《{policy_fields().title}》" in unescape(form)
    assert f'value="{box.pk}" id="f-mailbox" checked' in form
    given, asked = (
        re.search(r'name="pass" value="([^"]*)"', form),
        re.search(r"(.)加(.)等于几", form),
    )
    assert given
    assert asked
    total = sum("零一二三四五六七八九".index(sign) for sign in asked.groups())
    values = {
        "mailbox": str(box.pk), "category": "inquiry", "title": "关于招生", "text": "几岁可以报名？",
        "about": str(policy.pk), "publish": "yes", "pass": given[1], "answer": str(total),
    }  # fmt: skip
    with time_machine.travel(at + HALF, tick=False):
        assert reader.post("/forms/letter/", values).status_code == 302
    take_waiting(at=at + HALF)
    case = Case.objects.get()
    settings.ROOT_URLCONF = "mingtang.wiring.config.office_urls"
    office = browser(cast.officer).get(reverse("casework:case", args=[case.pk])).content.decode()
    assert policy_fields().title in office
    answer(case, cast.officer, cast.leader, at + HALF, "年满六周岁可以报名，请到辖区小学登记。")
    _publish(cast, case, at + HALF)
    work_everything(at + HALF)
    files = tree("portal")
    listed = f"/responses/policy-{policy.pk}/index.html"
    assert "几岁可以报名" in files[listed].decode()
    assert 'href="/responses/policy-' in files[path].decode()
    (answered,) = [one for one in files if re.fullmatch(r"/responses/\d{6}/\d+\.html", one)]
    assert f'<a href="{path}">' in files[answered].decode()
    take_down_article(
        actor=cast.desk_editor,
        at=at + HALF,
        article_id=policy.pk,
        reason="有误",
        reason_code="error",
    )
    work_everything(at + HALF)
    files = tree("portal")
    assert listed not in files
    assert policy_fields().title not in files[answered].decode()


def _publish(cast: Cast, case: Case, at: datetime) -> None:
    save_redaction(
        actor=cast.officer, at=at, case_id=case.pk, title="几岁可以报名", question="几岁可以报名？",
        answer="年满六周岁可以报名。",
    )  # fmt: skip
    release_answer(actor=cast.desk_editor, at=at, case_id=case.pk)


def test_letter_about_what_is_not_online_is_about_nothing(cast: Cast, at: datetime) -> None:
    case = letter(at, about=10**9)
    dispatch_case(actor=cast.desk_editor, at=at, case_id=case.pk, unit="edu")
    assert LetterDetails.objects.get(case=case).about is None


def test_form_without_a_mailbox_says_where_to_call(
    cast: Cast, at: datetime, reader: Client
) -> None:
    with time_machine.travel(at, tick=False):
        page = reader.get("/forms/letter/").content.decode()
    assert "暂时不能提交" in page
    assert "12345" in page
