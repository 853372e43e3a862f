"""Offer an article to a column, and the receiving site's own decision about it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.editorial.content.actions.articles import locked_article
from mingtang.editorial.content.enums import ArticleState, PlacementState
from mingtang.editorial.content.models import Article, Placement, Release
from mingtang.editorial.content.open_steps import receiving_need
from mingtang.editorial.content.policies.placements import may_decide, may_offer
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.ground.foundation.decisions import Decision, NotVisible, no
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.staffing import Roster
from mingtang.spine.events.actions import record_event, record_reason
from mingtang.spine.events.models import StatedReason


def offer_placement(*, actor: Person, at: datetime, article_id: int, column_id: int) -> Placement:
    """Offer an article to a column; anyone who decides about the column accepts in the same step.

    A site whose host has a desk of its own decides itself; without one the desk above it does.
    An offer that was refused or withdrawn may be made again. Repeating a standing one is harmless.
    """
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        column = Column.objects.select_related("site").filter(pk=column_id).first()
        if column is None:
            raise NotVisible(f"column {column_id}")
        decision = authority.may(actor, "publishing.place", site=article.site.code, at=at)
        decision &= may_offer(ArticleState(article.state), column_is_open=column.state == "open")
        roster = Roster(at)
        need = receiving_need(column.site.code, f"接收推送（{column.site.name}）", roster)
        (decision & roster.may_open("推送", [need])).require()
        placement, made = Placement.objects.get_or_create(
            article=article,
            column=column,
            defaults={"site": column.site, "offered_by": actor, "offered_at": at},
        )
        state = PlacementState(placement.state)
        if not made and state in {PlacementState.OFFERED, PlacementState.ACCEPTED}:
            return placement
        placement.state = PlacementState.OFFERED.value
        placement.offered_by, placement.offered_at, placement.reason = actor, at, None
        placement.save(update_fields=["state", "offered_by", "offered_at", "reason"])
        _record(placement, "content.placement.offered", actor, at, from_site=article.site.code)
        if _may_decide_for(actor, column.site, at=at):
            _accept(placement, actor=actor, at=at)
        return placement


def accept_placement(*, actor: Person, at: datetime, placement_id: int) -> Placement:
    """Show the article in the column, from now on or from its release on."""
    with transaction.atomic():
        placement = locked_placement(actor=actor, at=at, placement_id=placement_id)
        if placement.state == PlacementState.ACCEPTED:
            return placement
        _may_receive(placement, actor, at, PlacementState.ACCEPTED).require()
        return _accept(placement, actor=actor, at=at)


def refuse_placement(*, actor: Person, at: datetime, placement_id: int, reason: str) -> Placement:
    """Decline an offer, with a reason that the offering desk reads."""
    with transaction.atomic():
        placement = locked_placement(actor=actor, at=at, placement_id=placement_id)
        decision = _may_receive(placement, actor, at, PlacementState.REFUSED, reason=reason)
        decision.require()
        return _end(placement, PlacementState.REFUSED, actor=actor, at=at, reason=reason)


def withdraw_placement(*, actor: Person, at: datetime, placement_id: int, reason: str) -> Placement:
    """Take an article out of one column; its other places stay."""
    with transaction.atomic():
        placement = locked_placement(actor=actor, at=at, placement_id=placement_id)
        if placement.state == PlacementState.WITHDRAWN:
            return placement
        may = authority.may(actor, "publishing.place", site=placement.article.site.code, at=at)
        if not may:
            may = authority.may(actor, "publishing.accept", site=placement.site.code, at=at)
        may &= may_decide(PlacementState(placement.state), PlacementState.WITHDRAWN, reason=reason)
        may.require()
        return _end(placement, PlacementState.WITHDRAWN, actor=actor, at=at, reason=reason)


def pin_placement(*, actor: Person, at: datetime, placement_id: int, is_pinned: bool) -> Placement:
    """Put an article on top of its column's head page, or no longer."""
    with transaction.atomic():
        placement = locked_placement(actor=actor, at=at, placement_id=placement_id)
        decision = _may_decide_for(actor, placement.site, at=at)
        if is_pinned and placement.state != PlacementState.ACCEPTED:
            decision &= no("content.placement_state", "栏目接收后的稿件才能置顶。")
        decision.require()
        if placement.is_pinned == is_pinned:
            return placement
        placement.is_pinned = is_pinned
        placement.save(update_fields=["is_pinned"])
        _record(placement, "content.placement.changed", actor, at, changed=["is_pinned"])
        return placement


def locked_placement(*, actor: Person, at: datetime, placement_id: int) -> Placement:
    """Return a placement for change, its article locked first so that two orders cannot cross.

    :raises NotVisible: when there is none that the actor may see.
    """
    visible = Placement.objects.visible_to(actor, at=at).filter(pk=placement_id)
    article_id = visible.values_list("article_id", flat=True).first()
    if article_id is None:
        raise NotVisible(f"placement {placement_id}")
    Article.objects.select_for_update().only("pk").get(pk=article_id)
    return (
        Placement.objects.select_for_update(of=("self",))
        .select_related("article__site", "article__unit", "column", "site")
        .get(pk=placement_id)
    )


def _may_receive(
    placement: Placement, actor: Person, at: datetime, to: PlacementState, *, reason: str = ""
) -> Decision:
    right = _may_decide_for(actor, placement.site, at=at)
    return right & may_decide(PlacementState(placement.state), to, reason=reason)


def _may_decide_for(actor: Person, site: GovSite, *, at: datetime) -> Decision:
    """Answer whether a person decides what the columns of a site show."""
    right = authority.may(actor, "publishing.accept", site=site.code, at=at)
    roster = Roster(at)
    need = receiving_need(site.code, site.name, roster)
    if not right or actor.person_key not in need.barred:
        return right
    return no(
        "content.others_decide",
        f"“{site.name}”有自己的编辑部，由{roster.place(need)}的编辑部决定是否接收，请等待对方办理。",
    )


def _accept(placement: Placement, *, actor: Person, at: datetime) -> Placement:
    release = Release.objects.filter(article_id=placement.article_id, is_live=True).first()
    placement.state = PlacementState.ACCEPTED.value
    placement.decided_by, placement.decided_at = actor, at
    if release is not None:
        placement.released_at, placement.is_live = release.released_at, True
    placement.save(update_fields=["state", "decided_by", "decided_at", "released_at", "is_live"])
    _record(placement, "content.placement.accepted", actor, at)
    return placement


def _end(
    placement: Placement, state: PlacementState, *, actor: Person, at: datetime, reason: str
) -> Placement:
    placement.state, placement.reason = state.value, record_reason(reason)
    placement.decided_by, placement.decided_at = actor, at
    placement.is_live = placement.is_pinned = False
    placement.save(
        update_fields=["state", "reason", "decided_by", "decided_at", "is_live", "is_pinned"]
    )
    code = f"content.placement.{state.value}"
    _record(placement, code, actor, at, reason=placement.reason)
    return placement


def _record(
    placement: Placement,
    code: str,
    actor: Person,
    at: datetime,
    *,
    reason: StatedReason | None = None,
    **more: Any,
) -> None:
    record_event(
        code=code,
        subject=placement.article.subject,
        actor=actor.person_key,
        at=at,
        unit=placement.article.unit.code,
        site=placement.site.code,
        payload={
            "article": placement.article_id,
            "column": placement.column_id,
            "site": placement.site.code,
            **more,
        },
        reason=reason,
    )
