"""The particulars of an event in words: what its payload says that a reader can use.

Keys that only programs read (digests, numbers of rows) are left out: `mingtang events` prints them.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from mingtang.editorial.content.enums import ArticleState
from mingtang.faces.office.names import names_of_sites
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import names_of_units
from mingtang.institution.regulations.catalogue import catalogue
from mingtang.institution.regulations.enums import Strength
from mingtang.workbench.backoffice.screens import Fact
from mingtang.workbench.backoffice.subjects import subjects

Words = Callable[[Any], Any]


def _unit(value: Any) -> str:
    return names_of_units([str(value)]).get(str(value), "已撤销的单位")


def _sites(value: Any) -> str:
    codes = [
        str(one).removeprefix("site:") for one in (value if isinstance(value, list) else [value])
    ]
    names = names_of_sites(codes)
    return "、".join(names[code] for code in codes)


def _moment(value: Any) -> Any:
    return datetime.fromisoformat(str(value))


def _day(value: Any) -> Any:
    return date.fromisoformat(str(value))


def _clauses(value: Any) -> str:
    return "；".join(catalogue().citations(value))


def _of(choices: Any) -> Words:
    labels: Mapping[str, str] = dict(choices.choices())
    return lambda value: labels.get(str(value), "")


WORDS: Mapping[str, tuple[str, Words]] = {
    "old_name": ("原名称", str),
    "new_name": ("新名称", str),
    "unit": ("单位", _unit),
    "from_unit": ("原单位", _unit),
    "old_unit": ("原单位", _unit),
    "new_unit": ("新单位", _unit),
    "into": ("并入", str),
    "desk": ("编辑部", _unit),
    "responsible_unit": ("责任单位", _unit),
    "subject_unit": ("被评议单位", _unit),
    "site": ("网站", _sites),
    "from_site": ("来自网站", _sites),
    "sites": ("网站", _sites),
    "post": ("岗位", _of(Post)),
    "from": ("原状态", _of(ArticleState)),
    "to": ("新状态", _of(ArticleState)),
    "strength": ("力度", _of(Strength)),
    "clauses": ("依据", _clauses),
    "due": ("期限", _moment),
    "received_at": ("收到时间", _moment),
    "answered_at": ("答复时间", _moment),
    "arrived_at": ("送达时间", _moment),
    "starts_at": ("开始时间", _moment),
    "closed_at": ("截止时间", _moment),
    "until": ("截止时间", _moment),
    "happened_on": ("事件发生日期", _day),
    "document_date": ("成文日期", _day),
    "due_on": ("期限", _day),
    "score": ("得分", str),
    "rating": ("评价", lambda value: f"{value}星"),
    "count": ("次数", str),
    "days": ("天数", str),
    "year": ("年度", str),
    "old_domain": ("原域名", str),
    "new_domain": ("新域名", str),
}
_THINGS = {"article": "稿件", "column": "栏目", "item": "访谈计划", "parent": "上级"}


def particulars(payload: Mapping[str, Any], person: Person, at: datetime) -> Iterator[Fact]:
    """Yield what a payload says, as far as the person may see what it names."""
    keys = {name: _key(name, value) for name, value in payload.items() if name in _THINGS}
    things = subjects([key for key in keys.values() if key], person, at)
    for name, value in payload.items():
        if value in (None, "", []):
            continue
        if keys.get(name):
            thing = things[keys[name]]
            yield Fact(_THINGS[name], thing.title, url=thing.url)
        elif name in WORDS and (words := _said(name, value)):
            yield Fact(WORDS[name][0], words)


def _key(name: str, value: Any) -> str:
    text = str(value or "")
    if ":" in text:
        return text
    return f"{name}:{text}" if text.isdecimal() and name in {"article", "column"} else ""


def _said(name: str, value: Any) -> Any:
    try:
        return WORDS[name][1](value)
    except (TypeError, ValueError):  # another event uses the key for something else
        return ""
