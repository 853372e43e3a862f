"""What a reporting system sends, read by the paths of its mapping (对应关系)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import digest, has_words, one_line, paragraphs, visible

FIELDS: Mapping[str, str] = {
    "number": "稿件编号",
    "unit": "报送单位",
    "title": "标题",
    "body": "正文",
    "source": "来源",
    "author": "作者",
    "phone": "联系电话",
    "happened_on": "事件发生日期",
    "content_class": "报送类别",
    "column": "建议栏目",
}
NEEDED = ("number", "unit", "title", "body")
DEFAULT_MAPPING: Mapping[str, str] = {name: name for name in FIELDS}
LIMITS: Mapping[str, int] = {"number": 100, "unit": 100, "title": 200, "author": 60, "phone": 40}
_PATH = re.compile(r"[^\s.]{1,60}(\.[^\s.]{1,60}){0,5}")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})")
_TAG = re.compile(r"<(p|div|br|table|span|img|h\d)[\s/>]", re.IGNORECASE)


@dataclass(frozen=True)
class SentFields:
    """What a document of a sender says of each field of ours, as text; what it leaves out is empty."""

    number: str = ""
    unit: str = ""
    title: str = ""
    body: str = ""
    source: str = ""
    author: str = ""
    phone: str = ""
    happened_on: str = ""
    content_class: str = ""
    column: str = ""
    digest: str = field(default="", compare=False)

    @property
    def day(self) -> date | None:
        """Return the day of the event, None where none can be read."""
        return day_in(self.happened_on)

    @property
    def html(self) -> str:
        """Return the body as HTML; plain lines become paragraphs."""
        if _TAG.search(self.body):
            return self.body
        return "".join(f"<p>{_escaped(line)}</p>" for line in paragraphs(self.body))


def day_in(text: str) -> date | None:
    """Return the first day that a text names as year, month and day; None for no day or none that exists."""
    found = _DAY.search(text)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def read_fields(document: Mapping[str, Any], mapping: Mapping[str, str]) -> SentFields:
    """Return the fields of a document by the paths of a mapping; numbers count as their digits."""
    values = {name: _at(document, mapping.get(name, "")) for name in FIELDS}
    tidy = {
        name: visible(text).strip() if name == "body" else one_line(text)
        for name, text in values.items()
    }
    return SentFields(**tidy, digest=digest("\0".join(tidy.values())))


def is_complete(fields: SentFields) -> Decision:
    """Answer whether a document says what no item can do without; each reason names its field."""
    decision = YES
    for name in NEEDED:
        if not has_words(getattr(fields, name)):
            text = f"没有读到“{FIELDS[name]}”，请对照接口说明检查字段名称和内容。"
            decision &= no(f"submission.sent_{name}_missing", text, name)
    for name, limit in LIMITS.items():
        if len(getattr(fields, name)) > limit:
            text = f"“{FIELDS[name]}”超过 {limit} 个字，请缩短。"
            decision &= no(f"submission.sent_{name}_long", text, name)
    if fields.happened_on and fields.day is None:
        text = "“事件发生日期”应写成 2026-03-11 的形式。"
        decision &= no("submission.sent_day", text, "happened_on")
    return decision


def may_map(name: str, mapping: Mapping[str, str], *, is_taken: bool) -> Decision:
    """Answer whether a sender may have this name and mapping."""
    decision = YES
    if not has_words(name):
        decision &= no("submission.sender_unnamed", "请填写系统名称。", "name")
    if is_taken:
        text = "已有同名的报送系统在用，请换一个名称。"
        decision &= no("submission.sender_name_taken", text, "name")
    for key in NEEDED:
        if not mapping.get(key):
            text = f"请填写“{FIELDS[key]}”在对方数据中的字段名。"
            decision &= no("submission.sender_path_missing", text, key)
    for key, path in mapping.items():
        if path and not _PATH.fullmatch(path):
            text = "字段名中不能有空格；分层的用点连接，如 data.title。"
            decision &= no("submission.sender_path", text, key)
    return decision


def is_same_item(old: str, new: str) -> Decision:
    """Answer whether a repeated number brings what it brought before."""
    if old == new:
        return YES
    text = "这个编号已经报送过，内容与这次不同。修改后再报送的，请使用新的编号。"
    return no("submission.sent_changed", text, "number")


def _at(document: Any, path: str) -> str:
    value = document
    for part in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
