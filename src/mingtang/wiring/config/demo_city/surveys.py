"""Surveys of the demo city: an open one, a micro-survey, one with its result, an appraisal."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mingtang.editorial.sites.models import GovSite
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.service.surveys.actions.answers import take_answer
from mingtang.service.surveys.actions.drafting import draft_survey, send_survey
from mingtang.service.surveys.actions.offering import point_name
from mingtang.service.surveys.actions.questions import add_subject, save_question
from mingtang.service.surveys.actions.results import publish_result
from mingtang.service.surveys.actions.turning import count_days, turn_surveys
from mingtang.service.surveys.actions.words import hide_words, show_words
from mingtang.service.surveys.enums import OnceRule, ResultShowing, SurveyKind, SurveyQuestionKind
from mingtang.service.surveys.models import Survey, SurveyQuestion, SurveyWords
from mingtang.service.surveys.policies import RATINGS, QuestionText, SurveyText
from mingtang.wiring.config.demo_city.people import People
from mingtang.wiring.config.demo_city.pictures import SCENE_NAMES, picture
from mingtang.wiring.config.demo_city.places import CITY
from mingtang.workbench.approvals.actions import pass_step
from mingtang.workbench.backoffice.actions.taking import take_picture

DAYS = 20
RATED = ("edu", "health", "transport", "culture", "civil", "agri")
_KIND = SurveyQuestionKind
_WAYS = QuestionText(
    kind=_KIND.SINGLE, label="您平时主要怎样出行", is_required=True,
    choices="公交\n自行车或电动车\n步行\n私家车",
)  # fmt: skip
BUS = (
    _WAYS,
    QuestionText(
        kind=_KIND.SEVERAL, label="您希望公交先改进哪些方面", is_required=True, most=2,
        choices="发车间隔\n末班车时间\n候车亭\n到站信息\n车内环境",
    ),
    QuestionText(kind=_KIND.RATING, label="您对公交服务总体打几分", is_required=True),
    QuestionText(kind=_KIND.NUMBER, label="您从家走到公交站要几分钟", help="只填数字"),
    QuestionText(kind=_KIND.SHORT, label="您还有什么建议"),
)  # fmt: skip
MEALS = (
    QuestionText(
        kind=_KIND.SINGLE, label="您或者家里老人在社区食堂用过餐吗", choices="用过\n没有用过",
        is_required=True,
    ),
    QuestionText(
        kind=_KIND.SEVERAL, label="没有用过的原因", choices="不知道在哪里\n离家远\n价格高\n口味不合适",
        section=2, depends_on=1, depends_words="没有用过",
    ),
    QuestionText(
        kind=_KIND.RATING, label="您对饭菜和服务打几分", section=2, depends_on=1,
        depends_words="用过",
    ),
    QuestionText(kind=_KIND.LONG, label="您对社区食堂有什么建议", section=2),
)  # fmt: skip
CARE = (
    QuestionText(
        kind=_KIND.SINGLE, label="孩子的课后服务，您希望几点结束", is_required=True,
        choices="17:30\n18:00\n18:30",
    ),
    QuestionText(kind=_KIND.RATING, label="您对孩子学校的课后服务打几分"),
)  # fmt: skip
POINTS = tuple(
    QuestionText(kind=_KIND.RATING, label=label, is_required=True)
    for label in ("办事效率", "服务态度", "政策说明")
)
ADVICE = (
    ("新区的末班车太早。", "新区的末班车太早。"),
    ("候车亭没有座位，老人站着等。", "候车亭没有座位，老人站着等。"),
    ("电子站牌报站不准。", "电子站牌报站不准。"),
    ("低价办理驾照。", ""),
)
BUS_RESULT = (
    "调查期间收到有效答卷40份。市民最希望缩短发车间隔、延长末班车时间。\n"
    "市交通运输局已把新区两条线路的末班车延长到22时，候车亭改造列入明年计划。"
)
RATED_RESULT = "评议结果已通报各单位，得分靠后的方面由各单位在一个月内提出改进措施。"


@dataclass(frozen=True)
class SurveyStory:
    """One survey: its site, unit and author, and how many days ago it opened."""

    site: str
    unit: str
    days_ago: int
    text: SurveyText
    questions: Sequence[QuestionText]


STORIES = {
    "bus": SurveyStory(
        "portal", "transport", 45,
        SurveyText(
            title="公交服务满意度调查", days=DAYS, phone="0563-6035500",
            purpose="了解市民对公交服务的评价和需求，结果用来安排下一年度的线路和设施改进。",
        ),
        BUS,
    ),
    "rated": SurveyStory(
        "portal", CITY, 70,
        SurveyText(
            kind=SurveyKind.APPRAISAL, title="政务服务网上评议", days=DAYS,
            purpose="请办过事的市民给市直单位打分，结果向社会公布，各单位据此改进服务。",
        ),
        POINTS,
    ),
    "meals": SurveyStory(
        "portal", "civil", 6,
        SurveyText(
            title="社区食堂使用情况调查", days=DAYS, sections="用餐情况\n评价和建议",
            purpose="了解老年人使用社区食堂的情况，结果用来安排明年新建和改造的食堂。",
            phone="0563-6033300",
        ),
        MEALS,
    ),
    "care": SurveyStory(
        "edu", "edu", 3,
        SurveyText(
            title="课后服务几点结束合适", days=DAYS, is_short=True,
            showing=ResultShowing.ALWAYS, once=OnceRule.DAILY,
            purpose="两道题，半分钟。结果用来确定下学期课后服务的结束时间。",
        ),
        CARE,
    ),
}  # fmt: skip


def hold_surveys(people: People, sites: dict[str, GovSite], now: datetime) -> None:
    """Run the surveys by the real actions, each at its time."""
    chance = random.Random("surveys")  # noqa: S311 - made-up answers, no secret
    rated = _opened(people, sites, STORIES["rated"], now)
    _rate(rated, chance)
    bus = _opened(people, sites, STORIES["bus"], now)
    _answer(bus, chance, 40)
    _judge(people.of(CITY, Post.DESK), bus)
    for row, unit, result in ((rated, CITY, RATED_RESULT), (bus, "transport", BUS_RESULT)):
        assert row.opens_at is not None
        over = row.opens_at + timedelta(days=DAYS + 1)
        turn_surveys(at=over)
        leader = people.of(unit, Post.LEADER_IN_CHARGE)
        publish_result(actor=leader, at=over + timedelta(days=8), survey_id=row.pk, result=result)
    _answer(_opened(people, sites, STORIES["meals"], now), chance, 3)
    _answer(_opened(people, sites, STORIES["care"], now), chance, 12)
    count_days(at=now)


def _opened(people: People, sites: dict[str, GovSite], story: SurveyStory, now: datetime) -> Survey:
    """Draft a survey, approve it as the leader of its unit and release it for its site."""
    at = now - timedelta(days=story.days_ago)
    is_portal = story.site == "portal"
    author = (
        people.of(CITY, Post.DESK) if is_portal else people.of(story.unit, Post.INFORMATION_OFFICER)
    )
    releaser = (
        Person.objects.get(username="desk2")
        if is_portal
        else people.of(story.site, Post.SITE_EDITOR)
    )
    drafted_at = at - timedelta(days=2)
    text = story.text
    if text.is_short:
        text = _with_picture(text, people, author, drafted_at)
    row = draft_survey(
        actor=author, at=drafted_at, site_id=sites[story.site].pk,
        unit_id=people.units[story.unit].pk, text=text,
    )  # fmt: skip
    for code in RATED if text.kind is SurveyKind.APPRAISAL else ():
        unit = people.units[code]
        add_subject(actor=author, at=drafted_at, survey_id=row.pk, unit_id=unit.pk)
    for question in story.questions:
        save_question(actor=author, at=drafted_at, survey_id=row.pk, text=question)
    found = send_survey(actor=author, at=at - timedelta(days=1), survey_id=row.pk)
    leader, release = found.steps.order_by("order")
    signing = people.of(story.unit, Post.LEADER_IN_CHARGE)
    pass_step(actor=signing, at=at - timedelta(hours=3), step_id=leader.pk)
    pass_step(actor=releaser, at=at, step_id=release.pk)
    row.refresh_from_db()
    return row


def _with_picture(text: SurveyText, people: People, author: Person, at: datetime) -> SurveyText:
    number = take_picture(
        actor=author, at=at, unit=author.unit, data=picture("square", "survey"),
        name="square-survey.jpg", title=SCENE_NAMES["square"],
    )  # fmt: skip
    words = {"picture": f"image:{number}", "picture_words": SCENE_NAMES["square"]}
    return SurveyText(**vars(text) | words)


def _answer(row: Survey, chance: random.Random, number: int) -> None:
    """Send answers over the first days."""
    questions = list(row.questions.select_related("depends_on").order_by("position"))
    assert row.opens_at is not None
    for one in range(number):
        values: dict[str, str] = {}
        for question in questions:
            decides = question.depends_on
            if decides and values[decides.field_name] not in question.depends_values:
                continue
            values[question.field_name] = _value(question, chance, one)
        at = row.opens_at + timedelta(hours=3 + one)
        take_answer(at=at, survey_id=row.pk, receipt=f"demo-survey-{row.pk}-{one}", values=values)


def _value(question: SurveyQuestion, chance: random.Random, number: int) -> str:
    keys = [one["key"] for one in question.choices]
    match SurveyQuestionKind(question.kind):
        case _KIND.SINGLE:
            return str(chance.choices(keys, weights=range(len(keys) + 2, 2, -1))[0])
        case _KIND.SEVERAL:
            return "\n".join(chance.sample(keys, 2))
        case _KIND.RATING:
            return str(chance.choices([value for value, _ in RATINGS], weights=(9, 12, 6, 2, 1))[0])
        case _KIND.NUMBER:
            return str(chance.randint(2, 18))
        case _KIND.SHORT:
            return ADVICE[number // 10][0] if number % 10 == 0 else ""
        case _:
            return ""


def _rate(row: Survey, chance: random.Random) -> None:
    """Send answers that rate two or three of the units each."""
    points = list(row.questions.order_by("position"))
    subjects = list(row.subjects.order_by("pk"))
    assert row.opens_at is not None
    for one in range(12):
        known = chance.sample(subjects, chance.randint(2, 3))
        values = {"units": "\n".join(f"u{subject.pk}" for subject in known)}
        for subject in known:
            weights = (8 + subject.pk % 5, 10, 5, 2, 1)
            for point in points:
                value = chance.choices([value for value, _ in RATINGS], weights=weights)[0]
                values[point_name(point, subject)] = value
        at = row.opens_at + timedelta(hours=5 * (one + 1))
        take_answer(at=at, survey_id=row.pk, receipt=f"demo-survey-{row.pk}-{one}", values=values)


def _judge(desk: Person, row: Survey) -> None:
    shown = dict(ADVICE)
    for words in SurveyWords.objects.filter(survey=row).order_by("pk"):
        at = words.received_at + timedelta(hours=2)
        if public := shown[words.text]:
            show_words(actor=desk, at=at, words_id=words.pk, public_text=public)
        else:
            hide_words(actor=desk, at=at, words_id=words.pk, reason="商业广告")
