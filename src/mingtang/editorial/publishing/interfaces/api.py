"""Open reads of what is online; publish and take down."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from mingtang.editorial.content.models import PUBLIC_FIELDS, Article, Release
from mingtang.editorial.pages.enums import TakeDownReason
from mingtang.editorial.publishing.actions import publish_article, take_down_article
from mingtang.editorial.publishing.queries.on_line import (
    OnLine,
    article_on_line,
    body_of,
    cursor_of,
    key_of,
    links_of,
    on_line,
)
from mingtang.ground.foundation.clock import BEIJING
from mingtang.workbench.backoffice.interfaces.api import OPEN_PROBLEMS, PROBLEMS, Words, person_of
from mingtang.workbench.backoffice.interfaces.moment import moment

PAGE = 50  # items in an answer unless told
LARGEST_PAGE = 200
CURSOR = r"^-?[0-9]{1,16}-[0-9]{1,18}$"  # what `cursor_of` makes; larger numbers name no moment

open_reads = Router(tags=["已发布稿件"])
router = Router(tags=["发布"])


class ItemOut(Schema):
    """One published article in a list."""

    id: int
    kind: str
    title: str
    summary: str
    source: str
    unit: str
    document_number: str
    document_date: date | None
    released_at: datetime
    changed_at: datetime
    links: dict[str, str] = Field(description="网站代码 → 网页地址")


class ItemsOut(Schema):
    """One page of a list; `next` leads to the following one and is empty at the end."""

    items: list[ItemOut]
    next: str


class BlockOut(Schema):
    """One block of a body; which fields are filled depends on `type`."""

    type: str
    html: str
    headings: list[str]
    rows: list[list[str]]
    name: str
    link: str
    caption: str
    office: str
    day: date | None


class ReleaseOut(ItemOut):
    """A published article, whole."""

    subtitle: str
    keywords: str
    author: str
    editor: str
    happened_on: date | None
    index_number: str
    issuing_office: str
    topic_class: str
    legal_level: str
    force: str
    lapses_on: date | None
    interpretation_form: str
    extra_facts: list[dict[str, str]]
    interprets_id: int | None
    body: list[BlockOut]


class ListQuery(Schema):
    """Which part of a list is wanted."""

    column: str = Field("", max_length=60, pattern=r"^[A-Za-z0-9_-]*$", description="栏目代码")
    after: str = Field("", pattern=f"^$|{CURSOR}", description="上一页给出的 next")
    limit: int = Field(PAGE, ge=1, le=LARGEST_PAGE)


class PublishedOut(Schema):
    """Where an article is online after publishing."""

    article_id: int
    state: str
    state_label: str
    links: dict[str, str]


class PublishIn(Schema):
    """What is said about a release."""

    reason: Words = Field("", max_length=500)
    released_at: datetime | None = Field(
        None, description="补录旧稿时写明的发布时间，须有权限和理由"
    )


class TakeDownIn(Schema):
    """Why an article goes offline, for the record and for readers."""

    reason_code: TakeDownReason
    reason: Words = Field("", max_length=500, description="理由，内部可见")
    public_reason: Words = Field("", max_length=300, description="对外说明，可不填")


@open_reads.get(
    "/sites/{slug:code}/articles",
    response={200: ItemsOut, **OPEN_PROBLEMS},
    url_name="published_articles",
    summary="一个网站或栏目的已发布稿件",
)
def list_articles(request: HttpRequest, code: str, query: Query[ListQuery]) -> ItemsOut:
    """Return what is online, newest first."""
    found = on_line(
        code,
        column_code=query.column,
        after=key_of(query.after) if query.after else None,
        limit=query.limit,
    )
    last = found[-1].release if len(found) == query.limit else None
    return ItemsOut(
        items=[ItemOut(**_item(one)) for one in found],
        next=cursor_of((last.released_at, last.pk)) if last else "",
    )


@open_reads.get(
    "/articles/{int:article_id}",
    response={200: ReleaseOut, **OPEN_PROBLEMS},
    url_name="published_article",
    summary="一篇已发布稿件",
)
def read_article(request: HttpRequest, article_id: int) -> ReleaseOut:
    """Return a published article with its body."""
    one = article_on_line(article_id)
    return ReleaseOut(**_item(one) | _more(one.release), interprets_id=one.interprets_id)


@router.post(
    "/articles/{int:article_id}/publish",
    response={200: PublishedOut, **PROBLEMS},
    summary="发布",
)
def publish(request: HttpRequest, article_id: int, body: PublishIn) -> Any:
    """Put the reviewed text online in every column that accepted it."""
    stated = body.released_at
    if stated is not None and stated.tzinfo is None:
        stated = stated.replace(tzinfo=BEIJING)
    publish_article(
        actor=person_of(request),
        at=moment(),
        article_id=article_id,
        released_at=stated,
        reason=body.reason,
    )
    return _published(article_id)


@router.post(
    "/articles/{int:article_id}/take-down",
    response={200: PublishedOut, **PROBLEMS},
    summary="下线",
)
def take_down(request: HttpRequest, article_id: int, body: TakeDownIn) -> Any:
    """Take an article offline everywhere."""
    take_down_article(
        actor=person_of(request),
        at=moment(),
        article_id=article_id,
        reason_code=body.reason_code.value,
        reason=body.reason,
        public_reason=body.public_reason,
    )
    return _published(article_id)


def _published(article_id: int) -> PublishedOut:
    article = Article.objects.get(pk=article_id)
    return PublishedOut(
        article_id=article_id,
        state=article.state,
        state_label=article.state_label,
        links=links_of(article_id),
    )


def _item(one: OnLine) -> dict[str, Any]:
    release = one.release
    names = ItemOut.model_fields.keys() & set(PUBLIC_FIELDS)
    return {
        "id": release.pk,
        "unit": release.unit_name,
        "links": one.links,
        "released_at": release.released_at.astimezone(BEIJING),
        "changed_at": release.changed_at.astimezone(BEIJING),
        **{name: getattr(release, name) for name in names},
    }


def _more(release: Release) -> dict[str, Any]:
    return {
        "body": [_block(block) for block in body_of(release)],
        "extra_facts": release.extra_facts,
        **{name: getattr(release, name) for name in PUBLIC_FIELDS},
    }


def _block(block: Any) -> BlockOut:
    return BlockOut(
        type=block.type,
        html=str(block.html),
        headings=list(block.headings),
        rows=[list(row) for row in block.rows],
        name=block.name,
        link=block.link,
        caption=block.caption,
        office=block.office,
        day=block.day,
    )
