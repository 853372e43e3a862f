"""Write and save articles, offer them to columns, decide about offers."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from mingtang.editorial.content.actions import (
    accept_placement,
    create_article,
    offer_placement,
    pin_placement,
    refuse_placement,
    save_article,
    withdraw_placement,
)
from mingtang.editorial.content.actions.fields import fields_of
from mingtang.editorial.content.body import dropped_from
from mingtang.editorial.content.interfaces.api_fields import Changes, Editorial, NewArticle, checked
from mingtang.editorial.content.models import Article, Placement
from mingtang.editorial.content.queries import article_for
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.models import Unit
from mingtang.workbench.backoffice.interfaces.api import PROBLEMS, ReasonIn, RowId, person_of
from mingtang.workbench.backoffice.interfaces.moment import moment

router = Router(tags=["稿件"])


class ArticleOut(Schema):
    """Where an article stands."""

    id: int
    title: str
    kind: str
    unit: str
    site: str
    state: str
    state_label: str
    version: int
    dropped: list[str] = Field(
        default_factory=list, description="没有收入正文的图片、视频等，逐项说明"
    )


class PlacementOut(Schema):
    """One place of an article, offered or decided."""

    id: int
    article_id: int
    site: str
    column_id: int
    column: str
    state: str
    state_label: str
    is_live: bool
    is_pinned: bool
    reason: str


class PlaceIn(Schema):
    """The columns that an article is offered to."""

    columns: list[RowId] = Field(min_length=1, max_length=50)


class PinIn(Schema):
    """Whether the article stands on top."""

    is_pinned: bool = True


def article_out(article: Article) -> ArticleOut:
    """Return an article as the endpoints of all rooms tell it."""
    return ArticleOut(
        id=article.pk,
        title=article.title,
        kind=article.kind,
        unit=article.unit.code,
        site=article.site.code,
        state=article.state,
        state_label=article.state_label,
        version=article.version,
    )


def placement_out(placement: Placement) -> PlacementOut:
    """Return a place as the endpoints tell it."""
    return PlacementOut(
        id=placement.pk,
        article_id=placement.article_id,
        site=placement.site.code,
        column_id=placement.column_id,
        column=placement.column.name,
        state=placement.state,
        state_label=placement.state_label,
        is_live=placement.is_live,
        is_pinned=placement.is_pinned,
        reason=str(placement.reason or ""),
    )


@router.post("/articles", response={201: ArticleOut, **PROBLEMS}, summary="起草稿件")
def write_article(request: HttpRequest, body: NewArticle) -> Any:
    """Start an article of a unit, meant for the desk of a site."""
    person, at = person_of(request), moment()
    unit = Unit.objects.filter(code=body.unit, is_active=True).first()
    site = GovSite.objects.on_line().filter(code=body.site).first()
    if unit is None or site is None:
        raise NotVisible("unit or site")
    fields = checked(body.values(), person=person, site=site, at=at)
    article = create_article(actor=person, at=at, unit=unit, site=site, fields=fields)
    return Status(201, _with_dropped(article_out(article), body))


@router.patch(
    "/articles/{int:article_id}", response={200: ArticleOut, **PROBLEMS}, summary="修改稿件"
)
def change_article(request: HttpRequest, article_id: int, body: Changes) -> Any:
    """Keep a new revision; fields that are left out stay as they are."""
    person, at = person_of(request), moment()
    article = article_for(person, article_id, at=at)
    before = fields_of(article)
    values = {name: getattr(before, name) for name in before.__dataclass_fields__}
    fields = checked(
        values | body.values(), person=person, site=article.site, at=at, before=article
    )
    saved = save_article(
        actor=person,
        at=at,
        article_id=article_id,
        version=body.version,
        fields=fields,
        note=body.note,
    )
    return _with_dropped(article_out(saved), body)


def _with_dropped(out: ArticleOut, body: Editorial) -> ArticleOut:
    out.dropped = dropped_from(body.body)
    return out


@router.post(
    "/articles/{int:article_id}/place",
    response={200: list[PlacementOut], **PROBLEMS},
    summary="安排到栏目",
)
def place_article(request: HttpRequest, article_id: int, body: PlaceIn) -> Any:
    """Offer an article to columns; those of one's own sites accept in the same step."""
    person, at = person_of(request), moment()
    with transaction.atomic():  # all of them or none
        placements = [
            offer_placement(actor=person, at=at, article_id=article_id, column_id=column_id)
            for column_id in body.columns
        ]
    return [placement_out(placement) for placement in placements]


@router.post(
    "/placements/{int:placement_id}/accept",
    response={200: PlacementOut, **PROBLEMS},
    summary="接收推送",
)
def accept(request: HttpRequest, placement_id: int) -> Any:
    """Show the article in the column."""
    actor = person_of(request)
    return placement_out(accept_placement(actor=actor, at=moment(), placement_id=placement_id))


@router.post(
    "/placements/{int:placement_id}/refuse",
    response={200: PlacementOut, **PROBLEMS},
    summary="不予采用",
)
def refuse(request: HttpRequest, placement_id: int, body: ReasonIn) -> Any:
    """Decline an offer, with a reason."""
    return placement_out(
        refuse_placement(
            actor=person_of(request), at=moment(), placement_id=placement_id, reason=body.reason
        )
    )


@router.post(
    "/placements/{int:placement_id}/withdraw",
    response={200: PlacementOut, **PROBLEMS},
    summary="移出栏目",
)
def withdraw(request: HttpRequest, placement_id: int, body: ReasonIn) -> Any:
    """Take an article out of one column, with a reason."""
    return placement_out(
        withdraw_placement(
            actor=person_of(request), at=moment(), placement_id=placement_id, reason=body.reason
        )
    )


@router.post(
    "/placements/{int:placement_id}/pin",
    response={200: PlacementOut, **PROBLEMS},
    summary="置顶或取消置顶",
)
def pin(request: HttpRequest, placement_id: int, body: PinIn) -> Any:
    """Put an article on top of its column, or no longer."""
    return placement_out(
        pin_placement(
            actor=person_of(request),
            at=moment(),
            placement_id=placement_id,
            is_pinned=body.is_pinned,
        )
    )
