"""The end of a document: who signed it, and when (落款)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mingtang.editorial.reading import dates, furniture, offices
from mingtang.editorial.reading.label_names import FIELD_OF
from mingtang.editorial.reading.lines import Line

MOST_SIGNERS = 12
# Who signs an order: `市长　许文涛`.
_POST = re.compile(
    r"(?:[\u4e00-\u9fff]{1,12}[省市县区州旗盟镇乡府局厅部委院会])?代?(?:省长|市长|县长|区长|州长|旗长|盟长|主席|主任|部长|局长|厅长|署长|院长|关长|行长|镇长|乡长)[:：]?"
)
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,8}")
_HEAD_OF_OFFICE = re.compile(rf"^{_POST.pattern}{_NAME.pattern}$")
_PERSON = re.compile(
    r"^(?:\S{1,10}(?:长|主任|主席|书记|员|官|席|代表)[:：]?\s|代?\S{0,6}(?:[省市县区州旗盟镇乡局厅部院]长|主任|主席|书记))\S{1,4}(?:\s\S{1,2})?$"
)
_ENDS = ("。", "！", "!", "；", ";", "）", ")", "”", "：", ":")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_BEHIND_SENTENCE = re.compile(r"[。！；!”]\s([^。；！，,]{8,60})$")
# Whom to ask: it may stand between the last sentence and who signs.
_CONTACT = re.compile(
    r"^(?:联\s?系|咨询|监督|举报|投诉|服务|报名|值班|受理)?(?:人|电\s?话|方式|热线|传\s?真|地\s?址|邮\s?箱|邮\s?编|单位|科室|部门)?[^。]{0,20}[:：].*\d"
)
LONGEST_TAIL = 80  # characters
LAST_LINES = 8
MOST_ABOVE = 4
LONGEST_ROLE = 8
# Parts that an office plays for a reader who pays, asks or takes part; it signs nothing.
_NO_SIGNER = re.compile(
    r"开户|收款|交款|缴款|账户|帐户|户名|户头|联系|咨询|监督|投诉|举报|受理|受让|竞得|中标|成交|供应|当事|申请|地[址点]|单位名称|全称|开票|报名|办理|抄送|抄报|主送|邮寄|寄送|递交|服务|支持|协办|来源|附件"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Offices and date at the end of a document; `start` to `end` are its lines in the body."""

    signers: tuple[str, ...]
    day: date | None
    start: int
    end: int
    evidence: str


def signatures_in(body: Sequence[Line]) -> list[Signature]:
    """Return every place where offices stand above (or before) a whole date, in order."""
    found: list[Signature] = []
    last = 0
    for index, line in enumerate(body):
        if line.kind != "text" or index == 0 or (len(line.text) > 120 and not _tail(line.text)):
            continue
        one = _at(body, index, last)
        if one is not None:
            found.append(one)
            last = one.end
    return found


def undated(body: Sequence[Line]) -> Signature | None:
    """Return the offices on the last lines of a text that bears no date (or a broken one), or None."""
    end = len(body)
    while end > 1 and (body[end - 1].kind != "text" or dates.is_broken_date(body[end - 1].text)):
        end -= 1
    if end < len(body) - 2 or end < 2 or body[end - 1].tag in {"h1", "h2", "h3"}:
        return None
    signers, start = _above(body, end, 0)
    is_right = all(_stands_right(line) for line in body[start:end])
    if not signers or not (is_right or all(offices.is_office(one) for one in signers)):
        return None
    before = body[start - 1]
    is_below = before.text.endswith(_ENDS) or is_right or _CONTACT.match(before.text) is not None
    if before.kind == "text" and not is_below:
        return None
    return Signature(signers, None, start, end, _words(body, start, end))


def above_text(body: Sequence[Line]) -> Signature | None:
    """Return offices and date where a text begins with them (a bulletin of statistics), or None."""
    for index, line in enumerate(body[:MOST_ABOVE]):
        if line.kind != "text":
            return None
        day = dates.date_of_line(line.text) if index else None
        if day is not None:
            named = [one for above in body[:index] for one in offices.offices_of_line(above.text)]
            return Signature(tuple(named), day, 0, index + 1, _words(body, 0, index + 1))
        if not offices.offices_of_line(line.text):
            return None
    return None


def _stands_right(line: Line) -> bool:
    node = line.node
    for _ in range(3):
        if node is None:
            return False
        style = node.get("style").replace(" ", "").lower()
        if node.get("align").lower() == "right" or "text-align:right" in style:
            return True
        node = node.parent
    return False


def lonely_date(body: Sequence[Line]) -> Signature | None:
    """Return a whole date below the head of an office, or alone on one of the last lines, or None."""
    for index in range(1, len(body)):
        if body[index].text[:1] in "（(":
            continue
        if dates.is_date_line(body[index].text) and (start := _head_above(body, index)) >= 0:
            day, words = dates.date_of_line(body[index].text), _words(body, start, index + 1)
            return Signature((), day, start, index + 1, words)
    for index in range(len(body) - 1, max(len(body) - LAST_LINES, len(body) // 2), -1):
        day = dates.date_of_line(body[index].text) if body[index].kind == "text" else None
        if day is not None:
            return Signature((), day, index, index + 1, body[index].text)
    return None


def _head_above(body: Sequence[Line], index: int) -> int:
    """Return the line from which the head of an office signs above a date (`市　长　　许文涛`), or -1.

    The name may stand below the post, or be a picture.
    """
    last = "".join(body[index - 1].text.split())
    if _HEAD_OF_OFFICE.match(last):
        return index - 1
    post = "".join(body[index - 2].text.split()) if index > 1 else ""
    is_name = body[index - 1].kind == "picture" or _NAME.fullmatch(last) is not None
    return index - 2 if is_name and _POST.fullmatch(post) else -1


def _at(body: Sequence[Line], index: int, first: int) -> Signature | None:
    text = body[index].text
    day = dates.date_of_line(text)
    if day is not None:
        signers, start = _above(body, index, first, is_dated=True)
        if signers:
            return Signature(signers, day, start, index + 1, _words(body, start, index + 1))
        after = body[index + 1] if index + 1 < len(body) else None
        if after is not None and offices.is_office(after.text) and index + 2 >= len(body) - 1:
            return Signature((after.text,), day, index, index + 2, _words(body, index, index + 2))
        return None
    parted = dates.date_at_end(_tail(text) or text)
    if parted is None or not parted[0]:
        return None
    own = offices.offices_of_line(parted[0])
    if not own or not all(offices.is_office(one) or offices.may_sign(one) for one in own):
        return None
    above, start = _above(body, index, first) if not _tail(text) else ((), index)
    return Signature((*above, *own), parted[1], start, index + 1, _words(body, start, index + 1))


def _tail(text: str) -> str:
    """Return what stands behind the last sentence of a paragraph that goes on with its signature."""
    match = _BEHIND_SENTENCE.search(text[-LONGEST_TAIL:])
    return match[1] if match is not None else ""


def _above(
    body: Sequence[Line], index: int, first: int, *, is_dated: bool = False
) -> tuple[tuple[str, ...], int]:
    """Return the offices on the lines above a date, and where they begin."""
    found: list[str] = []
    start = index
    while start - 1 >= max(first, 1) and len(found) < MOST_SIGNERS:
        line = body[start - 1]
        if line.kind == "picture" and start == index:
            start -= 1
            continue
        if line.kind != "text" or line.tag in {"h1", "h2"} or _leaves_list(line, body, index):
            break
        here = offices.offices_of_line(line.text)
        if not here and is_dated:
            here = _named_role(line.text) or _by_structure(body, start - 1, index)
        if not here:
            break
        found[:0] = here
        start -= 1
    return tuple(dict.fromkeys(found)), (start if found else index)


def _leaves_list(line: Line, body: Sequence[Line], index: int) -> bool:
    """Tell whether a line is an entry of a list above a date that is none."""
    is_entry = line.tag in {"ul", "ol"}
    return is_entry and (index == len(body) or body[index].tag != line.tag)


def _by_structure(body: Sequence[Line], at: int, dated: int) -> tuple[str, ...]:
    """Return the short line between the last sentence of a text and its date, whatever it is called."""
    above, line = body[at - 1], body[at]
    is_last = not any(furniture.is_prose(one.text) for one in body[dated + 1 :])
    is_right = _stands_right(line) and _stands_right(body[dated])
    is_built = at + 1 == dated and (is_last or is_right) and line.tag not in _HEADINGS
    is_below_text = is_right or above.kind != "text" or above.text.endswith(_ENDS)
    is_person = any(_PERSON.match(one) for one in (line.text, "".join(line.text.split())))
    is_one = is_built and is_below_text and not is_person and offices.stands_as_office(line.text)
    return ("".join(line.text.split()),) if is_one else ()


def _named_role(text: str) -> tuple[str, ...]:
    """Return the office behind the part it plays (`招标人：…公司`), or nothing."""
    role, colon, name = text.replace("：", ":").partition(":")
    is_role = colon and 2 <= len(role) <= LONGEST_ROLE and role not in FIELD_OF
    is_role = is_role and not _NO_SIGNER.search(role) and offices.is_office(name)
    return (name.strip(),) if is_role else ()


def _words(body: Sequence[Line], start: int, end: int) -> str:
    return " ".join(line.text for line in body[start:end] if line.text)
