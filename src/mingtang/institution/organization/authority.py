"""The one object that answers who may do what (授权).

`authority.may(person, right, unit=…, site=…, at=…)` is the question of an action;
`units_where` and `sites_where` are the question of a list. All read the same grants: the posts a
person holds at that moment, and the posts lent to them while a colleague is away. Nothing is kept
between two calls; who asks often within one request keeps the :class:`Powers`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Value

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.remembering import remembered
from mingtang.institution.organization.enums import Post, Scope
from mingtang.institution.organization.grant_rows import grants_of, host_path_of, path_of
from mingtang.institution.organization.models import Person, SiteHost, UnitClosure
from mingtang.institution.organization.rights import RightsTable, rights_table
from mingtang.institution.organization.scopes import SiteScope, UnitScope


@dataclass(frozen=True)
class Grant:
    """One ground of a right: a holding of one's own, or one lent by a delegation."""

    post: Post
    holding_id: int
    holder_key: str
    holder_name: str
    unit_id: int
    unit_code: str
    is_top: bool
    site_key: str
    delegation_id: int | None = None

    @property
    def is_lent(self) -> bool:
        """Whether the post is used in place of its holder (代行)."""
        return self.delegation_id is not None


class Reach:
    """Tells what a grant reaches; the paths of units and sites that were asked for are remembered.

    Lives no longer than a request.
    """

    def __init__(self) -> None:
        self._paths: dict[str, dict[int, int]] = {}
        self._host_paths: dict[str, dict[int, int]] = {}

    def covers(self, grant: Grant, scopes: frozenset[Scope], *, unit: str, site: str) -> bool:
        """Tell whether a right with these scopes reaches a unit or a site (codes, or empty)."""
        if Scope.ALL in scopes and grant.is_top:
            return True
        if unit and self._covers_unit(grant, scopes, unit):
            return True
        return bool(site) and self._covers_site(grant, scopes, site)

    def path(self, unit: str) -> Mapping[int, int]:
        """Return the ids from a unit up to the top with their distance from it."""
        if unit not in self._paths:
            self._paths[unit] = remembered(("path", unit), lambda: path_of(unit))
        return self._paths[unit]

    def load(self, units: Collection[str], sites: Collection[str] = ()) -> None:
        """Read the paths of several units, and those from the hosts of several sites, at once."""
        no_units = {unit for unit in units if unit not in self._paths}
        no_sites = {site for site in sites if site not in self._host_paths}
        self._paths.update({unit: {} for unit in no_units})
        self._host_paths.update({site: {} for site in no_sites})
        of_units = UnitClosure.objects.filter(descendant__code__in=no_units)
        hosts = "descendant__hosted_sites__site_key"
        of_sites = UnitClosure.objects.filter(**{f"{hosts}__in": no_sites})
        rows = of_units.values_list(Value(""), "descendant__code", "ancestor_id", "depth").union(
            of_sites.values_list(F(hosts), Value(""), "ancestor_id", "depth"), all=True
        )
        for site, unit, above, depth in rows:
            path = self._host_paths[site] if site else self._paths[unit]
            path[above] = depth

    def host_path(self, site: str) -> Mapping[int, int]:
        """Return the ids from the host of a site up to the top with their distance from it."""
        if site not in self._host_paths:
            self._host_paths[site] = remembered(("host_path", site), lambda: host_path_of(site))
        return self._host_paths[site]

    def _covers_unit(self, grant: Grant, scopes: frozenset[Scope], unit: str) -> bool:
        if grant.unit_code == unit:
            return bool(scopes & {Scope.UNIT, Scope.SUBTREE})
        return Scope.SUBTREE in scopes and grant.unit_id in self.path(unit)

    def _covers_site(self, grant: Grant, scopes: frozenset[Scope], site: str) -> bool:
        if Scope.SITE in scopes and grant.site_key == site:
            return True
        return Scope.HOSTED in scopes and grant.unit_id in self.host_path(site)


class Powers:
    """What one person may do at one moment. Lives no longer than a request."""

    def __init__(
        self,
        person: Person,
        at: datetime,
        grants: Iterable[Grant],
        table: RightsTable,
        *,
        has_one_top: bool,
    ) -> None:
        self.person = person
        self._has_one_top = has_one_top
        self.at = at
        self.grants = tuple(grants)
        self._table = table
        self._reach = Reach()

    @property
    def is_active(self) -> bool:
        """Whether the person may do anything at all."""
        return self.person.is_active and self.person.unit.is_active

    @property
    def posts(self) -> frozenset[Post]:
        """Return the posts in use, lent ones included."""
        return frozenset(grant.post for grant in self.grants)

    def holds(self, right: str) -> bool:
        """Tell whether the person has a right anywhere: the question of a menu, never of an action."""
        return any(True for _ in self._having(right))

    def may(
        self,
        right: str,
        *,
        unit: str = "",
        site: str = "",
        author: str = "",
        posts: Collection[str] = (),
    ) -> Decision:
        """Answer whether the person may use a right on a thing.

        `unit` is the code of the unit that owns the thing, `site` the code of the site it stands in
        or is meant for: a right over either is enough. With neither, the whole platform is meant.
        `author` is the key of who wrote the text; a lent post does not serve for one's own text.
        `posts`, where a regulation names them, are the only ones that count.
        """
        if self.grant_for(right, unit=unit, site=site, author=author, posts=posts) is not None:
            return YES
        if not self.is_active:
            return no("organization.inactive", "您的账号或所在单位已停用，请联系平台管理员。")
        if author and self.grant_for(right, unit=unit, site=site, posts=posts) is not None:
            return no(
                "organization.lent_post_own_text",
                "代行他人职务时不能办理自己起草的稿件，请由任职人本人或其他负责人办理。",
            )
        label = self._table.label(right)
        return no(
            "organization.not_entitled", f"您没有“{label}”的权限，如工作需要，请联系平台管理员。"
        )

    def grant_for(
        self,
        right: str,
        *,
        unit: str = "",
        site: str = "",
        author: str = "",
        posts: Collection[str] = (),
    ) -> Grant | None:
        """Return the ground on which a right may be used, own posts before lent ones, or nothing."""
        own_text = bool(author) and author == self.person.person_key
        for grant, scopes in self._having(right):
            if posts and grant.post not in posts:
                continue
            if own_text and grant.is_lent:
                continue
            if self._reach.covers(grant, scopes, unit=unit, site=site):
                return grant
        return None

    def units_where(self, right: str) -> UnitScope:
        """Return the units in which the person has a right."""
        single: set[tuple[int, str]] = set()
        tops: set[int] = set()
        for grant, scopes in self._having(right):
            if grant.is_top and self._reaches_all(scopes, Scope.SUBTREE):
                return UnitScope(all=True)
            if Scope.SUBTREE in scopes:
                tops.add(grant.unit_id)
            elif Scope.UNIT in scopes:
                single.add((grant.unit_id, grant.unit_code))
        if tops:
            below = frozenset(tops)
            single |= remembered(("units_below", below), lambda: _units_below(below))
        return UnitScope(
            ids=frozenset(pk for pk, _ in single), codes=frozenset(code for _, code in single)
        )

    def sites_where(self, right: str) -> SiteScope:
        """Return the sites in which the person has a right."""
        codes: set[str] = set()
        tops: set[int] = set()
        for grant, scopes in self._having(right):
            if grant.is_top and self._reaches_all(scopes, Scope.HOSTED):
                return SiteScope(all=True)
            if Scope.HOSTED in scopes:
                tops.add(grant.unit_id)
            if Scope.SITE in scopes and grant.site_key:
                codes.add(grant.site_key)
        if tops:
            below = frozenset(tops)
            codes |= remembered(("sites_below", below), lambda: _sites_below(below))
        return SiteScope(codes=frozenset(codes))

    def _having(self, right: str) -> Iterator[tuple[Grant, frozenset[Scope]]]:
        posts = self._table.posts_with(right)  # an unknown right is an error, no matter who asks
        if not self.is_active:
            return
        for grant in self.grants:
            if grant.post in posts:
                yield grant, self._table.posts[grant.post].scopes_of(right)

    def _reaches_all(self, scopes: frozenset[Scope], downward: Scope) -> bool:
        """Whether a post in a topmost unit spans the tree, which has one top unless it is torn."""
        if Scope.ALL in scopes:
            return True
        return downward in scopes and self._has_one_top


def _units_below(tops: frozenset[int]) -> frozenset[tuple[int, str]]:
    rows = UnitClosure.objects.filter(ancestor_id__in=tops)
    return frozenset(rows.values_list("descendant_id", "descendant__code"))


def _sites_below(tops: frozenset[int]) -> frozenset[str]:
    hosts = SiteHost.objects.filter(unit__ancestor_rows__ancestor_id__in=tops)
    return frozenset(hosts.values_list("site_key", flat=True))


class Authority:
    """The one policy object. It holds nothing; :data:`authority` is its only instance."""

    def powers_of(self, person: Person, at: datetime) -> Powers:
        """Return everything a person may do at a moment, read in one query."""
        return remembered(("powers", person.pk, at), lambda: self._read_powers(person, at))

    def _read_powers(self, person: Person, at: datetime) -> Powers:
        rows = grants_of(person.pk, at)
        grants = tuple(grant_of(columns, delegation_id) for *columns, _, delegation_id in rows)
        has_one_top = all(tops == 1 for *_, tops, _ in rows)
        return Powers(person, at, grants, rights_table(), has_one_top=has_one_top)

    def may(
        self,
        person: Person,
        right: str,
        *,
        at: datetime,
        unit: str = "",
        site: str = "",
        author: str = "",
        posts: Collection[str] = (),
    ) -> Decision:
        """Answer whether a person may use a right; see :meth:`Powers.may`.

        :raises UnknownRight: if `rights.toml` declares no such right.
        """
        powers = self.powers_of(person, at)
        return powers.may(right, unit=unit, site=site, author=author, posts=posts)

    def units_where(self, person: Person, right: str, at: datetime) -> UnitScope:
        """Return the units in which a person has a right."""
        return self.powers_of(person, at).units_where(right)

    def sites_where(self, person: Person, right: str, at: datetime) -> SiteScope:
        """Return the sites in which a person has a right."""
        return self.powers_of(person, at).sites_where(right)


def grant_of(row: Sequence[Any], delegation_id: int | None) -> Grant:
    """Make a grant of plain columns: whole people would be decrypted for nothing."""
    post, holding_id, person_id, name, unit_id, unit_code, parent_id, site_key = row
    return Grant(
        post=Post(post),
        holding_id=holding_id,
        holder_key=f"person:{person_id}",
        holder_name=name,
        unit_id=unit_id,
        unit_code=unit_code,
        is_top=parent_id is None,
        site_key=site_key,
        delegation_id=delegation_id,
    )


authority = Authority()
may = authority.may
powers_of = authority.powers_of
units_where = authority.units_where
sites_where = authority.sites_where
