"""Reads of the organization that serve more than one caller."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from mingtang.ground.foundation.decisions import Decision, NotVisible, no
from mingtang.ground.foundation.remembering import remembered
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import (
    ApiToken,
    Delegation,
    Person,
    PostHolding,
    Unit,
    UnitClosure,
)
from mingtang.institution.organization.policies.attempts import Helper
from mingtang.institution.organization.policies.posts import overlaps
from mingtang.institution.organization.policies.sign_in import must_use_second_factor
from mingtang.institution.organization.policies.tokens import token_digest
from mingtang.institution.organization.rights import rights_table

# Whom a unit must name (XN-02: a leader in charge and an information officer).
NAMED_POSTS = (Post.LEADER_IN_CHARGE, Post.INFORMATION_OFFICER)
BOOK_POSTS = (
    Post.PRINCIPAL_LEADER,
    *NAMED_POSTS,
    Post.LIAISON_OFFICER,
    Post.DESK,
    Post.DUTY_OFFICER,
    Post.ACCOUNT_OPERATOR,
)


@dataclass(frozen=True)
class PostUse:
    """A post that a person uses in a period, by their own holding or in place of another."""

    post: Post
    unit_id: int
    site_key: str
    valid_from: datetime
    valid_to: datetime | None
    is_lent: bool


@dataclass(frozen=True)
class Contact:
    """One line of the contact book: who holds a post, and how to reach them."""

    post: Post
    person_id: int
    name: str
    phone: str
    email: str
    duties: str
    office_phone: str = ""
    job_title: str = ""


@dataclass(frozen=True)
class ContactRow:
    """A unit in the contact book. `missing` names the posts that it must fill and has not."""

    unit_code: str
    unit_name: str
    phone: str
    contacts: tuple[Contact, ...]
    missing: tuple[Post, ...]


def unit_path(code: str) -> tuple[str, ...]:
    """Return the codes from a unit up to the top, nearest first; empty for an unknown unit."""
    return remembered(("unit_path", code), lambda: _unit_path(code))


def _unit_path(code: str) -> tuple[str, ...]:
    rows = UnitClosure.objects.filter(descendant__code=code).order_by("depth")
    return tuple(rows.values_list("ancestor__code", flat=True))


def may_by_key(actor: str, right: str, unit: str, at: datetime) -> Decision:
    """Answer for rooms below, which know people by their opaque key only (`person:3`)."""
    number = actor.removeprefix("person:")
    person = (
        Person.objects.select_related("unit").filter(pk=number).first()
        if number.isdecimal() and number != actor
        else None
    )
    if person is None:
        return no("organization.nobody", "没有这名人员，不能办理。")
    return authority.may(person, right, unit=unit, at=at)


def get_unit_for(person: Person, code: str, at: datetime) -> Unit:
    """Return a unit that a person may see.

    :raises NotVisible: if there is none, or they may not.
    """
    try:
        return Unit.objects.visible_to(person, at).get(code=code)
    except Unit.DoesNotExist as error:
        raise NotVisible from error


def get_person_for(person: Person, person_id: int, at: datetime) -> Person:
    """Return a person that another one may see.

    :raises NotVisible: if there is none, or they may not.
    """
    try:
        return Person.objects.visible_to(person, at).select_related("unit").get(pk=person_id)
    except Person.DoesNotExist as error:
        raise NotVisible from error


def people_holding(post: Post, unit: str = "", *, site: str = "", at: datetime) -> QuerySet[Person]:
    """Return who uses a post of a unit, or for a site, at a moment: its holders and who stands in."""
    where = Q()
    if unit:
        where &= Q(unit__code=unit)
    if site:
        where &= Q(site_key=site)
    holdings = PostHolding.objects.in_force(at).of_post(post).filter(where)
    lent = Delegation.objects.in_force(at).filter(holding__in=holdings)
    return Person.objects.active().filter(
        Q(pk__in=holdings.values("person")) | Q(pk__in=lent.values("to_person"))
    )


def helpers_of(unit: str = "", *, at: datetime) -> list[Helper]:
    """Return who unlocks accounts of a unit: the nearest platform operators, two at most.

    Without a unit those of the whole platform, as told to someone who has not signed in: what the
    page says must not depend on whether the name that was typed exists.
    """
    holdings = (
        PostHolding.objects.in_force(at)
        .of_post(Post.PLATFORM_OPERATOR)
        .filter(person__in=Person.objects.active())
    )
    for code in unit_path(unit):
        if found := _helpers(holdings.filter(unit__code=code)):
            return found
    return _helpers(holdings.filter(unit__parent=None))


def _helpers(holdings: QuerySet[PostHolding]) -> list[Helper]:
    rows = holdings.order_by("pk").values_list(
        "person__name", "person__unit__name", "person__unit__phone"
    )
    return [Helper(*row) for row in rows[:2]]


def posts_beside(person: Person, start: datetime, end: datetime | None) -> list[PostUse]:
    """Return the posts that a person uses at some moment of a period, lent ones included."""
    holdings = PostHolding.objects.filter(person=person)
    lent = Delegation.objects.filter(to_person=person).select_related("holding")
    uses = [
        PostUse(Post(row.post), row.unit_id, row.site_key, row.valid_from, row.valid_to, False)
        for row in holdings.filter(Q(valid_to=None) | Q(valid_to__gt=start))
    ]
    uses += [
        PostUse(
            Post(row.holding.post),
            row.holding.unit_id,
            row.holding.site_key,
            row.valid_from,
            row.valid_to,
            True,
        )
        for row in lent.filter(valid_to__gt=start)
    ]
    return [use for use in uses if overlaps(start, end, use.valid_from, use.valid_to)]


def contact_book(
    person: Person, at: datetime, *, name: str = "", after: str = "", limit: int = 100
) -> list[ContactRow]:
    """Return a page of the contact book (通讯录), by unit code; `after` is the last code shown.

    `name` is part of the name of a unit, or of a person who holds a post there.

    It holds the units that the person may see, with their leaders, information officers and liaison
    officers, those of its desk, on duty and for its accounts. Telephones of offices are whole; those
    that are a person's own, and mail addresses, are masked unless the person may read them in full there.

    Source: 兴市府办〔2014〕19号 第八条 (XN-02).
    """
    units = Unit.objects.visible_to(person, at).active().filter(code__gt=after)
    if name:
        held = PostHolding.objects.in_force(at).filter(person__name__contains=name)
        named = Q(name__contains=name) | Q(short_name__contains=name)
        units = units.filter(named | Q(pk__in=held.values("unit")))
    page = list(units.order_by("code")[:limit])
    rows = contact_rows(page, person, at)
    return [rows[unit.pk] for unit in page]


def contact_rows(units: list[Unit], person: Person, at: datetime) -> dict[int, ContactRow]:
    """Return the line of the contact book of each of these units, by their ids, as a person reads it."""
    phones = authority.powers_of(person, at).units_where("organization.read_phones")
    contacts = _contacts(units, at)
    return {
        unit.pk: _contact_row(unit, contacts[unit.pk], in_full=phones.covers(unit.code))
        for unit in units
    }


def _contacts(units: list[Unit], at: datetime) -> dict[int, list[PostHolding]]:
    rows = (
        PostHolding.objects.in_force(at)
        .filter(unit__in=units, post__in=BOOK_POSTS)
        .select_related("person")
    )
    found: dict[int, list[PostHolding]] = defaultdict(list)
    for holding in sorted(rows, key=lambda row: (BOOK_POSTS.index(Post(row.post)), row.pk)):
        found[holding.unit_id].append(holding)
    return found


def _contact_row(unit: Unit, holdings: list[PostHolding], *, in_full: bool) -> ContactRow:
    contacts = tuple(
        Contact(
            post=Post(holding.post),
            person_id=holding.person_id,
            name=holding.person.name,
            phone=holding.person.phone if in_full else holding.person.masked_phone,
            email=holding.person.email if in_full else holding.person.masked_email,
            duties=holding.duties,
            office_phone=holding.person.office_phone,
            job_title=holding.person.job_title,
        )
        for holding in holdings
    )
    filled = {contact.post for contact in contacts}
    return ContactRow(
        unit_code=unit.code,
        unit_name=unit.name,
        phone=unit.phone,
        contacts=contacts,
        missing=tuple(post for post in NAMED_POSTS if post not in filled),
    )


def token_in_use(text: str, *, at: datetime) -> ApiToken | None:
    """Return the token of this text with its person, or None when it opens nothing.

    Looked up by its digest, so that the time it takes tells nothing about tokens that exist. A
    person who is no longer active, or holds no post with the right any more, has no token in use;
    nor has one of whose posts one ended since, even before the end of the token was written down.
    """
    found = token_digest(text)
    if found is None:
        return None
    tokens = ApiToken.objects.in_use(at).filter(digest=found)
    token = tokens.select_related("person__unit").first()
    if token is None:
        return None
    powers = authority.powers_of(token.person, at)
    return token if powers.is_active and powers.units_where("api.token") else None


def second_factor_is_required(person: Person, at: datetime) -> bool:
    """Tell whether the installation asks this person for a second factor."""
    posts = authority.powers_of(person, at).posts
    table = rights_table()
    return must_use_second_factor(
        settings.SECOND_FACTOR, marked=any(table.posts[post].second_factor for post in posts)
    )


def names_of_units(codes: Iterable[str]) -> dict[str, str]:
    """Return the short names of units by their codes; what a unit is called is no secret."""
    rows = Unit.objects.filter(code__in=set(codes))
    return dict(rows.values_list("code", "short_name"))
