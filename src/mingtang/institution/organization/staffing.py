"""Who may take a step: the question of the authority asked the other way round."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.institution.organization.authority import Grant, Reach, grant_of
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.grant_rows import grants_near
from mingtang.institution.organization.models import Unit
from mingtang.institution.organization.policies.staffing import (
    Seat,
    Vacancy,
    unstaffed,
    vacancies_text,
)
from mingtang.institution.organization.rights import rights_table

APPOINTING = "organization.manage"
APPOINTERS_NAMED = 2
PEOPLE_NAMED = 3


@dataclass(frozen=True)
class Able:
    """A person who may use a right on a thing, and the post that allows it.

    `distance` counts the units between the thing and the post: 0 is the unit's own post.
    """

    person_key: str
    name: str
    post: Post
    unit_id: int
    distance: int
    is_lent: bool


def names_of(people: Sequence[Able]) -> str:
    """Return the names of people as a page shows them: the first few, and how many there are."""
    names = [f"{one.name}（代行）" if one.is_lent else one.name for one in people[:PEOPLE_NAMED]]
    more = f"等{len(people)}人" if len(people) > PEOPLE_NAMED else ""
    return "、".join(names) + more


def ids_of(people: Iterable[Able]) -> list[int]:
    """Return the ids of people, each once, in their order."""
    return list(dict.fromkeys(int(one.person_key.removeprefix("person:")) for one in people))


@dataclass(frozen=True)
class Need:
    """One step that a person has to take: by which right, on what, and who may not.

    `posts`, where a regulation names them, are the only ones that count; `stand_in` are the posts
    that count where nobody of `posts` can act. `barred` are keys of people who may not take it.
    Steps of one `group` need different people.
    """

    key: str
    label: str
    right: str
    unit: str = ""
    site: str = ""
    posts: tuple[str, ...] = ()
    stand_in: tuple[str, ...] = ()
    barred: frozenset[str] = frozenset()
    bars_authors: bool = False
    group: str = ""


class Roster:
    """Who may use which right at one moment. Answers are remembered: it lives no longer than a task."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._table = rights_table()
        self._reach = Reach()
        self._known: dict[tuple[str, str, str, tuple[str, ...]], tuple[Able, ...]] = {}
        self._near: dict[tuple[str, str], _Near] = {}
        self._places: dict[tuple[str, str], str] = {}

    def who(
        self, right: str, *, unit: str = "", site: str = "", posts: Collection[str] = ()
    ) -> tuple[Able, ...]:
        """Return who may use a right on a thing of a unit or site, the nearest posts first.

        The same question as :meth:`Powers.may`, for everybody at once.
        """
        key = (right, unit, site, tuple(sorted(posts)))
        if key not in self._known:
            found = self._search(right, unit, site, posts)
            ordered = sorted(found, key=lambda one: (one.distance, one.is_lent, one.person_key))
            first: dict[str, Able] = {}
            for one in ordered:
                first.setdefault(one.person_key, one)
            self._known[key] = tuple(first.values())
        return self._known[key]

    def load(self, units: Collection[str] = (), sites: Collection[str] = ()) -> None:
        """Read at once who holds posts near several units and sites: a list asks about all its rows."""
        places = {(unit, "") for unit in units if unit} | {("", site) for site in sites if site}
        places -= self._near.keys()
        if len(places) < 2:
            return
        self._reach.load([unit for unit, _ in places if unit], [site for _, site in places if site])
        depths = {
            (unit, site): {**(self._reach.host_path(site) if site else self._reach.path(unit))}
            for unit, site in places
        }
        ids = {unit_id for path in depths.values() for unit_id in path}
        grants = tuple(_grants(ids, sorted({site for _, site in places if site}), self.at))
        for (unit, site), path in depths.items():
            near = tuple(
                one
                for one in grants
                if one[2].unit_id in path or one[2].is_top or (site and one[2].site_key == site)
            )
            self._near[unit, site] = _Near(path, near)

    def able(self, need: Need) -> tuple[Able, ...]:
        """Return who may take a step now; stand-ins only where nobody else may."""
        own = self._able(need, need.posts)
        return own if own or not need.stand_in else self._able(need, need.stand_in)

    def posts_in_use(self, need: Need) -> tuple[str, ...]:
        """Return the posts that count for a step now: its own, or those that stand in for them."""
        vacant = bool(need.stand_in) and not self._able(need, need.posts)
        return need.stand_in if vacant and self._able(need, need.stand_in) else need.posts

    def nearest(self, need: Need) -> tuple[Able, ...]:
        """Return whom a step waits for: of all who may take it, those whose post is nearest."""
        able = self.able(need)
        return tuple(one for one in able if one.distance == able[0].distance)

    def lacking(self, needs: Sequence[Need]) -> list[Need]:
        """Return the steps that lack a person; none where all can be taken, each by someone."""
        seats = [
            Seat(need.key, frozenset(one.person_key for one in self.able(need)), need.group)
            for need in needs
        ]
        empty = set(unstaffed(seats))
        return [need for need in needs if need.key in empty]

    def may_open(self, act: str, needs: Sequence[Need]) -> Decision:
        """Answer whether every step has a person; a refusal is one sentence that names them all."""
        lacking = self.lacking(needs)
        if not lacking:
            return YES
        vacancies = [self.vacancy(need, needs) for need in lacking]
        return no(
            "organization.nobody_may", vacancies_text(act, vacancies, self._appointers(needs))
        )

    def vacancy(self, need: Need, needs: Iterable[Need] = ()) -> Vacancy:
        """Put a step without a person into words."""
        having = self._table.posts_with(need.right)
        posts = need.posts or tuple(post for post in Post if post in having)
        others = [one.label for one in needs if need.group and one.group == need.group]
        has_people = bool(self.able(need))
        return Vacancy(
            label=need.label,
            place=self.place(need),
            posts=tuple(Post(post).label for post in (*posts, *need.stand_in)),
            bars_authors=need.bars_authors,
            apart_from=tuple(one for one in others if one != need.label) if has_people else (),
        )

    def place(self, need: Need) -> str:
        """Return the name of the unit in which a step has to be taken."""
        key = (need.unit, need.site)
        if key not in self._places:
            units = Unit.objects.filter(code=need.unit)
            if not need.unit:
                units = Unit.objects.filter(hosted_sites__site_key=need.site)
            self._places[key] = units.values_list("name", flat=True).first() or ""
        return self._places[key]

    def _appointers(self, needs: Sequence[Need]) -> list[str]:
        names: dict[str, None] = {}
        for need in needs:
            path = self._reach.host_path(need.site) if need.site else self._reach.path(need.unit)
            units = Unit.objects.filter(pk__in=path).values_list("code", flat=True)
            for code in sorted(units, key=lambda code: -len(self._reach.path(code))):
                names.update(dict.fromkeys(one.name for one in self.who(APPOINTING, unit=code)))
        return list(names)[:APPOINTERS_NAMED]

    def _able(self, need: Need, posts: tuple[str, ...]) -> tuple[Able, ...]:
        found = self.who(need.right, unit=need.unit, site=need.site, posts=posts)
        return tuple(one for one in found if one.person_key not in need.barred)

    def _search(self, right: str, unit: str, site: str, posts: Collection[str]) -> Iterator[Able]:
        having = self._table.posts_with(right)
        wanted = {post for post in having if not posts or post in posts}
        near = self._near_to(unit, site)
        for person_key, name, grant in near.grants:
            if grant.post not in wanted:
                continue
            scopes = self._table.posts[grant.post].scopes_of(right)
            if self._reach.covers(grant, scopes, unit=unit, site=site):
                is_own_site = bool(site) and grant.site_key == site
                distance = 0 if is_own_site else near.depths.get(grant.unit_id, 99)
                yield Able(person_key, name, grant.post, grant.unit_id, distance, grant.is_lent)

    def _near_to(self, unit: str, site: str) -> "_Near":
        """Return who holds any post near a place: the steps of one item ask about the same one."""
        if (unit, site) not in self._near:
            depths = {**self._reach.path(unit)} if unit else {}
            for unit_id, depth in (self._reach.host_path(site) if site else {}).items():
                depths[unit_id] = min(depth, depths.get(unit_id, depth))
            self._near[unit, site] = _Near(
                depths, tuple(_grants(depths, [site] if site else [], self.at))
            )
        return self._near[unit, site]


@dataclass(frozen=True)
class _Near:
    """The units above a place with their distance, and the posts held there, each with its user."""

    depths: Mapping[int, int]
    grants: tuple[tuple[str, str, Grant], ...]


def _grants(
    unit_ids: Collection[int], sites: Collection[str], at: datetime
) -> Iterator[tuple[str, str, Grant]]:
    """Yield the holdings and loans in force, each with the person who uses it."""
    for *columns, delegation_id, user_id, user_name in grants_near(unit_ids, sites, at):
        yield f"person:{user_id}", user_name, grant_of(columns, delegation_id)
