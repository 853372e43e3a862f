"""Posts and rights as data: the `rights.toml` of each room, gathered once and checked. No Django."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from mingtang.institution.organization.enums import Post, Scope

_STRICT = ConfigDict(frozen=True, extra="forbid")


class UnknownRight(LookupError):
    """A right that stands in no `rights.toml` was asked for: a slip in the code."""


class BadRights(ValueError):
    """The files of posts and rights contradict each other; each fault is told with file and name."""


class PostFacts(BaseModel):
    """Who may hold a post."""

    model_config = _STRICT

    held_in: Literal["unit", "site", "either"]
    delegable: bool
    second_factor: bool = False
    excludes: frozenset[Post] = frozenset()


class Right(BaseModel):
    """A right, and the posts that have it in each scope."""

    model_config = _STRICT

    label: str
    unit: tuple[Post, ...] = ()
    subtree: tuple[Post, ...] = ()
    site: tuple[Post, ...] = ()
    hosted: tuple[Post, ...] = ()
    all: tuple[Post, ...] = ()

    def posts_by_scope(self) -> Iterator[tuple[Scope, tuple[Post, ...]]]:
        """Yield each scope with the posts that have the right in it."""
        for scope in Scope:
            yield scope, getattr(self, scope.value)


class Fragment(BaseModel):
    """What one room says of posts and rights."""

    model_config = _STRICT

    posts: Mapping[Post, PostFacts] = {}
    rights: Mapping[str, Right] = {}


class PostRights(PostFacts):
    """What one post may do, and who may hold it."""

    rights: Mapping[Scope, tuple[str, ...]]

    def scopes_of(self, right: str) -> frozenset[Scope]:
        """Return every scope in which this post has a right; empty where it has not."""
        return self._scopes_by_right.get(right, frozenset())

    @cached_property
    def _scopes_by_right(self) -> Mapping[str, frozenset[Scope]]:
        scopes = defaultdict(set)
        for scope, rights in self.rights.items():
            for right in rights:
                scopes[right].add(scope)
        return {right: frozenset(found) for right, found in scopes.items()}


class RightsTable(BaseModel):
    """The posts and rights of all rooms."""

    model_config = _STRICT

    rights: Mapping[str, str]
    posts: Mapping[Post, PostRights]

    def label(self, right: str) -> str:
        """Return the Chinese words for a right.

        :raises UnknownRight: if no such right is declared.
        """
        try:
            return self.rights[right]
        except KeyError:
            raise UnknownRight(f"no rights.toml declares {right!r}") from None

    def posts_with(self, right: str) -> frozenset[Post]:
        """Return the posts that have a right in some scope.

        :raises UnknownRight: if no such right is declared.
        """
        self.label(right)
        return self._posts_by_right[right]

    # The menu of each page checks a hundred rights, so they are indexed once.
    @cached_property
    def _posts_by_right(self) -> Mapping[str, frozenset[Post]]:
        return {
            right: frozenset(post for post, entry in self.posts.items() if entry.scopes_of(right))
            for right in self.rights
        }


def gather(texts: Mapping[str, str]) -> RightsTable:
    """Make one table of the fragments of all rooms, given by file name (`editorial/sites/rights.toml`).

    :raises BadRights: a fragment cannot be read, names something unknown, or contradicts another.
    """
    fragments: dict[str, Fragment] = {}
    faults: list[str] = []
    for file, text in sorted(texts.items()):
        try:
            fragments[file] = Fragment.model_validate(tomllib.loads(text))
        except ValidationError as error:
            faults += [_told(file, fault) for fault in error.errors()]
        except tomllib.TOMLDecodeError as error:
            faults.append(f"{file}: {error}")
    if faults := faults or [*_faults(fragments)]:
        raise BadRights("\n".join(faults))
    return _joined(fragments)


def _told(file: str, fault: ErrorDetails) -> str:
    place = ".".join(str(part) for part in fault["loc"] if part != "[key]")
    why = f"不认识的岗位 {fault['input']}" if fault["type"] == "enum" else fault["msg"]
    return f"{file}: {place}: {why}"


def _faults(fragments: Mapping[str, Fragment]) -> Iterator[str]:
    """Yield what no part of a fragment can tell by itself."""
    files: dict[str, str] = {}
    for file, fragment in fragments.items():
        for name in (*fragment.rights, *(f"posts.{post}" for post in fragment.posts)):
            if name in files:
                yield f"{file}: {name}: 已在 {files[name]} 中定义"
            files.setdefault(name, file)
        for name, right in fragment.rights.items():
            if name.partition(".")[0] != Path(file).parent.name:
                yield f"{file}: {name}: 权限名应以本模块的名称开头"
            if not any(posts for _, posts in right.posts_by_scope()):
                yield f"{file}: {name}: 没有任何岗位拥有"
    yield from _faults_of_posts(_posts(fragments), files)


def _faults_of_posts(posts: Mapping[Post, PostFacts], files: Mapping[str, str]) -> Iterator[str]:
    yield from (f"posts.{post}: 缺少这个岗位" for post in Post if post not in posts)
    for post, facts in posts.items():
        for other in sorted(facts.excludes & posts.keys()):
            if post not in posts[other].excludes:
                yield f"{files[f'posts.{post}']}: posts.{post}: {other} 一方没有写明互斥"


def _posts(fragments: Mapping[str, Fragment]) -> dict[Post, PostFacts]:
    return {post: facts for one in fragments.values() for post, facts in one.posts.items()}


def _joined(fragments: Mapping[str, Fragment]) -> RightsTable:
    declared = {name: right for one in fragments.values() for name, right in one.rights.items()}
    facts = _posts(fragments)
    granted: dict[Post, defaultdict[Scope, list[str]]] = {post: defaultdict(list) for post in Post}
    for name, right in declared.items():
        for scope, posts in right.posts_by_scope():
            for post in posts:
                granted[post][scope].append(name)
    return RightsTable(
        rights={name: right.label for name, right in declared.items()},
        posts={
            post: PostRights(
                **facts[post].model_dump(),
                rights={
                    scope: tuple(granted[post][scope]) for scope in Scope if granted[post][scope]
                },
            )
            for post in Post
        },
    )


def fragments() -> dict[str, str]:
    """Return the text of each room's `rights.toml` by its path below the package."""
    package = Path(str(files("mingtang")))
    return {
        path.relative_to(package).as_posix(): path.read_text("utf-8")
        for path in sorted(package.glob("*/*/rights.toml"))
    }


@lru_cache(maxsize=1)
def rights_table() -> RightsTable:
    """Return the posts and rights that come with the platform."""
    return gather(fragments())
