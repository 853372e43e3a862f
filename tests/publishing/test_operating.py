"""The operator's page, over HTTP."""

from datetime import datetime

import pytest
import time_machine
from django.test import Client

from mingtang.publishing.engine.lanes import work_everything
from mingtang.publishing.models import Target
from tests.factories.cast import Cast
from tests.factories.publishing import published_article

pytestmark = pytest.mark.django_db(transaction=True)


def test_operator_sees_lanes_failures_and_history(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    Target.objects.filter(kind="home").update(state="failed", reason="模板出错")
    client = Client(HTTP_HOST="localhost")
    client.force_login(cast.operator)
    with time_machine.travel(at, tick=False):
        page = client.get("/publishing/").content.decode()
    for words in ("本稿页面", "关联页面", "批量任务", "模板出错", "整站回退", "稿件发布"):
        assert words in page


def test_officer_does_not_operate(cast: Cast, at: datetime) -> None:
    client = Client(HTTP_HOST="localhost")
    client.force_login(cast.officer)
    with time_machine.travel(at, tick=False):
        assert client.get("/publishing/").status_code == 404
