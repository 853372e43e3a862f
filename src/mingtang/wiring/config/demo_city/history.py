"""A year of work in the demo city: every item goes its whole way by the real actions.

The stories are told together in the order of their moments, so that the log reads as it would have
been written. The newest stay on the way, some of them late, so that clocks and lists have something
to show.
"""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from mingtang.editorial.content.actions import accept_placement, create_article, offer_placement
from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.content.models import Article
from mingtang.editorial.publishing.actions.articles import publish_article
from mingtang.editorial.review.actions import start_review
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.editorial.submission.actions import (
    accept_submission,
    return_submission,
    submit_article,
)
from mingtang.editorial.submission.policies.sending import Purpose
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days import WorkCalendar, bundled_calendar
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.wiring.config.demo_city.items import Item, day_in, spread
from mingtang.wiring.config.demo_city.people import People
from mingtang.wiring.config.demo_city.pictures import SCENE_NAMES, VARIANTS, picture, scene_of
from mingtang.wiring.config.demo_city.places import CITY
from mingtang.wiring.config.demo_city.sites import home_site
from mingtang.wiring.config.demo_city.topic_plans import topic_of
from mingtang.workbench.approvals.actions import pass_step
from mingtang.workbench.approvals.models import ApprovalRound
from mingtang.workbench.backoffice.actions.taking import take_picture

YEAR = timedelta(days=364)
PAUSE = timedelta(days=3)  # between the ordinary items and the newest
# How far the newest items have come, the newest last; everything older is online.
UNFINISHED = (
    "returned", "accepted", "in_review", "arrived", "passed", "in_review", "arrived", "submitted",
    "submitted", "arrived", "submitted", "draft", "draft",
)  # fmt: skip
# Hours ago at which the newest items that are online were begun.
FRESH = (46, 43, 39, 33, 29, 25, 22, 10, 8, 5)
PORTAL_COLUMN = {
    ArticleKind.NOTICE: "notices",
    ArticleKind.POLICY: "policies",
    ArticleKind.INTERPRETATION: "interpretations",
}
# The leader passes the political gate: it needs another person than the gate of wording.
_REVIEWERS = (
    Post.LEADER_IN_CHARGE, Post.DESK, Post.SECRECY_REVIEWER, Post.PRINCIPAL_LEADER,
)  # fmt: skip
UNIT_COLUMN = {ArticleKind.NEWS: "news", ArticleKind.NOTICE: "notices"}


@dataclass
class Stage:
    """Who and what is there for the stories."""

    people: People
    sites: dict[str, GovSite]
    columns: dict[tuple[str, str], Column]
    policies: dict[str, int]

    @classmethod
    def of(cls, people: People, sites: dict[str, GovSite]) -> "Stage":
        """Return the stage with all columns that are open."""
        rows = Column.objects.select_related("site")
        return cls(people, sites, {(row.site.code, row.code): row for row in rows}, {})


def tell(
    stage: Stage, items: Sequence[Item], now: datetime, progress: Callable[[str], None]
) -> Iterator[None]:
    """Tell the stories of items in the order of their moments; yields after each step."""
    heap: list[tuple[datetime, int, Iterator[datetime]]] = []
    for place, (item, start) in enumerate(zip(items, _starts(items, now), strict=True), 1):
        left = len(items) - place
        until = UNFINISHED[-1 - left] if left < len(UNFINISHED) else "published"
        heapq.heappush(heap, (start, item.number, _story(stage, item, start, now, until)))
    told = 0
    while heap:
        _, number, story = heapq.heappop(heap)
        moment = next(story, None)
        yield
        if moment is not None:
            heapq.heappush(heap, (min(moment, now), number, story))
            continue
        told += 1
        if told % 25 == 0:
            progress(f"稿件 {told} / {len(items)}")


def _starts(items: Sequence[Item], now: datetime) -> list[datetime]:
    """Return the beginnings of the stories: working mornings over a year, the last ones recent."""
    calendar = bundled_calendar()
    old = items[: len(items) - len(UNFINISHED) - len(FRESH)]
    slots = iter(spread(sum(not item.month for item in old), now - YEAR, YEAR - PAUSE))
    moments = (
        day_in(item.month, item.number, now - PAUSE) if item.month else next(slots) for item in old
    )
    starts = [working(one, calendar, n) for n, one in enumerate(moments)]
    for place, item in enumerate(old):
        policy = _policy_of(item, old) if item.goes_with_policy else None
        if policy is not None:
            starts[place] = starts[policy] + timedelta(minutes=30)
    fresh = [now - timedelta(hours=hours) for hours in FRESH]
    recent = [now - timedelta(hours=6 * (len(UNFINISHED) - n)) for n in range(len(UNFINISHED))]
    return starts + fresh + recent


def _policy_of(item: Item, items: Sequence[Item]) -> int | None:
    """Return the place of the policy that an interpretation goes with; a small city may not have it."""
    return next((n for n, one in enumerate(items) if one.area and item.explains in one.title), None)


def working(moment: datetime, calendar: WorkCalendar, number: int) -> datetime:
    """Return a morning of office hours on that day, or on the last working day before it."""
    day = moment.astimezone(BEIJING).date()
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return datetime.combine(day, time(8 + number % 3, (7 * number) % 60), tzinfo=BEIJING)


def _story(
    stage: Stage, item: Item, start: datetime, now: datetime, until: str
) -> Iterator[datetime]:
    """Do one step of an item's way at a time, and say when the next one happens."""
    officer = stage.people.of(item.unit, Post.INFORMATION_OFFICER)
    at = start
    article = _written(stage, item, officer, at)
    if until == "draft":
        return
    at += timedelta(minutes=20)
    yield at
    submit_article(
        actor=officer,
        at=at,
        article_id=article.pk,
        version=1,
        author=officer.name,
        phone=officer.phone,
        purpose=Purpose(
            content_class=item.content_class,
            for_new_media=item.has_picture,
            for_bulletin=item.is_city_news,
        ),
    )
    if until == "submitted":
        return
    at += timedelta(minutes=50)
    yield at
    approved(stage, item.unit, article, at)
    if until == "arrived":
        return
    at += timedelta(days=2) if item.number % 11 == 5 else timedelta(hours=1)
    yield at
    yield from _at_desk(stage, item, article, min(at, now), until)


def _written(stage: Stage, item: Item, officer: Person, at: datetime) -> Article:
    home = home_site(item.unit)
    wanted = [column.pk for column in columns_of(stage, item)]
    interprets, day = explained(stage, item), at.astimezone(BEIJING).date()
    image = picture_of(stage, item, item.unit, officer, at)
    article = create_article(
        actor=officer,
        at=at,
        unit=stage.people.units[item.unit],
        site=stage.sites[home],
        fields=item.fields(day, wanted, interprets, image),
    )
    if item.kind is ArticleKind.POLICY:
        stage.policies[article.title] = article.pk
    return article


def explained(stage: Stage, item: Item) -> int | None:
    """Return the policy that an interpretation belongs to."""
    policies = stage.policies.items()
    return next((pk for title, pk in policies if item.explains and item.explains in title), None)


def picture_of(stage: Stage, item: Item, unit: str, officer: Person, at: datetime) -> int | None:
    """Return a picture that fits the item, in the place of a unit; None where none goes with it."""
    if not item.has_picture:
        return None
    scene = scene_of(item.title)
    number = item.number % VARIANTS
    return take_picture(
        actor=officer,
        at=at,
        unit=stage.people.units[unit],
        data=picture(scene, f"{scene}{number}"),
        name=f"{scene}{number}.jpg",
        title=SCENE_NAMES[scene],
    )


def columns_of(stage: Stage, item: Item) -> list[Column]:
    """Return where an item goes: the portal, its topic there, and the site of its unit where there is one."""
    slugs = {PORTAL_COLUMN.get(item.kind) or _news_column(item.unit)}
    if item.is_city_news:
        slugs.add("news")
    found = [stage.columns["portal", slug] for slug in sorted(slugs)]
    own = stage.columns.get((item.unit, UNIT_COLUMN.get(item.kind, "policies")))
    topic = stage.columns.get(("portal", topic_of(item.title)))
    return [*found, *(one for one in (own, topic) if one)]


def _news_column(unit: str) -> str:
    if unit == "office":
        return "news"
    return "counties" if unit in {"qingxi", "danxia"} else "departments"


def approved(stage: Stage, unit: str, article: Article, at: datetime) -> None:
    """Pass the approval of a unit's leaders."""
    for step in article.submissions.get().round.steps.order_by("order"):
        step.refresh_from_db()
        if step.state != "waiting":
            continue
        post = (
            Post.PRINCIPAL_LEADER
            if "principal_leader" in step.posts_named()
            else Post.LEADER_IN_CHARGE
        )
        pass_step(actor=stage.people.of(unit, post), at=at, step_id=step.pk)


def _at_desk(
    stage: Stage, item: Item, article: Article, at: datetime, until: str
) -> Iterator[datetime]:
    seat = seat_of(item)
    desk = stage.people.of(seat, Post.DESK)
    if until == "returned":
        return_submission(
            actor=desk,
            at=at,
            submission_id=article.submissions.get().pk,
            reason="请补充活动时间、地点和参加人数。",
        )
        return
    placed(stage, item, article, at)
    if until == "accepted":
        return
    at += timedelta(minutes=30)
    yield at
    start_review(actor=desk, at=at, article_id=article.pk)
    if until == "in_review":
        return
    at += timedelta(minutes=40)
    yield at
    _reviewed(stage, article, seat, at)
    if until == "passed":
        return
    at += timedelta(minutes=15)
    yield at
    if item.area:
        return  # its interpretation, which follows, takes it online
    shown = article.interprets_id if item.goes_with_policy else None
    publish_article(actor=desk, at=at, article_id=shown or article.pk)


def seat_of(item: Item) -> str:
    """Return the unit whose desk receives an item: the county's own, else the city's."""
    home = home_site(item.unit)
    return home if home != "portal" else CITY


def placed(stage: Stage, item: Item, article: Article, at: datetime) -> None:
    """Take the submission in at a desk, and place the article in all its columns."""
    desk = stage.people.of(seat_of(item), Post.DESK)
    accept_submission(actor=desk, at=at, submission_id=article.submissions.get().pk)
    for column in columns_of(stage, item):
        placement = offer_placement(actor=desk, at=at, article_id=article.pk, column_id=column.pk)
        if placement.state == "offered":
            _accepted(stage, placement.pk, at)


def _accepted(stage: Stage, placement_id: int, at: datetime) -> None:
    accept_placement(actor=stage.people.of(CITY, Post.DESK), at=at, placement_id=placement_id)


def _reviewed(stage: Stage, article: Article, seat: str, at: datetime) -> None:
    pass_gates(stage.people, article.review_rounds.get(), seat, at)


def pass_gates(people: People, found: ApprovalRound, seat: str, at: datetime) -> None:
    """Let the people of a city or county office pass all gates of a round."""
    for gate in found.steps.order_by("order"):
        posts = gate.posts_named()
        post = next(post for post in _REVIEWERS if post.value in posts)
        pass_step(actor=people.of(seat, post), at=at, step_id=gate.pk)
