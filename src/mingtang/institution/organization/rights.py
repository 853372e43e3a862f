"""Rights of posts as data: `rights.toml`, loaded once and validated. Pure: no Django."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from mingtang.institution.organization.enums import Post, Scope


class UnknownRight(LookupError):
    """A right that stands in no row of `rights.toml` was asked for: a slip in the code."""


class PostRights(BaseModel):
    """What one post may do, and who may hold it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    held_in: Literal["unit", "site", "either"]
    delegable: bool
    second_factor: bool = False
    excludes: frozenset[Post] = frozenset()
    rights: Mapping[Scope, tuple[str, ...]]

    def scopes_of(self, right: str) -> frozenset[Scope]:
        """Return every scope in which this post has a right; empty where it has not."""
        return frozenset(scope for scope, rights in self.rights.items() if right in rights)


class RightsTable(BaseModel):
    """The whole of `rights.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rights: Mapping[str, str]
    posts: Mapping[Post, PostRights]

    @model_validator(mode="after")
    def _is_whole(self) -> "RightsTable":
        faults = [f"posts.{post}: 缺少这个岗位" for post in Post if post not in self.posts]
        used: set[str] = set()
        for post, entry in self.posts.items():
            for scope, rights in entry.rights.items():
                used.update(rights)
                faults += [
                    f"posts.{post}.rights.{scope}: 不认识的权限 {right}"
                    for right in rights
                    if right not in self.rights
                ]
            faults += [
                f"posts.{post}.excludes: {other} 一方没有写明互斥"
                for other in entry.excludes
                if other in self.posts and post not in self.posts[other].excludes
            ]
        faults += [
            f"rights: {right} 没有任何岗位拥有" for right in self.rights if right not in used
        ]
        if faults:
            raise ValueError("; ".join(sorted(faults)))
        return self

    def label(self, right: str) -> str:
        """Return the Chinese words for a right.

        :raises UnknownRight: if no such right is declared.
        """
        try:
            return self.rights[right]
        except KeyError:
            raise UnknownRight(f"rights.toml declares no right {right!r}") from None

    def posts_with(self, right: str) -> frozenset[Post]:
        """Return the posts that have a right in some scope.

        :raises UnknownRight: if no such right is declared.
        """
        self.label(right)
        return frozenset(post for post, entry in self.posts.items() if entry.scopes_of(right))


def parse_rights(text: str) -> RightsTable:
    """Read a rights table; a fault is told with the key at which it stands.

    :raises pydantic.ValidationError: if a post, right or scope is unknown, or a post is missing.
    """
    return RightsTable.model_validate(tomllib.loads(text))


@lru_cache(maxsize=1)
def rights_table() -> RightsTable:
    """Return the rights that come with the platform."""
    return parse_rights(
        files("mingtang.institution.organization").joinpath("rights.toml").read_text("utf-8")
    )
