"""Give posts and take them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.institution.organization.actions.access import (
    lock_tree,
    locked_holding,
    locked_person,
    locked_unit,
    may_manage_all,
    not_the_last_operator,
)
from mingtang.institution.organization.actions.ending import end_access
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.enums import EndCause, Post
from mingtang.institution.organization.models import (
    Person,
    PostHolding,
    SiteHost,
    Unit,
)
from mingtang.institution.organization.policies import posts as policy
from mingtang.institution.organization.queries import posts_beside
from mingtang.institution.organization.rights import rights_table
from mingtang.spine.events.actions import record_event

# Those through whom the office reaches a unit; their change is reported by some notices (LA-20).
CONTACT_POSTS = frozenset({Post.INFORMATION_OFFICER, Post.LIAISON_OFFICER})


def assign_post(
    *,
    actor: Person,
    at: datetime,
    person_id: int,
    post: Post,
    unit_id: int,
    site_key: str = "",
    duties: str = "",
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> PostHolding:
    """Give a person a post in a unit, or for a site of it, from a moment on (now unless stated).

    :raises Refused: without the right over unit and site, to oneself, against the posts that exclude
        each other, twice at the same time, or back in time.
    :raises NotVisible: if the actor may not see the person or the unit.
    """
    with transaction.atomic():
        person = locked_person(actor=actor, at=at, person_id=person_id)
        unit = locked_unit(actor=actor, at=at, unit_id=unit_id)
        holding = PostHolding(
            person=person,
            post=post,
            unit=unit,
            site_key=site_key,
            duties=duties,
            valid_from=valid_from or at,
            valid_to=valid_to,
        )
        decision = _may_give(actor, holding, at) & _may_be_held(holding, at)
        decision.require()
        return _insert_holding(holding, actor=actor.person_key, at=at)


def give_first_post(*, person: Person, at: datetime) -> PostHolding:
    """Make the first person platform operator; only :func:`start_organization` calls it."""
    holding = PostHolding(
        person=person, post=Post.PLATFORM_OPERATOR, unit=person.unit, valid_from=at
    )
    return _insert_holding(holding, actor="system", at=at)


def end_post(
    *,
    actor: Person,
    at: datetime,
    holding_id: int,
    ends_at: datetime | None = None,
    reason: str = "",
) -> PostHolding:
    """End a post now, or at a stated moment to come. What was lent of it ends with it.

    :raises Refused: without the right, back in time, or if nobody were left to run the platform.
    """
    with transaction.atomic():
        lock_tree()
        holding = locked_holding(actor=actor, at=at, holding_id=holding_id)
        if holding.valid_to is not None and holding.valid_to <= at:
            return holding
        end = ends_at or at
        decision = authority.may(actor, "organization.manage", unit=holding.unit.code, at=at)
        decision &= not_the_last_operator([holding.pk], at)
        if end < at:
            decision &= no("organization.period_past", "结束时间不能早于现在。", "ends_at")
        decision.require()
        return end_holding(holding, actor=actor, at=at, ends_at=end, reason=reason)


def end_holding(
    holding: PostHolding,
    *,
    actor: Person,
    at: datetime,
    ends_at: datetime | None = None,
    reason: str = "",
) -> PostHolding:
    """End a locked holding inside the transaction of a caller that has asked for the right.

    Sessions and tokens of the holder end with it; for an end to come a job sees to that.
    """
    holding.valid_to = max(ends_at or at, holding.valid_from)
    holding.save(update_fields=["valid_to"])
    _record_holding(holding, "ended", actor=actor.person_key, at=at, reason=reason)
    if holding.valid_to <= at:
        end_access(holding.person, actor=actor.person_key, at=at, cause=EndCause.POST)
    others = PostHolding.objects.in_force(at).filter(unit=holding.unit, post=holding.post)
    if not others.exclude(pk=holding.pk).exists():
        _record_contact(holding, actor=actor.person_key, at=at)
    return holding


def hand_over_site_posts(unit: Unit, into: Unit, *, actor: Person, at: datetime) -> None:
    """Bind the posts of a unit's sites to the unit that takes the sites over; what was lent stays lent.

    One that its holder has there already is left to end with the unit.
    """
    rows = PostHolding.objects.select_for_update(of=("self",)).select_related("person")
    running = rows.filter(Q(valid_to=None) | Q(valid_to__gt=at), unit=unit).exclude(site_key="")
    for holding in running:
        same = PostHolding.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=at),
            person=holding.person, post=holding.post, unit=into, site_key=holding.site_key,
        )  # fmt: skip
        if same.exists():
            continue
        holding.unit = into
        holding.save(update_fields=["unit"])
        _record_holding(holding, "handed_over", actor=actor.person_key, at=at)


def _may_give(actor: Person, holding: PostHolding, at: datetime) -> Decision:
    """The actor manages the unit served, and the host of the site if there is one."""
    codes = {holding.unit.code}
    decision = YES
    if holding.site_key:
        host = SiteHost.objects.select_related("unit").filter(site_key=holding.site_key).first()
        if host is None:
            decision &= no("organization.site_unknown", "没有这个网站，请重新选择。", "site")
        else:
            codes.add(host.unit.code)
    if holding.person_id == actor.pk:
        decision &= no("organization.assign_self", "不能给自己任职，请由其他平台管理员办理。")
    return decision & may_manage_all(authority.powers_of(actor, at), codes)


def _may_be_held(holding: PostHolding, at: datetime) -> Decision:
    post = Post(holding.post)
    entry = rights_table().posts[post]
    decision = policy.may_be_held_in(held_in=entry.held_in, site=holding.site_key)
    decision &= policy.may_be_dated(
        at=at, valid_from=holding.valid_from, valid_to=holding.valid_to, subject="任职"
    )
    decision &= policy.may_be_bounded(
        post, duties=holding.duties, ends=holding.valid_to is not None
    )
    if not holding.unit.is_active:
        decision &= no("organization.unit_closed", "该单位已撤销，不能任职。", "unit")
    if not holding.person.is_active:
        decision &= no("organization.person_inactive", "该人员已停用，不能任职。", "person")
    beside = posts_beside(holding.person, holding.valid_from, holding.valid_to)
    if any(
        (use.post, use.unit_id, use.site_key) == (post, holding.unit_id, holding.site_key)
        for use in beside
        if not use.is_lent
    ):
        decision &= no("organization.held_already", "该人员在此期间已任该职。", "post")
    return decision & policy.may_be_joined(post, {use.post for use in beside}, entry.excludes)


def _insert_holding(holding: PostHolding, *, actor: str, at: datetime) -> PostHolding:
    holding.save(force_insert=True)
    _record_holding(holding, "assigned", actor=actor, at=at)
    _record_contact(holding, actor=actor, at=at)
    return holding


def _record_contact(holding: PostHolding, *, actor: str, at: datetime) -> None:
    """Record that a unit is reached through someone else now, or through nobody."""
    if holding.post not in CONTACT_POSTS:
        return
    record_event(
        code="organization.contact.changed",
        subject=holding.unit.unit_key,
        actor=actor,
        at=at,
        unit=holding.unit.code,
        payload={"post": holding.post},
    )


def _record_holding(
    holding: PostHolding, verb: str, *, actor: str, at: datetime, reason: str = ""
) -> None:
    record_event(
        code=f"organization.post.{verb}",
        subject=holding.person.person_key,
        actor=actor,
        at=at,
        unit=holding.unit.code,
        site=holding.site_key,
        payload={
            "holding": holding.pk,
            "post": holding.post,
            "unit": holding.unit.code,
            "site": holding.site_key,
            "valid_from": holding.valid_from.isoformat(),
            "valid_to": holding.valid_to.isoformat() if holding.valid_to else None,
        },
        reason=reason,
    )
