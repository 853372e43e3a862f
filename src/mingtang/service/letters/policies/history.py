"""Tables of past letters: mapping columns and parsing lines.

Pure: cells in, values out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import comparison_key, has_words, one_line
from mingtang.ground.foundation.working_days import AnswerTimes
from mingtang.ground.papers.cells import CellFault, CellParser, as_moment, as_text, is_blank
from mingtang.ground.papers.tables_in import (
    HEADING_LINES,
    LineResult,
    LineState,
    SheetColumn,
    SheetRow,
    find_headings,
    read_lines,
)
from mingtang.service.letters.enums import LetterCategory

Cells = Sequence[Sequence[Any]]
MOST_TEXT = 100_000
_RATINGS = {
    5: ("非常满意", "很满意", "十分满意", "5", "五星", "5分", "5星"),
    4: ("满意", "比较满意", "4", "四星", "4分", "4星"),
    3: ("基本满意", "一般", "尚可", "3", "三星", "3分", "3星"),
    2: ("不满意", "不太满意", "2", "二星", "2分", "2星"),
    1: ("非常不满意", "很不满意", "十分不满意", "1", "一星", "1分", "1星"),
}
_NO_RATING = ("未评价", "未评", "无", "默认好评", "未评议", "0")
_CATEGORY_WORDS = {
    LetterCategory.INQUIRY: ("咨询", "询问", "提问"),
    LetterCategory.COMPLAINT: ("投诉", "反映", "问题"),
    LetterCategory.SUGGESTION: ("建议", "意见"),
    LetterCategory.REPORT: ("举报", "检举"),
    LetterCategory.HELP: ("求助", "求决", "申请"),
}


@dataclass(frozen=True)
class PastField:
    """A field that a column may hold: its name, its label, and the headings known for it."""

    name: str
    label: str
    headings: tuple[str, ...]
    parse: CellParser
    is_required: bool = False


def _category(cell: Any) -> LetterCategory:
    word = comparison_key(str(cell))
    for category, words in _CATEGORY_WORDS.items():
        if any(one in word for one in words):
            return category
    raise CellFault(f"应为：{'、'.join(one.label for one in LetterCategory)}。")


def _rating(cell: Any) -> int | None:
    is_whole = isinstance(cell, float) and cell.is_integer()
    word = comparison_key(str(int(cell) if is_whole else cell))
    if word in _NO_RATING:
        return None
    for rating, words in _RATINGS.items():
        if word in words:
            return rating
    raise CellFault("应为：非常满意、满意、基本满意、不满意、非常不满意，或 5 到 1 分。")


FIELDS = (
    PastField(
        "received", "收到时间",
        ("收到时间", "来信时间", "来信日期", "收信时间", "收件时间", "受理时间", "登记时间", "提交时间",
         "写信时间", "留言时间", "诉求时间", "收到日期", "发帖时间"),
        as_moment(), is_required=True,
    ),
    PastField(
        "answered", "答复时间",
        ("答复时间", "回复时间", "答复日期", "回复日期", "反馈时间", "办结时间", "办结日期", "回帖时间"),
        as_moment(),
    ),
    PastField(
        "category", "类别",
        ("类别", "来信类别", "信件类别", "类型", "来信类型", "信件类型", "诉求类型", "性质", "种类"),
        _category,
    ),
    PastField(
        "unit", "办理单位",
        ("办理单位", "答复单位", "承办单位", "回复单位", "责任单位", "受理单位", "主办单位", "单位", "部门"),
        as_text(most=100),
    ),
    PastField(
        "title", "标题",
        ("标题", "来信标题", "信件标题", "主题", "来信主题", "信件主题", "题目"),
        as_text(most=300),
    ),
    PastField(
        "text", "来信内容",
        ("来信内容", "信件内容", "内容", "正文", "诉求内容", "留言内容", "问题描述", "网帖内容"),
        as_text(most=MOST_TEXT, lines=True),
    ),
    PastField(
        "answer", "答复内容",
        ("答复内容", "回复内容", "答复", "回复", "办理结果", "办理情况", "反馈内容", "答复意见"),
        as_text(most=MOST_TEXT, lines=True),
    ),
    PastField(
        "number", "原编号",
        ("编号", "原编号", "信件编号", "来信编号", "受理编号", "工单编号", "流水号", "受理号"),
        as_text(most=60),
    ),
    PastField(
        "rating", "满意度",
        ("满意度", "评价", "满意度评价", "评价结果", "测评结果", "评分", "满意情况"),
        _rating,
    ),
    PastField(
        "sender", "来信人",
        ("来信人", "姓名", "写信人", "来信人姓名", "发件人", "诉求人", "联系人", "网名"),
        as_text(most=60),
    ),
    PastField(
        "phone", "联系电话",
        ("联系电话", "电话", "手机", "手机号", "手机号码", "来信人电话"),
        as_text(most=60),
    ),
)  # fmt: skip
LABELS = {one.name: one.label for one in FIELDS}


@dataclass(frozen=True)
class TableHead:
    """The headings of a table, as written, and the index of their row."""

    line: int
    headings: tuple[str, ...]


@dataclass(frozen=True)
class LetterLine:
    """The letter on a line of a table; `unit` is as written there."""

    line: int
    times: AnswerTimes
    category: LetterCategory
    unit: str
    title: str
    text: str
    answer: str
    number: str
    rating: int | None
    sender: str
    phone: str


def head_of(rows: Cells) -> TableHead:
    """Return the row of headings: of the first rows the one with the most known headings."""
    known = {comparison_key(word) for one in FIELDS for word in one.headings}

    def weight(at: int) -> tuple[int, int]:
        keys = [comparison_key(str(cell)) for cell in rows[at] if not is_blank(cell)]
        return len(known.intersection(keys)), len(keys)

    line = max(range(min(len(rows), HEADING_LINES)), key=weight, default=0)
    cells = rows[line] if rows else ()
    return TableHead(line, tuple(one_line(str(cell)) for cell in cells if not is_blank(cell)))


def proposed_columns(headings: Sequence[str]) -> dict[str, str]:
    """Return the likely heading of each field: an equal one, else one that contains a word."""
    found: dict[str, str] = {}
    free = {comparison_key(one): one for one in reversed(headings)}
    for field in FIELDS:
        for word in map(comparison_key, field.headings):
            if word in free:
                found[field.name] = free.pop(word)
                break
    for field in FIELDS:
        if field.name in found:
            continue
        words = [comparison_key(one) for one in field.headings if len(one) > 1]
        near = next((key for key in free if any(word in key for word in words)), "")
        if near:
            found[field.name] = free.pop(near)
    return found


def is_mapping(columns: Mapping[str, str], headings: Sequence[str]) -> Decision:
    """Answer whether letters can be read by these columns, with every reason."""
    decision = YES
    for name, heading in columns.items():
        label = LABELS.get(name)
        if label is None:
            text = f"没有“{name}”这一项，可用：{'、'.join(LABELS.values())}。"
            decision &= no("letters.no_field", text)
        elif heading not in headings:
            decision &= no("letters.no_heading", f"表格里没有列“{heading}”，请重新选择。", name)
        elif [*columns.values()].count(heading) > 1:
            text = f"列“{heading}”选了两次，一列只能对应一项。"
            decision &= no("letters.heading_twice", text, name)
    if "received" not in columns:
        decision &= no("letters.no_received", "请选择“收到时间”是哪一列。", "received")
    if "answered" not in columns:
        decision &= no("letters.no_answered", "请选择“答复时间”是哪一列。", "answered")
    if not {"title", "text"} & columns.keys():
        decision &= no("letters.no_words", "请选择“标题”或“来信内容”是哪一列。", "text")
    return decision


def letter_lines(
    rows: Cells,
    columns: Mapping[str, str],
    *,
    default: LetterCategory,
    now: datetime,
) -> Iterator[LetterLine | LineResult]:
    """Yield the letter of each line, or the reason why it is not imported.

    :raises Refused: a column of the mapping is not in the table, or is there twice.
    """
    parsers = {one.name: one for one in FIELDS}
    sheet = [
        SheetColumn(name, heading, parsers[name].parse, parsers[name].is_required)
        for name, heading in columns.items()
    ]
    line, places = find_headings(rows, sheet)
    body = enumerate(rows[line + 1 :], start=line + 2)
    for one in read_lines(body, sheet, places):
        yield one if isinstance(one, LineResult) else _letter(one, default, now)


def _letter(row: SheetRow, default: LetterCategory, now: datetime) -> LetterLine | LineResult:
    given = {name: value for name, value in row.values.items() if value is not None}
    texts = {
        name: given.get(name, "")
        for name in ("unit", "title", "text", "answer", "number", "sender", "phone")
    }
    if not has_words(texts["title"] + texts["text"]):
        return LineResult(row.line, LineState.FAILED, "没有标题，也没有来信内容。")
    if "answered" not in given:
        text = "没有答复时间：还在办理的来信请用“登记来信”录入，时限从收到时起算。"
        return LineResult(row.line, LineState.SKIPPED, text)
    times = _times(given["received"], given["answered"], now)
    if isinstance(times, str):
        return LineResult(row.line, LineState.FAILED, times)
    return LetterLine(
        line=row.line,
        times=times,
        category=given.get("category", default),
        rating=given.get("rating"),
        **texts,
    )


def _times(
    received: datetime | date, answered: datetime | date, now: datetime
) -> AnswerTimes | str:
    try:
        times = AnswerTimes.of(received, answered)
    except ValueError as error:
        return str(error)
    if (
        not isinstance(answered, datetime)
        and answered == now.astimezone(times.answered.tzinfo).date()
    ):
        times = AnswerTimes(times.received, max(times.received, now))  # the day has not ended
    if times.answered > now:
        return "答复时间晚于现在，请核对。"
    return times
