"""The title of a document: what the page states, and where it stands, over several lines too."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mingtang.reading import furniture, offices
from mingtang.reading.labels import is_label, is_label_line, starts_with_label
from mingtang.reading.lines import Line, tidy
from mingtang.reading.result import Place
from mingtang.reading.tree import Page

KINDS = (
    "通知|意见|决定|公告|通告|批复|函|复函|规定|办法|细则|方案|规划|纪要|通报|报告|命令|令|条例|决议|公报|议案|请示|要点|计划|公示|措施|"
    "解读|预案|规则|标准|清单|目录|名单|简报|启事|简章|章程|提案|答复|说明|倡议书|指南|须知"
)
_TAIL = r"(?:\s*[(（【\[〔][^()（）]{1,30}[)）】\]〕])*"
_FORMAL = re.compile(rf"^[^。；;>|｜]{{0,60}}关于[^。；;>|｜]{{2,140}}(?:{KINDS}){_TAIL}$")
_PLAIN = re.compile(rf"^[^。；;，,>|｜:：]{{4,60}}(?:{KINDS}){_TAIL}$")
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
    r"^(?:#+\s*|标\s*题\s*[:：]\s*|名\s*称\s*[:：]\s*|文章标题\s*[:：]\s*|信息名称\s*[:：]\s*|文件名称\s*[:：]\s*|主\s*题\s*[:：]\s*)"
)
_CUT = re.compile(r"(?:\.\.\.|…+|。。。)$")
LIMIT = 200
MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and the lines it takes up: from `start` up to `end`; equal where none holds it."""

    text: str
    start: int
    end: int
    place: Place
    stated: str = ""


def squash(text: str) -> str:
    """Return a text without spaces and with one form of marks, to compare titles."""
    bare = re.sub(r"[\s\u3000·•]+", "", text)
    return bare.translate(_FORMS).lower()


_FORMS = str.maketrans("“”‘’「」『』（）：，；！？〔〕【】［］—－", '""\'\'""""():,;!?[][][]--')


def stated_titles(page: Page) -> list[str]:
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
    return list(dict.fromkeys(found))


def clean(text: str) -> str:
    """Return a title without its label, marks of a list and edge spaces, on one line."""
    return tidy(_LABEL.sub("", tidy(text))).strip(" 　>›»|")


def find_title(lines: Sequence[Line], stated: Sequence[str], limit: int) -> Title | None:
    """Return the title among the first `limit` lines.

    What meta tags or the title element state and the page shows comes first, then the heading, an
    element named so, a line of the shape of a title; last what is stated and not shown.
    """
    for finder in (_shown, _heading, _named, _shaped, _labelled, _before_labels):
        found = finder(lines, stated, limit)
        if found is not None:
            return _extended(found, lines)
    for one in stated:
        if not _is_site(one) and len(squash(one)) >= 6:
            return Title(clean(_CUT.sub("", one)), 0, 0, Place.META, one)
    return None


def _candidates(lines: Sequence[Line], limit: int) -> Iterator[tuple[int, Line]]:
    for index, line in enumerate(lines[:limit]):
        if line.kind == "text" and not line.in_frame and 3 <= len(line.text) <= LIMIT:
            yield index, line


def _shown(lines: Sequence[Line], stated: Sequence[str], limit: int) -> Title | None:
    for one in stated:
        wanted = squash(_CUT.sub("", one))
        is_cut = _CUT.search(one) is not None
        if len(wanted) < 4 or (_is_site(one) and not _FORMAL.match(one)):
            continue
        places = list(_matches(lines, wanted, limit, is_cut=is_cut))
        if places:
            start, end = max(places, key=lambda place: _standing(lines, place))
            return Title(_joined(lines[start:end]), start, end, Place.TITLE, one)
    return None


def _matches(
    lines: Sequence[Line], wanted: str, limit: int, *, is_cut: bool
) -> Iterator[tuple[int, int]]:
    for start in range(min(limit, len(lines))):
        joined = ""
        for end in range(start, min(start + MOST_LINES, len(lines))):
            line = lines[end]
            if line.kind != "text" or len(line.text) > LIMIT:
                break
            joined += squash(clean(line.text) if end == start else line.text)
            if joined == wanted or (is_cut and end == start and joined.startswith(wanted)):
                yield start, end + 1
            if not wanted.startswith(joined):
                break


def _standing(lines: Sequence[Line], place: tuple[int, int]) -> tuple[int, int]:
    """Return how well a place of the title stands: a heading, no link, no label, early."""
    line = lines[place[0]]
    score = 4 * (not line.in_frame) + 3 * (not line.is_link) + 2 * line.tag.startswith("h")
    score += _has_title_name(line)
    before = lines[place[0] - 1] if place[0] else None
    if before is not None and is_label(before.text):
        score -= 3
    return score, -place[0]


def _heading(lines: Sequence[Line], _: Sequence[str], limit: int) -> Title | None:
    for tag in ("h1", "h2", "h3"):
        found = [
            (index, line)
            for index, line in _candidates(lines, limit)
            if line.tag == tag and _may_be_title(line)
        ]
        if found:
            formal = [one for one in found if _FORMAL.match(clean(one[1].text))]
            index, line = (formal or [one for one in found if not _is_site(one[1].text)] or found)[
                0
            ]
            if tag != "h1" and not (
                formal or _has_title_name(line) or _is_followed_by_labels(lines, index)
            ):
                continue
            end = _same_element(lines, index)
            return Title(_joined(lines[index:end]), index, end, Place.TITLE)
    return None


def _named(lines: Sequence[Line], _: Sequence[str], limit: int) -> Title | None:
    for index, line in _candidates(lines, limit):
        if _has_title_name(line) and _may_be_title(line) and not _is_site(line.text):
            end = _same_element(lines, index)
            return Title(_joined(lines[index:end]), index, end, Place.TITLE)
    return None


def _shaped(lines: Sequence[Line], _: Sequence[str], limit: int) -> Title | None:
    for pattern in (_FORMAL, _PLAIN):
        for index, line in _candidates(lines, limit):
            text = clean(line.text)
            if not line.is_link and _may_be_title(line) and pattern.match(text):
                return Title(text, index, index + 1, Place.TITLE)
            joined = _with_next(lines, index)
            if joined and pattern.match(joined):
                return Title(joined, index, index + 2, Place.TITLE)
    return None


def _with_next(lines: Sequence[Line], index: int) -> str:
    """Return two lines as one where the first names an office and the second what it is about."""
    if index + 1 >= len(lines) or lines[index + 1].kind != "text":
        return ""
    first, second = clean(lines[index].text), lines[index + 1].text
    if second.startswith("关于") and offices.is_office("".join(first.split())):
        return f"{first}{second}"
    return ""


def _labelled(lines: Sequence[Line], _: Sequence[str], limit: int) -> Title | None:
    for index, line in _candidates(lines, limit):
        if _LABEL.match(line.text) and len(clean(line.text)) >= 4:
            text = re.split(r"\s{2,}|[|｜]", _LABEL.sub("", line.text))[0]
            if not starts_with_label(text):
                return Title(clean(text), index, index + 1, Place.LABEL)
    return None


def _before_labels(lines: Sequence[Line], _: Sequence[str], limit: int) -> Title | None:
    """Take the line right above the labels, or the first line that may be a title."""
    for index, line in _candidates(lines, limit):
        if not line.is_link and _may_be_title(line) and _is_followed_by_labels(lines, index):
            return Title(clean(line.text), index, index + 1, Place.TITLE)
    for index, line in _candidates(lines, limit):
        if line.is_link:
            continue
        if _may_be_title(line) and len(line.text) <= 60:
            return Title(clean(line.text), index, index + 1, Place.TITLE)
        if furniture.is_prose(line.text):
            return None
    return None


def _may_be_title(line: Line) -> bool:
    text = line.text
    return (
        4 <= len(text) <= 150
        and not furniture.is_furniture(text)
        and not furniture.is_tool_line(text)
        and not furniture.is_foot(text)
        and not (is_label_line(line) and not _LABEL.match(text))
        and not re.search(r"[。；;：:!！，,]$", text)
        and "。" not in text
        and not re.fullmatch(r"[\d\s\-年月日:/.]+", text)
    )


def _is_followed_by_labels(lines: Sequence[Line], index: int) -> bool:
    after = next((line for line in lines[index + 1 : index + 3] if line.kind == "text"), None)
    return after is not None and (
        is_label_line(after) or bool(re.match(r"^\s*\d{4}[-年./]\d{1,2}[-月./]\d{1,2}", after.text))
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


def _same_element(lines: Sequence[Line], index: int) -> int:
    """Return where the lines of one element end (a heading broken by `br`)."""
    end = index + 1
    node = lines[index].node
    while (
        node is not None
        and end < min(len(lines), index + MOST_LINES)
        and lines[end].node is node
        and lines[end].kind == "text"
        and not is_label_line(lines[end])
    ):
        end += 1
    return end


def _joined(lines: Sequence[Line]) -> str:
    parts = [clean(line.text) for line in lines]
    text = parts[0] if parts else ""
    for part in parts[1:]:
        needs_space = text[-1:].isascii() and part[:1].isascii() and text and part
        text += f" {part}" if needs_space else part
    return clean(text)


def _extended(title: Title, lines: Sequence[Line]) -> Title:
    """Return a title with the line before or behind that belongs to it."""
    if title.place is not Place.TITLE or title.end == title.start:
        return title
    before = lines[title.start - 1] if title.start else None
    text, start, end = title.text, title.start, title.end
    if (
        text.startswith("关于")
        and before is not None
        and not before.in_frame
        and not before.is_link
        and not (title.stated and squash(title.stated) == squash(text))
        and offices.is_office("".join(before.text.split()))
    ):
        text, start = before.text + text, start - 1
    after = lines[end] if end < len(lines) else None
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
    return Title(text, start, end, title.place, title.stated)


def _ends_in_kind(text: str) -> bool:
    return re.search(rf"(?:{KINDS}){_TAIL}$", text) is not None


def _is_site(text: str) -> bool:
    """Tell whether a text is the name of a site or a column rather than a title."""
    return "关于" not in text and len(text) <= 24 and _SITE.search(text) is not None


def kind_of_title(title: str) -> str:
    """Return the kind of document (文种) with which a title ends, or an empty string."""
    match = re.search(rf"({KINDS}){_TAIL}$", title)
    return match.group(1) if match else ""
