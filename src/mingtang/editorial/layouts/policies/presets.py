"""Three homes to begin with: a portal, a bureau, a county. Values in, blocks out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mingtang.editorial.sites.enums import ColumnType
from mingtang.ground.foundation.labels import LabelledEnum

_NEWS, _POLICY = ColumnType.NEWS.value, ColumnType.POLICY.value
_ANSWERS = (ColumnType.RESPONSE.value, ColumnType.CONSULTATION.value, ColumnType.SOLICITATION.value)


class Preset(LabelledEnum):
    """A home to begin with (首页样板)."""

    PORTAL = "portal", "政府门户网站"
    BUREAU = "bureau", "部门网站"
    COUNTY = "county", "县区网站"


@dataclass(frozen=True)
class Choice:
    """A column that a home may show."""

    id: int
    name: str
    type: str
    link: str


def preset_body(
    preset: Preset, columns: Sequence[Choice], entries: Sequence[tuple[str, str]] = ()
) -> list[dict[str, Any]]:
    """Return the blocks of a home for the columns that a site has; what it lacks is left out.

    `entries` are title and address of pages where readers write or are answered.
    """
    body = list(_MAKERS[preset](columns))
    for block in body:
        if block["type"] == "interaction":
            offered = [{"title": title, "link": link, "note": ""} for title, link in entries]
            block["value"]["entries"] = [*offered, *block["value"]["entries"]]
    return body


def _portal(columns: Sequence[Choice]) -> Iterator[dict[str, Any]]:
    news, policies = _of(columns, _NEWS), _policies_first(columns)
    yield from _lead(news, 8)
    yield from _news(news[1:2], 4, 8)
    yield from _interaction(columns, 4)
    yield from _policies(policies, 8 if news[1:] else 12)
    yield from _services(columns, 12)
    yield from _halves(_rest(columns, [*news[:2], *policies[:1]])[:6])
    yield _block("topics", 12, "专题专栏", {"count": 4})
    yield _block("sites", 12, "网站群", {"kind": ""})


def _bureau(columns: Sequence[Choice]) -> Iterator[dict[str, Any]]:
    news, policies = _of(columns, _NEWS), _policies_first(columns)
    yield from _lead(news, 8)
    yield from _interaction(columns, 4)
    yield from _policies(policies, 6)
    yield from _halves(_rest(columns, [*news[:1], *policies[:1]])[:5], beside=len(policies[:1]))
    yield from _services(columns, 12)


def _county(columns: Sequence[Choice]) -> Iterator[dict[str, Any]]:
    news, policies = _of(columns, _NEWS), _policies_first(columns)
    yield from _lead(news, 8)
    yield from _news(news[1:2], 4)
    yield from _interaction(columns, 4)
    yield from _services(columns, 8 if news[1:] else 12)
    yield from _policies(policies, 6)
    yield from _halves(_rest(columns, [*news[:2], *policies[:1]])[:5], beside=len(policies[:1]))
    yield _block("topics", 12, "专题专栏", {"count": 4})


_MAKERS = {Preset.PORTAL: _portal, Preset.BUREAU: _bureau, Preset.COUNTY: _county}


def _of(columns: Sequence[Choice], kind: str) -> list[Choice]:
    return [column for column in columns if column.type == kind]


def _policies_first(columns: Sequence[Choice]) -> list[Choice]:
    """Return the columns of policies, those of notices last: their items are no policy documents."""
    return sorted(_of(columns, _POLICY), key=lambda one: "政策" not in one.name)


def _halves(columns: Sequence[Choice], *, beside: int = 0) -> Iterator[dict[str, Any]]:
    """Yield lists of half the width; a last one with nothing beside it takes all of it."""
    for place, column in enumerate(columns, beside + 1):
        is_alone = place == beside + len(columns) and place % 2
        yield from _news([column], 12 if is_alone else 6)


def _rest(columns: Sequence[Choice], shown: Sequence[Choice]) -> list[Choice]:
    return [column for column in columns if column not in shown]


def _block(kind: str, width: int, title: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "width": width, "title": title, "value": value}


def _lead(news: Sequence[Choice], width: int) -> Iterator[dict[str, Any]]:
    if news:
        value = {"article": "", "columns": [news[0].id], "count": 3, "picture": None}
        yield _block("lead", width, news[0].name, value)


def _news(columns: Sequence[Choice], width: int, count: int = 6) -> Iterator[dict[str, Any]]:
    for column in columns:
        value = {"columns": [column.id], "count": count, "has_day": True}
        yield _block("news", width, column.name, value)


def _policies(columns: Sequence[Choice], width: int) -> Iterator[dict[str, Any]]:
    for column in columns[:1]:
        yield _block("policies", width, column.name, {"columns": [column.id], "count": 6})


def _services(columns: Sequence[Choice], width: int) -> Iterator[dict[str, Any]]:
    entries = [
        {"title": column.name, "link": column.link, "note": ""}
        for column in _of(columns, ColumnType.SERVICES.value)[:8]
    ]
    if entries:
        yield _block("services", width, "办事服务", {"entries": entries})


def _interaction(columns: Sequence[Choice], width: int) -> Iterator[dict[str, Any]]:
    answers = [column for column in columns if column.type in _ANSWERS][:3]
    entries = [{"title": column.name, "link": column.link, "note": ""} for column in answers]
    entries.append({"title": "我为政府网站找错", "link": "/forms/site-error/", "note": ""})
    value = {"entries": entries, "columns": [column.id for column in answers], "count": 4}
    yield _block("interaction", width, "互动交流", value)
