"""The title of a document: what the page states, and where it stands, over several lines too."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mingtang.editorial.reading import dates, document_numbers, furniture, meta_lines, offices
from mingtang.editorial.reading.label_names import is_label, names_letter
from mingtang.editorial.reading.labels import is_label_line, starts_with_label
from mingtang.editorial.reading.lines import Line, tidy
from mingtang.editorial.reading.result import ValuePlace
from mingtang.editorial.reading.traditional import both
from mingtang.editorial.reading.tree import ParsedPage

KINDS = (
    "通知|意见|决定|公告|通告|批复|函|复函|规定|办法|细则|方案|规划|纪要|通报|报告|命令|令|条例|决议|公报|议案|请示|要点|计划|公示|措施|"
    "解读|预案|规则|标准|清单|目录|名单|简报|启事|简章|章程|提案|答复|说明|倡议书|指南|须知"
)
_TAIL = r"(?:\s*[(（【\[〔][^()（）]{1,30}[)）】\]〕])*"
_FORMAL = re.compile(both(rf"^[^。；;>|｜]{{0,60}}关于[^。；;>|｜]{{2,140}}(?:{KINDS}){_TAIL}$"))
_PLAIN = re.compile(both(rf"^[^。；;，,>|｜:：]{{4,60}}(?:{KINDS}){_TAIL}$"))
_TITLE_NAME = re.compile(
    r"(?:^|[\s_-])(?:title|tit|bt|biaoti|arttitle|articletitle|article_title|newstitle|news_title|xltitle|headline|"
    r"contenttitle|content_title|titles|pagetitle|wztit|conTit|xl_title|detailtitle|subject|activity-name|doctitle|info_title)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?:_|\||｜|–|—{1,2}|--+|>>|\s-\s|-(?=[\u4e00-\u9fff]))\s*")
_SITE = re.compile(
    r"(?:网|网站|门户|政务公开|政府信息公开|信息公开|平台|频道|首页|人民政府|委员会|局|厅|办公室|管委会|通知公告|政策文件|工作动态|新闻中心|栏目|公告公示|政务动态|规范性文件|中心|正文|详情|内容页)$"
)
_LABEL = re.compile(
    both(
        r"^(?:#+\s*|标\s*题\s*[:：]\s*|名\s*称\s*[:：]\s*|文章标题\s*[:：]\s*|信息名称\s*[:：]\s*|文件名称\s*[:：]\s*|主\s*题\s*[:：]\s*)"
    )
)
_RED_HEAD = re.compile(r"^[\u4e00-\u9fa5（）()\s]{4,40}文\s?件$")
_CUT = re.compile(r"(?:\.\.\.|…+|。。。)$")
_SUBTITLE = re.compile(r"(?:——|──|—)\s?[^—─。]{4,80}$")
_KIND_AT_END = re.compile(both(rf"({KINDS}){_TAIL}$"))
LIMIT = 200
MOST_LINES = 5
MOST_ABOVE = 1_000  # lines of a page above its text
_CODE = re.compile(r"(?=\S*\d)[!-~]+")
# Begins as a subtitle does, or ends in the date of an entry in a list.
_IN_BRACKETS = re.compile(r"^[【\[][^】\]]{2,8}[】\]]")  # `【信息时效】长期`
_NO_TITLE = re.compile(r"^(?:——|──|—)|\d{4}[-./]\d{1,2}[-./]\d{1,2}[\])]?$")
LEAST = 3  # weight of what stands out
SURE = 4  # less is only the best guess


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and the lines it takes up: from `start` up to `end`; equal where none holds it."""

    text: str
    start: int
    end: int
    place: ValuePlace
    stated: str = ""
    is_weak: bool = False  # it only fits best, nothing says that it is one


def squash(text: str) -> str:
    """Return a text without spaces and with one form of marks, to compare titles."""
    return with_one_form(re.sub(r"[\s\u3000·•]+", "", text))


def with_one_form(text: str) -> str:
    """Return a text with one form of marks and brackets, in lower case."""
    return text.translate(_FORMS).lower()


_FORMS = str.maketrans("“”‘’「」『』（）：，；！？〔〕【】［］—－", '""\'\'""""():,;!?[][][]--')


def stated_titles(page: ParsedPage) -> list[str]:
    """Return what the page says its document is called, best first."""
    found = []
    for name in ("articletitle", "article_title", "og:title", "title", "dc.title", "twitter:title"):
        value = clean(page.meta.get(name, ""))
        if len(squash(value)) >= 4:
            found.append(value)
    parts = [part for raw in _SEPARATOR.split(page.heading) if (part := clean(raw))]
    whole = clean(page.heading)
    if parts and whole:
        found += [whole, *[part for part in parts if len(squash(part)) >= 5 and not _is_site(part)]]
    found += [document_numbers.without_number(one) for one in found]
    return list(dict.fromkeys(found))


def clean(text: str) -> str:
    """Return a title without its label, marks of a list and edge spaces, on one line."""
    return tidy(_LABEL.sub("", tidy(text))).strip(" 　>›»|")


def find_title(lines: Sequence[Line], stated: Sequence[str], limit: int) -> Title | None:
    """Return the title among the first `limit` lines.

    Every line, and every run of lines that may be one, is weighed: what the page states it to be,
    heading, name of the element, shape, labels below. What stands out least is taken only where nothing
    else does; last comes what is stated and not shown.
    """
    wanted = _Wanted(stated)
    best: tuple[int, int, int] | None = None
    text_from = _first_prose(lines, limit)
    for start in range(max(0, limit - MOST_ABOVE), min(limit, len(lines))):
        for end in _ends(lines, start, wanted):
            weight = _weight(lines, start, end, wanted) - 5 * (start > text_from)
            if weight >= LEAST and (best is None or weight > best[0]):
                best = (weight, start, end)
    if best is not None:
        weight, start, end = best
        text = _joined(lines[start:end])
        is_weak = weight < SURE and not wanted.stated(text)
        title = Title(text, start, end, ValuePlace.TITLE, wanted.stated(text), is_weak)
        return _extended(title, lines)
    for finder in (_pictured, _labelled, _before_labels):
        found = finder(lines, limit)
        if found is not None:
            return _extended(found, lines)
    for one in stated:
        if not _is_site(one) and len(squash(one)) >= 6:
            return Title(clean(_CUT.sub("", one)), 0, 0, ValuePlace.META, one)
    return None


class _Wanted:
    """What the page states its title to be, ready to compare."""

    def __init__(self, stated: Sequence[str]) -> None:
        self.whole: dict[str, int] = {}
        self.cut: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        for place, one in enumerate(stated):
            key = squash(_CUT.sub("", one))
            if len(key) < 4 or (_is_site(one) and not _FORMAL.match(one)):
                continue
            points = 7 if place == 0 else 5
            (self.cut if _CUT.search(one) else self.whole).setdefault(key, points)
            self.texts.setdefault(key, one)

    def points(self, key: str) -> int:
        """Return how much speaks for a squashed text."""
        if key in self.whole:
            return self.whole[key]
        if any(len(one) >= 8 and key.startswith(one) for one in self.cut):
            return next(p for one, p in self.cut.items() if key.startswith(one))
        return 0

    def resembles(self, text: str) -> bool:
        """Tell whether something stated is most of a text, or the other way round."""
        key = squash(text)
        return not _is_site(text) and any(_is_most_of(one, key) for one in self.whole)

    def begins(self, key: str) -> bool:
        """Tell whether something stated is longer and begins so."""
        return len(key) >= 2 and any(one.startswith(key) and one != key for one in self.whole)

    def stated(self, text: str) -> str:
        """Return what was stated, for a text that is it."""
        return self.texts.get(squash(text), "")


def _is_most_of(stated: str, key: str) -> bool:
    """Tell whether one of two squashed titles is the other with some words before or behind."""
    short, long = sorted((stated, key), key=len)
    return len(short) >= 8 and len(short) * 5 >= len(long) * 3 and short in long


def _first_prose(lines: Sequence[Line], limit: int) -> int:
    """Return where running text begins; a title stands before it."""
    for index, line in enumerate(lines[:limit]):
        if line.kind == "text" and not line.in_frame and furniture.is_prose(line.text):
            return index
    return limit


def _ends(lines: Sequence[Line], start: int, wanted: _Wanted) -> Iterator[int]:
    """Yield where a title that begins at a line may end: there, or some lines further."""
    first = lines[start]
    if first.kind != "text" or not 2 <= len(first.text) <= LIMIT:
        return
    if len(first.text) >= 4:
        yield start + 1
    if _is_fact(first):
        return
    joined = clean(first.text)
    for end in range(start + 1, min(start + MOST_LINES, len(lines))):
        line = lines[end]
        if line.kind != "text" or len(line.text) > 120 or _is_fact(line):
            return
        joined += line.text
        key = squash(joined)
        is_alien = first.is_link or line.is_link or _IN_BRACKETS.match(first.text)
        if is_alien and not (wanted.points(key) or wanted.begins(key)):
            return
        is_one = line.node is first.node and first.node is not None and first.node.words < LIMIT
        if is_one or wanted.points(key) or (_is_open(joined, line.text) and _FORMAL.match(joined)):
            yield end + 1
        elif not (wanted.begins(key) or _may_go_on(first, line)):
            return


def _is_fact(line: Line) -> bool:
    return is_label_line(line) or bool(document_numbers.number_of_line(line.text))


def _is_open(joined: str, last: str) -> bool:
    """Tell whether the lines before the last were no whole title."""
    before = joined[: -len(last)]
    if _FORMAL.match(last) and not last.startswith("关于"):
        return offices.is_office("".join(before.split()))
    return not _FORMAL.match(before) and not furniture.is_furniture(before)


def _may_go_on(first: Line, line: Line) -> bool:
    return (
        not line.is_link
        and not first.is_link
        and len(line.text) <= 60
        and not re.search(r"[：:。]$", line.text)
    )


def _weight(lines: Sequence[Line], start: int, end: int, wanted: _Wanted) -> int:
    first, text = lines[start], _joined(lines[start:end])
    points = wanted.points(squash(text)) or 3 * (end - start == 1 and wanted.resembles(text))
    if not points and not _may_be_title(text, first):
        return 0
    if first.in_frame and not points:
        return 0
    if _RED_HEAD.match(text) and "关于" not in text:
        return 0
    if not points and _is_signature(lines, start):
        return 0
    is_formal = _FORMAL.match(text) is not None
    weight = points + 4 * is_formal
    weight += 2 * (not is_formal and _PLAIN.match(text) is not None)
    weight += {"h1": 3, "h2": 2, "h3": 2, "h4": 1}.get(first.tag, 0)
    weight += 3 * _has_title_name(first) + first.is_strong
    weight += 2 * (first.is_strong and _is_centred(first) and _is_above_text(lines, end))
    weight += _is_centred(first) + 3 * _is_followed_by_labels(lines, end - 1)
    weight -= 5 * (_is_site(text) and not points) + 5 * first.in_frame
    if all(line.is_link for line in lines[start:end]):
        weight -= 6
    if start and is_label(lines[start - 1].text) and not _leaves_table(lines[start - 1], first):
        weight += 4 if names_letter(lines[start - 1].text) else -4
    # Of a whole element no part is the title, unless the page says so.
    if (
        end < len(lines)
        and lines[end].node is first.node
        and first.tag.startswith("h")
        and not points
    ):
        weight -= 2
    if end - start > 1 and not points and not is_formal:
        weight -= 1 if first.tag.startswith("h") or _has_title_name(first) else 4
    return weight


def _is_above_text(lines: Sequence[Line], end: int) -> bool:
    """Tell whether running text follows directly."""
    return end < len(lines) and lines[end].kind == "text" and furniture.is_prose(lines[end].text)


def _is_signature(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line is an office above the date of a document."""
    after = lines[index + 1].text if index + 1 < len(lines) else ""
    return offices.may_sign(lines[index].text) and dates.is_date_line(after)


def _leaves_table(before: Line, line: Line) -> bool:
    """Tell whether a line stands behind the table whose last cell is a label without a value."""
    if before.cell is None:
        return False
    return line.cell is None or line.cell[0] != before.cell[0]


def _is_centred(line: Line) -> bool:
    node = line.node
    for _ in range(3):
        if node is None:
            return False
        style = node.get("style").replace(" ", "").lower()
        if node.tag == "center" or node.get("align") == "center" or "text-align:center" in style:
            return True
        node = node.parent
    return False


def _candidates(lines: Sequence[Line], limit: int) -> Iterator[tuple[int, Line]]:
    for index, line in enumerate(lines[:limit]):
        if line.kind == "text" and not line.in_frame and 3 <= len(line.text) <= LIMIT:
            yield index, line


def _pictured(lines: Sequence[Line], limit: int) -> Title | None:
    """Return the title that a page shows as a picture, by the words that stand for it."""
    for index, line in enumerate(lines[:limit]):
        if line.kind == "picture" and not line.in_frame and line.node is not None:
            text = clean(line.node.get("alt"))
            if _FORMAL.match(text):
                return Title(text, index, index + 1, ValuePlace.TITLE, is_weak=True)
    return None


def _labelled(lines: Sequence[Line], limit: int) -> Title | None:
    for index, line in _candidates(lines, limit):
        if _LABEL.match(line.text) and len(clean(line.text)) >= 4:
            text = re.split(r"\s{2,}|[|｜]", _LABEL.sub("", line.text))[0]
            if not starts_with_label(text):
                return Title(clean(text), index, index + 1, ValuePlace.LABEL)
    return None


def _before_labels(lines: Sequence[Line], limit: int) -> Title | None:
    """Take the line right above the labels, or the first line that may be a title."""
    for index, line in _candidates(lines, limit):
        if (
            not line.is_link
            and not _is_signature(lines, index)
            and _may_be_title(line.text, line)
            and _is_followed_by_labels(lines, index)
        ):
            return Title(clean(line.text), index, index + 1, ValuePlace.TITLE)
    for index, line in _candidates(lines, limit):
        if line.is_link or _is_signature(lines, index):
            continue
        if _may_be_title(line.text, line) and len(line.text) <= 60:
            return Title(clean(line.text), index, index + 1, ValuePlace.TITLE, is_weak=True)
        if furniture.is_prose(line.text):
            return None
    return None


def _may_be_title(text: str, line: Line) -> bool:
    is_named = line.tag in {"h1", "h2"} or _has_title_name(line)
    return (
        4 <= len(text) <= 150
        and not _CODE.fullmatch(text)
        and not _NO_TITLE.search(text)
        and not (len(line.links) > 1 and line.link_words * 3 >= len(line.text))
        and not furniture.is_furniture(text)
        and not furniture.is_tool_line(text)
        and not furniture.is_foot(text)
        and not (is_label_line(line) and not _LABEL.match(line.text))
        and not re.search(r"[。；;：:，,]$" if is_named else r"[。；;：:!！，,]$", text)
        and "。" not in text
        and not re.fullmatch(r"[\d\s\-年月日:/.（）()\[\]]+", text)
        and not document_numbers.number_of_line(text)
    )


def _is_followed_by_labels(lines: Sequence[Line], index: int) -> bool:
    after = next((line for line in lines[index + 1 : index + 3] if line.kind == "text"), None)
    return after is not None and (
        is_label_line(after)
        or meta_lines.is_meta_line(after)
        or bool(re.match(r"^\s*\d{4}[-年./]\d{1,2}[-月./]\d{1,2}", after.text))
    )


def _has_title_name(line: Line) -> bool:
    node = line.node
    for _ in range(2):
        if node is None or node.tag in {"body", "td"}:
            return False
        names = f"{node.get('class')} {node.get('id')}"
        if len(names) > 1 and _TITLE_NAME.search(names) and node.words < LIMIT * 2:
            return True
        node = node.parent
    return False


def _joined(lines: Sequence[Line]) -> str:
    parts = [clean(line.text) for line in lines]
    text = parts[0] if parts else ""
    for part in parts[1:]:
        needs_space = text[-1:].isascii() and part[:1].isascii() and text and part
        text += f" {part}" if needs_space else part
    return clean(text)


def _extended(title: Title, lines: Sequence[Line]) -> Title:
    """Return a title with the line before or behind that belongs to it."""
    if title.place is not ValuePlace.TITLE or title.end == title.start:
        return title
    before = lines[title.start - 1] if title.start else None
    text, start, end = title.text, title.start, title.end
    if (
        before is not None
        and (text.startswith("关于") or _is_one_heading(before, lines[start]))
        and not before.in_frame
        and not before.is_link
        and not (title.stated and squash(title.stated) == squash(text))
        and offices.is_office("".join(before.text.split()))
    ):
        text, start = before.text + text, start - 1
    after = lines[end] if end < len(lines) else None
    if after is not None and after.kind == "text" and _SUBTITLE.match(after.text):
        return Title(clean(text + after.text), start, end + 1, title.place, title.stated)
    if after is not None and after.kind == "text" and not after.in_frame and not after.is_link:
        joined = clean(text + after.text)
        is_open = "关于" in text or offices.is_office("".join(text.split()))
        if (
            is_open
            and not _ends_in_kind(text)
            and len(joined) <= LIMIT
            and _FORMAL.match(joined)
            and not is_label_line(after)
        ):
            text, end = joined, end + 1
    return Title(text, start, end, title.place, title.stated, title.is_weak)


def _is_one_heading(before: Line, line: Line) -> bool:
    """Tell whether two lines are parted by a break inside one heading."""
    return (
        before.node is line.node
        and line.node is not None
        and (line.tag in {"h1", "h2", "h3"} or (before.is_strong and line.is_strong))
        and line.node.words < LIMIT
    )


def _ends_in_kind(text: str) -> bool:
    return _KIND_AT_END.search(text) is not None


def _is_site(text: str) -> bool:
    """Tell whether a text is the name of a site or a column rather than a title."""
    return "关于" not in text and len(text) <= 24 and _SITE.search(text) is not None


def is_formal(title: str) -> bool:
    """Tell whether a title has the form of an official document (`关于…的通知`)."""
    return _FORMAL.match(title) is not None


def is_plain(title: str) -> bool:
    """Tell whether a title ends in a kind of document without more (`…统计公报`)."""
    return _PLAIN.match(title) is not None


def is_name_of_site(title: str) -> bool:
    """Tell whether a title reads like the name of a site or column."""
    return _is_site(title)


def kind_of_title(title: str) -> str:
    """Return the kind of document (文种) with which a title ends, or an empty string."""
    match = _KIND_AT_END.search(title)
    return match[1] if match else ""
