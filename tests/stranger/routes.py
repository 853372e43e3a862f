"""Every address that a URL map knows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver

from mingtang.workbench.backoffice.urlmap import View, closed


@dataclass(frozen=True)
class Route:
    """One address: its full name, its pattern, the names of its arguments, its view."""

    name: str
    pattern: str
    arguments: tuple[str, ...]
    view: View

    @property
    def is_closed(self) -> bool:
        """Whether it answers 404 to everybody."""
        return getattr(self.view, "__wrapped__", self.view) is closed or self.view is closed


def routes(
    patterns: Iterable[URLPattern | URLResolver],
    namespace: str = "",
    prefix: str = "",
    arguments: tuple[str, ...] = (),
) -> Iterator[Route]:
    """Yield every address below some patterns."""
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        named = (*arguments, *_arguments(pattern))
        if isinstance(pattern, URLResolver):
            inner = namespace + (f"{pattern.namespace}:" if pattern.namespace else "")
            yield from routes(pattern.url_patterns, inner, where, named)
        else:
            name = namespace + pattern.name if pattern.name else ""
            yield Route(name, where, named, pattern.callback)


def _arguments(pattern: URLPattern | URLResolver) -> tuple[str, ...]:
    found = pattern.pattern
    return tuple(getattr(found, "converters", None) or found.regex.groupindex)
