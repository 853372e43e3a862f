"""A survey from the draft to the archive, with the screens of officers, leaders and readers."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.obligations.models import Obligation
from mingtang.service.surveys.actions.questions import save_question
from mingtang.service.surveys.actions.turning import (
    close_survey,
    count_days,
    show_figures,
    turn_surveys,
)
from mingtang.service.surveys.actions.words import show_words
from mingtang.service.surveys.enums import ResultShowing, SurveyKind, SurveyQuestionKind
from mingtang.service.surveys.interfaces.answer_screens import AnswerList
from mingtang.service.surveys.measures import MEASURES
from mingtang.service.surveys.models import Survey, SurveyAnswer, SurveyPick, SurveyWords
from mingtang.service.surveys.policies import QuestionText
from mingtang.spine.events.models import Event
from mingtang.spine.events.subscribers import EventFacts
from mingtang.spine.search.asking import PublicQuestion, find_public
from mingtang.workbench.backoffice.exporting import open_list
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from mingtang.workbench.intake.actions import take_waiting
from tests.factories.cast import Cast
from tests.factories.publishing import published_article, tree
from tests.factories.regulations import bound_pack
from tests.factories.surveys import BUS, LINE, POINT, answered, drafted, key_of, opened, survey_text

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
Drain = Callable[[datetime], object]
WHY = QuestionText(
    kind=SurveyQuestionKind.LONG, label="为什么", section=2, depends_on=1, depends_words="公交"
)


@pytest.fixture(autouse=True)
def _online(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at - timedelta(days=90))
    published_article(cast, at, columns=[cast.edu_news])
    work_everything(at)


def page(row: Survey, at: datetime) -> str:
    work_everything(at)
    return tree(row.site.code)[row.path].decode()


class Office:
    """Opens and posts forms of the office as one person, who signs in each time."""

    def __init__(self, browser: Browser, person: Any, at: datetime) -> None:
        self.browser, self.person, self.at = browser, person, at

    def reads(self, name: str, number: int) -> str:
        with time_machine.travel(self.at, tick=False):
            shown = self.browser(self.person).get(reverse(f"surveys:{name}", args=[number]))
        assert shown.status_code == 200
        return str(shown.content.decode())

    def posts(self, url: str, **fields: Any) -> None:
        with time_machine.travel(self.at, tick=False):
            client = self.browser(self.person)
            assert client.get(url).status_code == 200
            answer = client.post(url, {FIELD: new_form_key(self.person.pk, url), **fields})
        assert answer.status_code == 302, answer.content.decode()

    def does(self, name: str, number: int | None = None, **fields: Any) -> None:
        self.posts(reverse(f"surveys:{name}", args=[number] if number else []), **fields)


def test_gb_04_survey_is_asked_handled_and_its_result_fed_back(
    cast: Cast, at: datetime, browser: Browser, drain: Drain
) -> None:
    officer = Office(browser, cast.officer, at)
    text = {
        "title": "公交线路优化调查", "purpose": "用来调整线路。", "days": 10, "once": "free",
        "showing": "after_close", "kind": "survey",
    }  # fmt: skip
    officer.does("new", site=cast.edu_site.pk, unit="edu", **text)
    row = Survey.objects.get()
    officer.does(
        "question-new", row.pk, kind="single", label="平时怎样出行", choices="公交\n步行",
        is_required="on", section=1,
    )  # fmt: skip
    officer.does("question-new", row.pk, kind="short", label="还想说什么", section=1)
    officer.does("send", row.pk)
    for person, label in ((cast.leader, "分管领导审签"), (cast.site_editor, "网站编辑部核发")):
        office = Office(browser, person, at)
        shown = office.reads("show", row.pk)
        assert label in shown
        url = re.search(r'href="([^"]*/pass/)"', shown)
        assert url is not None
        office.posts(url[1])
    row.refresh_from_db()
    assert row.state_label == "进行中"
    shown = page(row, at)
    assert "还剩 11 天" in shown
    assert f'href="/forms/{row.form_code}/"' in shown
    assert '<meta property="og:title" content="公交线路优化调查">' in shown

    bus = key_of(row, 1, "公交")
    answered(row, at, "one", q1=bus, q2="请打13912345678找欧阳无双。")
    answered(row, at, "two", q1=key_of(row, 1, "步行"))
    answered(row, at, "three", q1=bus)
    words = SurveyWords.objects.get()
    assert "139****5678" in officer.reads("answers", row.pk)
    officer.does("words-publish", words.pk, public_text="多开夜班车。")
    row.refresh_from_db()
    assert row.answers_counted == 3
    assert "有效答卷" not in page(row, at)  # nothing is shown before the result

    assert row.closes_at is not None
    late = row.closes_at + timedelta(minutes=1)
    turn_surveys(at=late)
    drain(late)
    promise = Obligation.objects.about(row.subject).get(rule_id="survey.result")
    assert (promise.state, promise.unit_key) == ("open", "edu")
    assert "正在统计" in page(row, late)
    Office(browser, cast.leader, late).does("publish", row.pk, result="多数人坐公交。")
    shown = page(row, late)
    for told in ("多数人坐公交", "公交（66.7%）", "3 人回答", "多开夜班车", "<svg"):
        assert told in shown
    assert "/forms/survey" not in shown
    assert "欧阳" not in "".join(one.decode(errors="ignore") for one in tree("edu").values())
    officer.at = late
    officer.does("archive", row.pk)
    assert "已归档" in page(row, late)
    assert "已归档" in tree("edu")["/surveys/index.html"].decode()
    drain(late + timedelta(minutes=1))
    promise.refresh_from_db()
    assert promise.state == "met"


def test_xc_23_micro_survey_is_short_and_carries_its_own_marks(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="微调查只有一页"):
        opened(cast, at, [BUS, WHY], is_short=True)
    with pytest.raises(Refused, match="微调查最多 5 题"):
        opened(cast, at, [LINE] * 6, is_short=True)
    shown = page(opened(cast, at, is_short=True), at)
    assert "开始答题（2 题）" in shown
    assert 'property="og:description" content="了解市民怎样出行' in shown


@pytest.mark.urls("mingtang.wiring.config.public_urls")
def test_form_asks_page_by_page_only_what_the_answers_call_for(cast: Cast, at: datetime) -> None:
    row = opened(cast, at, [BUS, WHY], sections="出行\n原因")
    hosts = '{"default": "edu", "sites": {"localhost": "edu"}}'
    (Path(settings.PUBLISH_ROOT) / ".maps").mkdir(exist_ok=True)
    (Path(settings.PUBLISH_ROOT) / ".maps" / "hosts.json").write_text(hosts)
    client, address = Client(SERVER_NAME="localhost"), f"/forms/{row.form_code}/"
    first, second = row.questions.order_by("position")

    def asks(**typed: str) -> Any:
        with time_machine.travel(at + timedelta(seconds=30 * len(typed)), tick=False):
            return client.post(address, typed) if typed else client.get(address)

    def hidden(html: str) -> dict[str, str]:
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))

    html = asks().content.decode()
    assert "<h2>出行</h2>" in html
    assert "为什么" not in html
    html = asks(**hidden(html), turn="next").content.decode()
    assert "请选择“1. 平时怎样出行”" in html
    bus = key_of(row, 1, "公交")
    html = asks(**hidden(html), turn="next", **{first.field_name: bus}).content.decode()
    assert "<h2>原因</h2>" in html
    numbers = re.search(r"(.)加(.)等于几", html)
    assert numbers is not None
    answer = sum("零一二三四五六七八九".index(sign) for sign in numbers.groups())
    sent = asks(**hidden(html), **{second.field_name: "近。", "answer": str(answer)})
    assert sent.status_code == 302, sent.content.decode()
    with time_machine.travel(at + timedelta(minutes=3), tick=False):
        receipt = client.get(f"/forms/receipt/?{sent['Location'].partition('?')[2]}")
    assert "谢谢您参与" in receipt.content.decode()
    assert "查询码" not in receipt.content.decode()
    take_waiting(at=at + timedelta(minutes=5))
    assert SurveyPick.objects.get().value == bus
    assert SurveyWords.objects.get().text == "近。"


def test_condition_stands_on_a_later_page_and_names_choices_that_are_there(
    cast: Cast, at: datetime
) -> None:
    row = drafted(cast, at, [BUS, WHY])
    why = row.questions.get(position=2)
    early = {"section": 1, "depends_words": "公交"}
    for changes, said in (
        (early, "第 1 题在第 1 页，本题要放在更后面的页"),
        ({"depends_words": "骑车"}, "请照抄第 1 题的选项，每行一个：公交、步行、开车"),
        ({"depends_on": 9}, "另一道单选题或多选题的题号"),
    ):
        text = QuestionText(**vars(WHY) | changes)
        with pytest.raises(Refused, match=said):
            save_question(
                actor=cast.officer, at=at, survey_id=row.pk, text=text, question_id=why.pk
            )
    bus = row.questions.get(position=1)
    save_question(
        actor=cast.officer, at=at, survey_id=row.pk, question_id=bus.pk,
        text=QuestionText(**vars(BUS) | {"choices": "骑车\n开车"}),
    )  # fmt: skip
    with pytest.raises(Refused, match="第 2 题的条件所用的选项在第 1 题中已经没有"):
        opened_from(cast, row, at)


def opened_from(cast: Cast, row: Survey, at: datetime) -> None:
    from mingtang.service.surveys.actions.drafting import send_survey  # the one use

    send_survey(actor=cast.officer, at=at, survey_id=row.pk)


def test_questions_are_numbered_without_gaps_page_by_page(cast: Cast, at: datetime) -> None:
    row = drafted(cast, at, [BUS, LINE])
    save_question(actor=cast.officer, at=at, survey_id=row.pk, text=POINT, position=2)
    save_question(
        actor=cast.officer, at=at, survey_id=row.pk, text=QuestionText(**vars(LINE) | {"section": 2})
    )  # fmt: skip
    save_question(actor=cast.officer, at=at, survey_id=row.pk, text=POINT)
    found = row.questions.order_by("position").values_list("position", "label", "section")
    assert list(found) == [
        (1, "平时怎样出行", 1), (2, "办事效率", 1), (3, "还想说什么", 1), (4, "办事效率", 1),
        (5, "还想说什么", 2),
    ]  # fmt: skip


def test_survey_stops_at_the_number_of_answers(cast: Cast, at: datetime) -> None:
    row = opened(cast, at, quota=2)
    walk = key_of(row, 1, "步行")
    for number in ("1", "22"):
        answered(row, at + timedelta(hours=1), number, q1=walk)
    row.refresh_from_db()
    assert (row.state, row.cause, row.closes_at) == ("closed", "quota", at + timedelta(hours=1))
    with pytest.raises(Refused, match="不再接收"):
        answered(row, at + timedelta(hours=2), "333", q1=walk)
    assert "答卷已满，提前截止" in page(row, at + timedelta(hours=2))


def test_choice_whose_places_are_taken_is_not_offered(cast: Cast, at: datetime) -> None:
    bus = QuestionText(**vars(BUS) | {"choices": "上午场｜1\n下午场|1"})
    row = opened(cast, at, [bus])
    morning, noon = key_of(row, 1, "上午场"), key_of(row, 1, "下午场")
    answered(row, at, "1", q1=morning)
    with pytest.raises(Refused, match="列出的选项"):
        answered(row, at, "22", q1=morning)
    assert Event.objects.filter(code="surveys.choice_full").exists()
    answered(row, at, "333", q1=noon)
    row.refresh_from_db()
    assert (row.state, row.cause) == ("closed", "quota")


def test_what_came_for_a_full_choice_before_it_was_known_does_not_count(
    cast: Cast, at: datetime
) -> None:
    from mingtang.workbench.intake.actions.receiving import SentForm, receive_form  # sent together
    from mingtang.workbench.intake.forms import public_form  # sent together

    bus = QuestionText(**vars(BUS) | {"choices": "上午场｜1\n下午场"})
    row = opened(cast, at, [bus])
    typed = {row.questions.get().field_name: key_of(row, 1, "上午场")}
    for number in ("a", "b"):
        sent = SentForm(number, typed, "198.51.100.9", site="edu")
        receive_form(form=public_form(row.form_code), sent=sent, at=at)
    take_waiting(at=at)
    standings = SurveyAnswer.objects.order_by("pk").values_list("standing", flat=True)
    assert list(standings) == ["counted", "over"]
    assert SurveyPick.objects.count() == 1


def test_early_close_says_why_and_takes_nothing_after(cast: Cast, at: datetime) -> None:
    row = opened(cast, at)
    with pytest.raises(Refused, match="请说明提前截止的原因"):
        close_survey(actor=cast.officer, at=at, survey_id=row.pk, reason=" ")
    later = at + timedelta(days=2)
    close_survey(actor=cast.officer, at=later, survey_id=row.pk, reason="样本已经足够。")
    with pytest.raises(Refused, match=r"截止，不再接收.*0563-1234567"):
        answered(row, later, q1="c1")
    assert "提前截止：样本已经足够。" in page(row, later)


def test_figures_follow_the_answers_where_they_are_shown_always(cast: Cast, at: datetime) -> None:
    row = opened(cast, at, showing=ResultShowing.ALWAYS)
    answered(row, at, q1=key_of(row, 1, "公交"))
    assert show_figures(at=at) == 1
    assert show_figures(at=at) == 0
    shown = page(row, at)
    assert "目前的结果" in shown
    assert "公交（100%）" in shown


def test_appraisal_rates_only_units_that_the_office_put_up(cast: Cast, at: datetime) -> None:
    row = opened(cast, at, [POINT, LINE], kind=SurveyKind.APPRAISAL)
    edu, health = row.subjects.order_by("pk")
    point = row.questions.get(kind="rating")
    with pytest.raises(Refused, match="列出的选项"):
        answered(row, at, units="u999")
    with pytest.raises(Refused, match="请选择“办事效率”"):
        answered(row, at, units=f"u{edu.pk}")
    ratings = {"1": (edu, "5"), "22": (edu, "4"), "333": (health, "2")}
    for number, (unit, value) in ratings.items():
        typed = {"units": f"u{unit.pk}", f"{point.field_name}_u{unit.pk}": value}
        answered(row, at, number, **typed)
    assert row.closes_at is not None
    turn_surveys(at=row.closes_at)
    from mingtang.service.surveys.actions.results import publish_result  # the one use

    publish_result(actor=cast.leader, at=row.closes_at, survey_id=row.pk, result="请各单位改进。")
    shown = page(row, row.closes_at)
    rows = re.findall(r'<tr><th scope="row">([^<]*)</th>((?:<td>[^<]*</td>)+)</tr>', shown)
    assert (edu.name, "<td>4.50</td><td>4.50</td><td>2</td>") in rows
    assert (health.name, "<td>2.00</td><td>2.00</td><td>1</td>") in rows


def test_kinds_of_questions_are_judged_and_counted(cast: Cast, at: datetime) -> None:
    several = QuestionText(
        kind=SurveyQuestionKind.SEVERAL, label="常去哪里", choices="医院\n学校\n公园", most=2
    )
    number = QuestionText(kind=SurveyQuestionKind.NUMBER, label="家里几口人")
    day = QuestionText(kind=SurveyQuestionKind.DATE, label="最近一次坐公交")
    row = opened(cast, at, [several, number, day, POINT], showing=ResultShowing.ALWAYS)
    with pytest.raises(Refused) as refusal:
        answered(row, at, q1="c1\nc2\nc3", q2="三口", q3="2026-02-30", q4="6")
    assert [one.code for one in refusal.value.reasons] == [
        "intake.too_many_chosen", "intake.malformed", "intake.malformed", "intake.no_choice",
    ]  # fmt: skip
    answered(row, at, "1", q1="c1\nc2", q2="３", q3="2026-02-28", q4="5")
    answered(row, at, "22", q1="c1", q2="4.5", q3="2026-03-01", q4="2")
    shown = page(row, at)
    for told in ("平均 3.75，最小 3，最大 4.5", "医院（100%）", "2026年2月", "平均 3.5"):
        assert told in shown


def test_words_that_tell_who_wrote_them_are_not_shown(cast: Cast, at: datetime) -> None:
    row = opened(cast, at, showing=ResultShowing.ALWAYS)
    answered(row, at, q1="c1", q2="我是欧阳无双，电话13912345678")
    words = SurveyWords.objects.get()
    with pytest.raises(Refused, match="还有个人信息：13912345678"):
        show_words(actor=cast.officer, at=at, words_id=words.pk, public_text=words.text)
    assert "文字没有公开" in page(row, at)
    show_words(actor=cast.officer, at=at, words_id=words.pk, public_text="多开班次。")
    assert "多开班次" in page(row, at)
    told = " ".join(Event.objects.values_list("payload", flat=True))
    assert not any(one in told for one in ("多开班次", "欧阳", "13912345678"))


def test_many_words_are_judged_at_once_and_those_that_tell_who_wrote_them_stay(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    row = opened(cast, at)
    for number, words in (("1", "多开班次"), ("22", "请打13912345678"), ("333", "长" * 150)):
        answered(row, at, number, q1="c1", q2=words)
    url = reverse("surveys:words")
    with time_machine.travel(at, tick=False):
        client = browser(cast.officer)
        assert "长" * 150 in client.get(url).content.decode()
        items = list(SurveyWords.objects.values_list("pk", flat=True))
        key = new_form_key(cast.officer.pk, url)
        shown = client.post(url, {FIELD: key, "act": "show", "items": items}).content.decode()
        assert "公开的文字里还有个人信息" in shown
        key = new_form_key(cast.officer.pk, url)
        typed = {FIELD: key, "act": "hide", "items": items[1:2], "hide-reason": "有电话"}
        assert client.post(url, typed).status_code == 200
        assert 'value="show"' not in browser(cast.leader).get(url).content.decode()
    states = SurveyWords.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["shown", "hidden", "shown"]


def test_answers_are_exported_with_a_column_a_question_and_masked_words(
    cast: Cast, at: datetime
) -> None:
    row = opened(cast, at)
    answered(row, at, q1=key_of(row, 1, "步行"), q2="请打13912345678")
    name = AnswerList.list_name()
    screen = open_list(name, cast.officer, arguments={"pk": row.pk}, query="")
    columns = screen.get_columns()
    assert [one.label for one in columns[3:]] == ["1. 平时怎样出行", "2. 还想说什么"]
    (shown,) = screen.page.rows
    assert [one.read(shown) for one in columns[2:]] == ["计入", "步行", "请打139****5678"]
    with pytest.raises(NotVisible):
        open_list(name, cast.stranger, arguments={"pk": row.pk}, query="")


def test_answers_that_do_not_count_are_not_in_the_figures_of_the_year(at: datetime) -> None:
    answers = next(one for one in MEASURES if one.name == "surveys.answered")

    def added(standing: str) -> list[str]:
        facts = EventFacts(
            code="surveys.answered", subject="survey:1", actor="citizen", unit="edu", site="edu",
            payload={"answer": 1, "standing": standing}, occurred_at=at, recorded_at=at,
        )  # fmt: skip
        return [one.unit for one in answers.counts(facts)]

    assert added("counted") == ["edu"]
    assert added("over") == []


def test_survey_is_found_by_title_and_purpose_once_it_is_open(cast: Cast, at: datetime) -> None:
    row = opened(cast, at, opens_at=at + timedelta(days=2))
    question = PublicQuestion(text="公交线路", site="edu")
    assert not [one for one in find_public(question, at=at).rows if one.kind == "survey"]
    assert turn_surveys(at=at + timedelta(days=2)) == 1
    found = find_public(question, at=at + timedelta(days=2)).rows
    assert [one.number for one in found if one.kind == "survey"] == [row.pk]
    assert count_days(at=at + timedelta(days=3)) == 1
    assert "还剩 10 天" in page(row, at + timedelta(days=3))


def test_title_and_purpose_are_asked_for(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused) as refusal:
        drafted(cast, at, (), title=" ", purpose=" ", days=0, quota=0, picture="image:1")
    assert [one.field for one in refusal.value.reasons] == [
        "title", "purpose", "days", "quota", "picture_words", "picture",
    ]  # fmt: skip
    assert survey_text().title
