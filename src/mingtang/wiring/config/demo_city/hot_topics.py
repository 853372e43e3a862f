"""Letters of the demo city about the same matter: four answered together by an article, three still to be found."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from mingtang.editorial.content.actions import offer_placement
from mingtang.editorial.content.models import Article
from mingtang.editorial.publishing.actions.articles import publish_article
from mingtang.editorial.review.actions import start_review
from mingtang.editorial.sites.models import Column
from mingtang.editorial.submission.actions import accept_submission, submit_article
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.service.letters.actions import LetterSent, answer_by_article, open_letter
from mingtang.service.letters.enums import LetterCategory
from mingtang.service.letters.models import Mailbox
from mingtang.wiring.config.demo_city.history import pass_gates
from mingtang.wiring.config.demo_city.letters import NAMES, answer_letter
from mingtang.wiring.config.demo_city.people import People
from mingtang.wiring.config.demo_city.places import CITY
from mingtang.workbench.approvals.actions import pass_step
from mingtang.workbench.casework.actions.moving import claim_case, dispatch_case
from mingtang.workbench.casework.actions.opening import CITIZEN, Sender
from mingtang.workbench.casework.models import Case

BUS = (
    ("12路公交末班车太早", "12路公交末班车晚上八点半就收车，从望江下班的人坐不上车。"),
    ("希望12路公交晚一点收车", "12路公交末班车太早，青石小区的上班族只能打车回家。"),
    ("12路末班车能不能延长到十点", "孩子上晚自习，12路公交末班车太早，放学坐不上车。"),
    ("12路公交收车太早", "在客运站上夜班，12路公交末班车晚上八点半收车，太早了。"),
)
LIBRARY = (
    ("图书馆自习室占座严重", "市图书馆自习室占座严重，书包放一天没有人，后来的人没有座位。"),
    ("自习室占座没人管", "周末去市图书馆，自习室座位都被书包占座，没有人管。"),
    ("建议图书馆管一管占座", "市图书馆自习室占座严重，建议用手机预约座位。"),
)
REPLY = "从12月1日起，12路末班车由20时30分延长到22时，详见市政府网站公布的回应。"
QUESTION = "12路公交末班车太早"
ANSWER = (
    "市交通运输局会同公交公司核对了近三个月的客流，晚上八点半以后12路沿线仍有较多下班、放学的乘客。\n"
    "从12月1日起，12路末班车由20时30分延长到22时，20时以后每二十分钟一班；试行三个月后再按客流调整。\n"
    "线路和时刻有变化的，提前三天在站牌和本网站公布。"
)


def answer_hot_topics(people: People, now: datetime) -> None:
    """Open the letters; have the second editor answer those about the bus, the first one review and publish."""
    cases = _asked(people, BUS, "transport", now - timedelta(days=6))
    _asked(people, LIBRARY, "culture", now - timedelta(days=3))
    writer, at = Person.objects.get(username="desk2"), now - timedelta(days=2, hours=4)
    topic = answer_by_article(
        actor=writer, at=at, site="portal", name=QUESTION, text=ANSWER,
        letters=[case.pk for case in cases],
    )  # fmt: skip
    _publish(people, writer, Article.objects.get(pk=int(topic.answer.partition(":")[2])), at)
    officer = people.of("transport", Post.INFORMATION_OFFICER)
    for case in cases:
        answer_letter(people, case, officer, REPLY, at + timedelta(hours=5))


def _asked(
    people: People, letters: Sequence[tuple[str, str]], unit: str, first: datetime
) -> list[Case]:
    """Open letters some hours apart, and dispatch them."""
    box, desk = Mailbox.objects.get(code="ask"), people.of(CITY, Post.DESK)
    cases = []
    for number, (title, text) in enumerate(letters):
        at = first + timedelta(hours=5 * number)
        sender = Sender(NAMES[number], f"1370000{number:04d}")
        sent = LetterSent(category=LetterCategory.COMPLAINT, title=title, text=text, sender=sender)
        case = open_letter(actor=CITIZEN, at=at, sent=sent, site="portal", mailbox=box.pk)
        dispatch_case(actor=desk, at=at + timedelta(minutes=30), case_id=case.pk, unit=unit)
        officer = people.of(unit, Post.INFORMATION_OFFICER)
        claim_case(actor=officer, at=at + timedelta(minutes=90), case_id=case.pk)
        cases.append(case)
    return cases


def _publish(people: People, writer: Person, article: Article, at: datetime) -> None:
    """Submit the draft for the city office, sign, review and publish it."""
    submit_article(
        actor=writer, at=at, article_id=article.pk, version=article.version, author=writer.name,
        phone=writer.phone,
    )  # fmt: skip
    submission = article.submissions.get()
    for step in submission.round.steps.order_by("order"):
        step.refresh_from_db()
        if step.state == "waiting":  # one approval may end the round
            leader = people.of(CITY, Post.LEADER_IN_CHARGE)
            pass_step(actor=leader, at=at + timedelta(minutes=30), step_id=step.pk)
    desk = people.of(CITY, Post.DESK)
    at += timedelta(hours=1)
    accept_submission(actor=desk, at=at, submission_id=submission.pk)
    column = Column.objects.get(site__code="portal", code="news")
    offer_placement(actor=desk, at=at, article_id=article.pk, column_id=column.pk)
    start_review(actor=desk, at=at, article_id=article.pk)
    pass_gates(people, article.review_rounds.get(), CITY, at + timedelta(hours=1))
    publish_article(actor=desk, at=at + timedelta(hours=2), article_id=article.pk)
