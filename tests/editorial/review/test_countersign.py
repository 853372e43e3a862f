"""Countersign by other units: who is asked, what each says, and what waits for it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from mingtang.editorial.publishing.actions.articles import may_publish
from mingtang.editorial.review.actions import ask_countersign, withdraw_countersign
from mingtang.editorial.review.models import Countersign
from mingtang.editorial.review.queries.countersigns import is_countersigned
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.regulations.actions import bind_pack, install_pack
from mingtang.institution.regulations.loading import load_pack
from mingtang.institution.regulations.rules import make_pack
from mingtang.institution.regulations.schema.gates import Statement
from mingtang.workbench.approvals.actions import pass_step, return_step
from mingtang.workbench.approvals.queries import steps_waiting_for
from tests.factories.cast import Cast
from tests.factories.content import accepted, draft
from tests.factories.publishing import revised
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db
Browser = Callable[..., Any]


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime, rooms: None) -> None:
    bound_pack("city", at=at)


def _asked(cast: Cast, at: datetime, article: Any, *units: Any) -> Countersign:
    ids = [one.pk for one in units or (cast.health,)]
    return ask_countersign(
        actor=cast.desk_editor, at=at, article_id=article.pk, unit_ids=ids, reason="核对数据"
    )


def _step(found: Countersign) -> Any:
    return found.steps.get()


def test_another_unit_sees_agrees_and_is_shown(cast: Cast, at: datetime, browser: Browser) -> None:
    article = accepted(cast, at)
    sheet = reverse("review:countersigns")
    assert article.title not in browser(cast.stranger_leader).get(sheet).text
    found = _asked(cast, at, article)

    page = browser(cast.stranger_leader).get(reverse("review:countersign", args=[found.pk]))
    assert article.title in page.text
    assert "核对数据" in page.text
    assert [one.pk for one in steps_waiting_for(cast.stranger_leader, at=at)] == [_step(found).pk]
    with pytest.raises(NotVisible):
        pass_step(actor=cast.stranger, at=at, step_id=_step(found).pk)

    shown = browser(cast.desk_editor).get(reverse("content:show", args=[article.pk])).text
    assert "会签单位一览" in shown
    assert cast.stranger_leader.name in shown
    pass_step(actor=cast.stranger_leader, at=at, step_id=_step(found).pk, reason="无意见")
    found.refresh_from_db()
    assert found.state == "passed"


def test_unit_that_submits_asks_too_and_a_remark_ends_the_round(cast: Cast, at: datetime) -> None:
    article = draft(cast, at)
    given: dict[str, Any] = {"at": at, "article_id": article.pk, "unit_ids": [cast.health.pk]}
    found = ask_countersign(actor=cast.officer, **given)
    with pytest.raises(Refused) as refused:
        ask_countersign(actor=cast.officer, **given)
    assert [one.code for one in refused.value.reasons] == ["review.countersign_open"]
    return_step(actor=cast.stranger_leader, at=at, step_id=_step(found).pk, reason="数据不一致")
    article.refresh_from_db()
    assert article.state == "draft"
    assert ask_countersign(actor=cast.officer, **given).number == 2
    withdraw_countersign(actor=cast.officer, at=at, article_id=article.pk, reason="先改")


def test_class_that_needs_a_countersign_waits_for_it(cast: Cast, at: datetime) -> None:
    pack = load_pack("demo")
    rules = dict(pack.rules.items())
    needs = (Statement(name="ordinary", label="一般信息"),)
    rules["review.countersign"] = rules["review.countersign"].model_copy(update={"classes": needs})
    install_pack(actor="system", at=at, pack=make_pack("demo", pack.label, pack.extends, rules))
    bind_pack(actor="system", at=at, unit_key="city", pack="demo", valid_from=at.date())
    article = accepted(cast, at)
    codes = {one.code for one in may_publish(article, cast.desk_editor, at).reasons}
    assert "review.not_countersigned" in codes

    found = _asked(cast, at, article)
    told = is_countersigned(article, at).reasons[0].text
    assert "会签" in told
    assert _step(found).label in told
    pass_step(actor=cast.stranger_leader, at=at, step_id=_step(found).pk)
    assert is_countersigned(article, at)

    assert not is_countersigned(revised(cast, article.pk, at, title="改过的标题"), at)


def test_desk_asks_on_the_screen(cast: Cast, at: datetime, browser: Browser) -> None:
    article = accepted(cast, at)
    client = browser(cast.desk_editor)
    shown = client.get(reverse("content:show", args=[article.pk])).text
    url = reverse("review:countersign-ask", args=[article.pk])
    assert url in shown
    asked = {"unit_1": cast.health.code, "reason": "", "form_key": _key(client, url)}
    answer = client.post(url, asked, follow=True)
    assert "已送会签" in answer.text
    back = reverse("review:countersign-withdraw", args=[article.pk])
    withdrawn = {"reason": "送错单位", "form_key": _key(client, back)}
    answer = client.post(back, withdrawn, follow=True)
    assert "已撤回会签" in answer.text


def _key(client: Any, url: str) -> str:
    return str(client.get(url).context["form_key"])
