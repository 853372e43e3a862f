"""The response column: a pair redacted by one person, released by another, found, and taken down without a trace."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import Target
from mingtang.editorial.sitesearch.queries import results_of
from mingtang.ground.foundation import clock
from mingtang.ground.foundation.decisions import Refused
from mingtang.service.responses.actions.publication import (
    release_answer,
    save_redaction,
    take_down_answer,
)
from mingtang.service.responses.models import PublishedAnswer
from mingtang.service.responses.policies.checks import SenderFacts
from mingtang.service.responses.policies.masking import proposal_for
from mingtang.service.responses.queries import matching_answers
from mingtang.spine.events.models import Event
from mingtang.spine.search.asking import PublicQuestion
from mingtang.spine.search.models import PublicDocument
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from mingtang.workbench.casework.actions.opening import CaseUpload, Sender
from tests.factories import responses as make
from tests.factories.cast import Cast
from tests.factories.publishing import published_article, tree
from tests.factories.regulations import bound_pack

Browser = Callable[..., Client]
pytestmark = pytest.mark.django_db
TOKENS = {
    "name": "闻人无双",
    "phone": "13912345678",
    "landline": "0563-3987654",
    "address": "明州市桃花巷31号",
    "door": "12栋305室",
    "identity": "341802199001011234",
    "file": "闻人无双身份证扫描件.png",
    "mail": "wenren@example.cn",
}
BODY = (
    "我叫闻人无双，身份证341802199001011234，住明州市桃花巷31号12栋305室，"
    "电话13912345678或0563-3987654，邮箱wenren@example.cn。请问三中的校车几点到人民路？"
)


@pytest.fixture(autouse=True)
def _online(cast: Cast, at: datetime) -> None:
    """Both sites are online."""
    published_article(cast, at, columns=[cast.news, cast.edu_news])
    work_everything(at)


def _planted(cast: Cast, at: datetime) -> Any:
    sender = Sender("闻人无双", "13912345678", "wenren@example.cn", "明州市桃花巷31号")
    return make.answered(
        cast, at, title="闻人无双问校车13912345678", body=BODY, sender=sender,
        uploads=[CaseUpload(TOKENS["file"], b"png")],
    )  # fmt: skip


def _post(client: Client, url: str, person: Any, **values: Any) -> Any:
    return client.post(url, {FIELD: new_form_key(person.pk, url), **values})


def test_redacted_pair_waits_on_the_start_page_of_who_may_release_it(
    cast: Cast, browser: Browser
) -> None:
    at = clock.now()
    bound_pack("city", at=at)
    case = make.answered(cast, at)
    save_redaction(
        actor=cast.officer, at=at, case_id=case.pk, title="校车时间", question="校车几点到？",
        answer=make.ANSWER,
    )  # fmt: skip
    url = reverse("responses:release", args=[case.pk])

    assert url in browser(cast.desk_editor).get("/").content.decode()
    change = reverse("responses:redact", args=[case.pk])
    assert change in browser(cast.officer).get(url).content.decode()
    assert change not in browser(cast.portal_leader).get(url).content.decode()
    for person in (cast.officer, cast.stranger, cast.colleague):
        assert url not in browser(person).get("/").content.decode()
    release_answer(actor=cast.desk_editor, at=at, case_id=case.pk)
    assert url not in browser(cast.desk_editor).get("/").content.decode()


def test_what_stands_in_brackets_is_hidden_without_a_second_pair() -> None:
    hidden = proposal_for("出租车（皖P31872）绕路，打13912345678。", SenderFacts())
    assert hidden.text == "出租车（已隐去）绕路，打（已隐去）。"


def _released(cast: Cast, at: datetime, **changes: Any) -> PublishedAnswer:
    case = make.answered(cast, at, **changes)
    save_redaction(
        actor=cast.officer, at=at, case_id=case.pk, title="校车时间", question="校车几点到？",
        answer=make.ANSWER,
    )  # fmt: skip
    row = release_answer(actor=cast.desk_editor, at=at, case_id=case.pk)
    work_everything(at)
    return row


def test_xc_15_an_answer_is_published_without_a_trace_of_its_sender(
    cast: Cast, at: datetime, browser: Browser, drain: Callable[[datetime], object]
) -> None:
    case = _planted(cast, at)
    officer, desk = browser(cast.officer), browser(cast.desk_editor)
    url = reverse("responses:redact", args=[case.pk])
    assert url in officer.get(reverse("casework:case", args=[case.pk])).content.decode()
    page = officer.get(url)
    proposed = page.context["form"].initial
    assert "校车" in proposed["title"]
    assert all(token not in str(proposed) for token in TOKENS.values())
    answer = _post(officer, url, cast.officer, **proposed)
    assert "由您拟定" in officer.get(answer.url).content.decode()
    assert _post(officer, answer.url, cast.officer).status_code == 422
    assert "请问三中的校车" in desk.get(answer.url).content.decode()
    assert _post(desk, answer.url, cast.desk_editor).status_code == 302
    work_everything(at)
    drain(at)
    row = PublishedAnswer.objects.get(case=case)
    files = tree("edu") | tree("portal")
    text = files[row.path].decode()
    for words in ("市教育局", "咨询投诉", "七点", "不到 1 个工作日"):
        assert words in text
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    data = next(one for one in map(json.loads, scripts) if one["@type"] == "NewsArticle")
    assert (data["headline"], data["author"]["name"]) == (row.title, "市教育局")
    assert data["mainEntityOfPage"].endswith(row.path.removesuffix("index.html"))
    for path in ("/responses/index.html", "/responses/feed.xml", f"/responses/{row.path[11:17]}/index.html",
                 "/responses/unit-edu/index.html", "/responses/kind-inquiry/index.html"):  # fmt: skip
        assert row.title in files[path].decode(), path
    assert "/responses/" in files["/map.html"].decode()
    seen = "".join(f"{path} {content.decode(errors='replace')}" for path, content in files.items())
    index = str(list(PublicDocument.objects.values()))
    told = "".join(Event.objects.values_list("payload", flat=True))
    for name, token in TOKENS.items():
        assert token not in seen, name
        assert token not in index, name
        assert token not in told, name


def test_what_still_names_someone_or_is_not_agreed_is_not_released(
    cast: Cast, at: datetime
) -> None:
    case = _planted(cast, at)
    pair: dict[str, Any] = {"title": "校车", "question": "闻人无双问几点", "answer": make.ANSWER}
    save_redaction(actor=cast.officer, at=at, case_id=case.pk, **pair)
    with pytest.raises(Refused, match="还有个人信息"):
        release_answer(actor=cast.desk_editor, at=at, case_id=case.pk)
    secret = make.answered(cast, at, body=f"请问几点？{make.SECRET}")
    with pytest.raises(Refused, match="没有同意公开"):
        save_redaction(actor=cast.officer, at=at, case_id=secret.pk, **pair)


def test_a_published_answer_is_found_and_gone_once_it_is_taken_down(
    cast: Cast, at: datetime
) -> None:
    row = _released(cast, at)
    asked = PublicQuestion("校车时间", site="portal")
    shown: dict[str, Any] = {"own_site": "portal", "page": 1, "is_open": lambda _: True, "at": at}
    (line,) = results_of(asked, **shown).found
    assert (line.link, line.sort, line.office) == (row.path, "答复公开", "市教育局")
    (like,) = matching_answers("请问校车时间是几点", "portal", at=at)
    assert (like.title, like.link) == ("校车时间", row.path)
    for other in ("望江小区暖气不热，几点能好？", "不"):  # a sign or a word in common
        assert matching_answers(other, "portal", at=at) == ()
    take_down_answer(
        actor=cast.desk_editor, at=at, answer_id=row.pk, reason_code="rights", reason="来件人要求"
    )
    work_everything(at)
    assert results_of(asked, **shown).found == ()
    assert matching_answers("校车时间", "portal", at=at) == ()
    files = tree("portal")
    assert row.path not in files
    assert all("校车时间" not in content.decode(errors="replace") for content in files.values())
    assert "还没有公开的答复" in files["/responses/index.html"].decode()
    assert Target.objects.get(path=row.path).state == "gone"
    again = release_answer(actor=cast.desk_editor, at=at, case_id=row.case_id)
    work_everything(at)
    assert (again.path, again.pk) == (row.path, row.pk)
    assert "校车时间" in tree("portal")[row.path].decode()


def test_proposals_hide_what_tells_who_wrote_and_leave_an_offices_own_number() -> None:
    sender = SenderFacts("闻人无双", "13912345678", "明州市桃花巷31号")
    found = proposal_for(BODY, sender)
    assert all(token not in found.text for token in TOKENS.values())
    assert found.text.endswith("请问三中的校车几点到人民路？")
    assert {place.label for place in found.places} >= {"姓名", "个人号码", "门牌", "电话号码"}
    assert proposal_for(make.ANSWER, sender, is_of_office=True).text == make.ANSWER
