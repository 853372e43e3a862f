"""The items of the two years before the platform: brought over from the sites of then, with their dates."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from mingtang.editorial.content.actions import create_article
from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.publishing.actions.articles import publish_article
from mingtang.editorial.review.actions import start_review
from mingtang.editorial.submission.actions import submit_article
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days import bundled_calendar
from mingtang.institution.organization.actions.posts import assign_post, end_post
from mingtang.institution.organization.enums import Post
from mingtang.wiring.config.demo_city.history import (
    YEAR,
    Stage,
    approved,
    columns_of,
    explained,
    pass_gates,
    picture_of,
    placed,
    seat_of,
    working,
)
from mingtang.wiring.config.demo_city.items import Item, day_in, spread
from mingtang.wiring.config.demo_city.sites import home_site

BEFORE = 2 * YEAR
REASON = "原网站信息迁移，按原发布日期登记"


def bring_items_along(
    stage: Stage, items: Sequence[Item], at: datetime, progress: Callable[[str], None]
) -> Iterator[None]:
    """Bring the items over, in an hour or two of a day; yields after each.

    The principal leader of a portal holds its desk for this: who brings over also states the dates of before.
    """
    people = stage.people
    seats = sorted({seat_of(item) for item in items})
    lent = [
        assign_post(
            actor=people.operator, at=at, person_id=people.of(seat, Post.PRINCIPAL_LEADER).pk,
            post=Post.DESK, unit_id=people.units[seat].pk, duties=REASON,
        )
        for seat in seats
    ]  # fmt: skip
    for told, (item, released_at) in enumerate(zip(items, _dates(items, at), strict=True), 1):
        _bring(stage, item, at + timedelta(minutes=10), released_at)
        if told % 50 == 0:
            progress(f"历史稿件 {told} / {len(items)}")
        yield
    for desk in lent:
        end_post(
            actor=people.operator, at=at + timedelta(hours=2), holding_id=desk.pk, reason=REASON
        )


def _dates(items: Sequence[Item], at: datetime) -> list[datetime]:
    """Return when each was released: in its season, in the year that its place in the list falls in."""
    calendar = bundled_calendar()
    last = at - timedelta(days=2)
    slots = spread(len(items), at - BEFORE, BEFORE - timedelta(days=4))
    days = [
        min(day_in(item.month, item.number, slot + YEAR / 2), last) if item.month else slot
        for item, slot in zip(items, slots, strict=True)
    ]
    return [working(day, calendar, n) for n, day in enumerate(days)]


def _bring(stage: Stage, item: Item, at: datetime, released_at: datetime) -> None:
    seat = seat_of(item)
    leader = stage.people.of(seat, Post.PRINCIPAL_LEADER)
    columns = columns_of(stage, item)
    day = released_at.astimezone(BEIJING).date()
    image = picture_of(stage, item, seat, leader, at) if item.number % 4 == 0 else None
    article = create_article(
        actor=leader,
        at=at,
        unit=stage.people.units[seat],
        site=stage.sites[home_site(item.unit)],
        fields=item.fields(day, [one.pk for one in columns], explained(stage, item), image),
    )
    if item.kind is ArticleKind.POLICY:
        stage.policies[article.title] = article.pk
    submit_article(
        actor=leader, at=at, article_id=article.pk, version=1, author=leader.name,
        phone=leader.phone,
    )  # fmt: skip
    approved(stage, seat, article, at)
    placed(stage, item, article, at)
    start_review(actor=leader, at=at, article_id=article.pk)
    pass_gates(stage.people, article.review_rounds.get(), seat, at)
    publish_article(
        actor=leader, at=at, article_id=article.pk, released_at=released_at, reason=REASON
    )
