"""What is unusual about values that were found: one witness, clashing ones, words left behind.

A value that only looks right is worse than an empty one. Every rule here names what a person should compare.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from mingtang.editorial.reading import dates, furniture, meta_lines, offices
from mingtang.editorial.reading.labels import is_label_line
from mingtang.editorial.reading.lines import Line, PageBox
from mingtang.editorial.reading.media import is_file_link
from mingtang.editorial.reading.parted import Layout
from mingtang.editorial.reading.result import Reading, ValuePlace
from mingtang.editorial.reading.title_names import (
    is_formal,
    is_name_of_site,
    is_plain,
    is_shortened,
    kind_of_title,
    squash,
    with_one_form,
)
from mingtang.editorial.reading.title_shapes import may_lack_office
from mingtang.editorial.reading.traditional import both

LONGEST_SPEAKER = 4
LONGEST_TITLE = 80
LEAST_TOLD = 12  # characters
LONGEST_STATED = 500
MOST_DAYS = 60  # between the date of a document and its release
SHORTEST_DROPPED = 8
SHORTEST_BODY = 20
SHORTEST_WITH_FILES = 40
_PAIRS = (("《", "》"), ("“", "”"), ("（", "）"), ("【", "】"), ("「", "」"))
_ODD_IN_TITLE = re.compile(
    both(
        r"主办[:：]|刊号|出版日期|类型[:：]|类别[:：]|首\s*页|当前位置|位置[:：]|[>|｜＞»]|来源[:：]|时间[:：]|日期[:：]|浏览|\.{3}|…|[的和及与、，：:（《]$|\d{4}-\d{1,2}-\d{1,2}"
    )
)
_OF_SITE = re.compile(
    r"主办|承办|维护|地址[:：]|电话[:：]|邮编|邮箱[:：]|满意|访客|访问者|预览时标签|最后更新|更新时间|浏览器|分辨率"
)
_SOURCE = re.compile(
    both(
        r"(?:网|网站|报|社|台|发布|客户端|公众号|站|媒|传媒|融媒体|办|局|委|厅|府|院|会|部|署|中心|队|馆|校|学|司|科|处|股|所|镇|乡|街道|县|市|区|省|公司|集团|室|"
        r"银行|库|新闻|先锋|组|科协|科技)(?:[（(][^（）()]{1,12}[)）])?$"
    )
)


def doubt_unsure(reading: Reading, layout: Layout, stated: Sequence[str]) -> None:
    """Add a doubt for every field whose value stands on too little."""
    _doubt_title(reading, layout, stated)
    _doubt_offices(reading, layout)
    _doubt_dates(reading, layout)
    _doubt_source(reading)
    _doubt_body(reading, layout)
    _doubt_start(reading, layout)


def _doubt_title(reading: Reading, layout: Layout, stated: Sequence[str]) -> None:
    title = reading.title.value
    if not title:
        return
    is_moved = reading.number.place is ValuePlace.TITLE
    if is_moved and re.match(r"(?:(?:19|20)\d{2}年)?第", reading.number.value):
        reading.doubt("title", "标题末尾括号里的编号移到了发文字号，请核对。")
    key, keys = squash(title), [squash(one) for one in stated]
    is_stated = key in keys
    if not is_stated and any(_runs_on(key, one) for one in stated):
        reading.doubt("title", "网页标签中的标题比页面上的长，标题可能不完整，请核对。")
    elif not (is_stated or is_formal(title) or any(key in one for one in keys)) and not (
        is_plain(title) and _is_followed(layout)
    ):
        reading.doubt("title", "标题没有其他依据（网页标签与页面不一致），请核对。")
    elif not is_stated and any(_is_another(one, key) for one in stated):
        reading.doubt("title", "网页标签里写的是另一个标题，请核对。")
    elif layout.title is not None and may_lack_office(
        layout.lines, layout.title.start, layout.title.end, is_stated=is_stated
    ):
        reading.doubt("title", "标题上面的机关是否属于标题没有其他依据，请核对。")
    labelled = [one.value for one in layout.labels if one.field == "title"]
    if any(key in squash(one) and key != squash(one) and is_formal(one) for one in labelled):
        reading.doubt("title", "页面上“标题”一栏写的比这里长，标题可能不完整，请核对。")
    if (
        len(title) > LONGEST_TITLE
        or _ODD_IN_TITLE.search(title)
        or is_name_of_site(title)
        or any(title.count(a) != title.count(b) for a, b in _PAIRS)
    ):
        reading.doubt("title", "标题的写法不常见（过长、缺标点，或带有页面上的其他文字），请核对。")


def _is_another(stated: str, key: str) -> bool:
    """Tell whether what the page states is a whole title that is not this one, or prints it (`印发《…》`)."""
    other = squash(stated)
    if is_formal(stated) and f"《{key}》" in other:
        return True
    is_one = is_formal(stated) or is_plain(stated) or _tells_subject(stated, key)
    return is_one and other not in key and not is_shortened(other, key)


def _tells_subject(stated: str, key: str) -> bool:
    """Tell whether the page states a subject for a title that has none (`某法院公告`)."""
    kind = kind_of_title(key)
    return (
        bool(kind)
        and offices.is_office(key.removesuffix(kind))
        and len(squash(stated)) >= LEAST_TOLD
        and key not in squash(stated)
        and not is_name_of_site(stated)
        and not offices.may_sign(stated)
    )


def _runs_on(key: str, stated: str) -> bool:
    """Tell whether a stated title goes on where the one found begins or ends."""
    stated = stated[:LONGEST_STATED]
    whole, text = squash(stated), with_one_form(stated)
    if key not in whole or key == whole or not 6 <= len(key) <= LONGEST_TITLE:
        return False
    match = re.search(r"\s*".join(map(re.escape, key)), text)
    if match is None:
        return False
    around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
    return re.search(r"[\u4e00-\u9fff]", around) is not None


def _is_followed(layout: Layout) -> bool:
    """Tell whether labels or facts stand right below the title."""
    if layout.title is None:
        return False
    end = layout.title.end
    return any(
        is_label_line(line) or meta_lines.is_meta_line(line) for line in layout.lines[end : end + 2]
    )


def _doubt_offices(reading: Reading, layout: Layout) -> None:
    office, signers = reading.office.value, reading.signers.value
    if office and not offices.may_sign(office):
        reading.doubt("office", f"发文机关“{office}”不像机关名称，请核对。")
    elif office and signers and office not in signers:
        reading.doubt(
            "office", f"发文机关（{office}）与落款单位（{'、'.join(signers)}）不一致，请核对。"
        )
    odd = [one for one in signers if not offices.is_office(one)]
    if odd:
        reading.doubt("signers", f"落款“{'、'.join(odd)}”不像机关名称，请核对。")
    role = re.match(r"^([\u4e00-\u9fff]{2,6})[:：]", reading.signers.evidence)
    if signers and role:
        reading.doubt("signers", f"落款写作“{role[1]}：”，请核对是否为落款单位。")
        reading.doubt("office", f"发文机关取自“{role[1]}：”，请核对。")
    above = _above_signers(reading, layout)
    if above:
        reading.doubt("signers", f"落款上面的“{above}”可能也是落款单位，请核对。")


def _above_signers(reading: Reading, layout: Layout) -> str:
    """Return a short line without a stop right above the first signer, or nothing."""
    if not reading.signers.value:
        return ""
    first = reading.signers.value[0]
    texts = [line.text if line.kind == "text" else "" for line in layout.body]
    index = next((i for i in range(len(texts) - 1, 0, -1) if first in "".join(texts[i].split())), 0)
    above = texts[index - 1] if index else ""
    is_short = 3 <= len(above) <= 30 and not re.search(r"[。；;：:！!？?，,）)、”》\d]$", above)
    return (
        above if is_short and not re.match(r"^(?:特此|此复|附|专此|以上|\d|[（(])", above) else ""
    )


def _doubt_dates(reading: Reading, layout: Layout) -> None:
    signed, released = reading.document_date, reading.released
    if signed.value and signed.place is ValuePlace.SIGNATURE and not reading.signers.value:
        reading.doubt(
            "document_date", f"日期（{signed.value}）旁边没有落款单位，请核对是否为成文日期。"
        )
    if signed.value and released.value and abs((released.value - signed.value).days) > MOST_DAYS:
        for name in ("released", "document_date"):
            reading.doubt(
                name, f"成文日期（{signed.value}）与发布日期（{released.value}）相隔很久，请核对。"
            )
    if released.place is ValuePlace.HEAD and _is_below_name(layout, released.evidence):
        reading.doubt(
            "released", "日期写在姓名或机关名称下面，可能是讲话或成文的日期，当作发布日期，请核对。"
        )
    if released.place is ValuePlace.META:
        reading.doubt("released", "发布日期只写在网页标签里，页面上没有显示，请核对。")
    elif released.value and released.place is ValuePlace.HEAD:
        others = {day for line in layout.head for day in dates.dates_in(line.text)} - {
            released.value,
            signed.value,
        }
        if others:
            reading.doubt("released", "标题下面有不止一个日期，请核对哪一个是发布日期。")
    elif released.value and len(set(dates.dates_in(released.evidence))) > 1:
        reading.doubt("released", f"“{released.evidence}”里有不止一个日期，请核对。")


def _is_below_name(layout: Layout, evidence: str) -> bool:
    """Tell whether a date alone on its line stands below a few words that are neither title nor label."""
    for above, line in pairwise(layout.lines[layout.title_end : layout.body_start + 1]):
        if line.text == evidence and dates.is_date_line(evidence):
            is_name = 2 <= len(above.text) <= LONGEST_SPEAKER or offices.is_office(above.text)
            return is_name and not is_label_line(above)
    return False


def _doubt_source(reading: Reading) -> None:
    source = reading.source
    if source.place is ValuePlace.META:
        reading.doubt("source", "信息来源只写在网页标签里，页面上没有显示，请核对。")
    elif source.value and (not _SOURCE.search(source.value) or re.search(r"[\s、]", source.value)):
        reading.doubt("source", f"信息来源“{source.value}”不像机关或媒体名称，请核对。")


def _doubt_body(reading: Reading, layout: Layout) -> None:
    words = sum(len(one) for one in reading.paragraphs)
    if words < SHORTEST_BODY and not reading.tables and not reading.pictures and not reading.files:
        reading.doubt("body", "正文很短，请对照原网页核对是否完整。")
    if (
        words < SHORTEST_WITH_FILES
        and reading.files
        and not reading.tables
        and not reading.pictures
    ):
        reading.doubt("body", "正文很短，主要内容可能在附件里，请确认附件内容是否需要录入。")
    if _prints_file(reading):
        reading.doubt("body", "印发的文件只在附件里，请确认附件内容是否需要录入。")
    dropped = next(_dropped(layout), "")
    if dropped:
        reading.doubt("body", f"页面上的“{dropped[:40]}”没有收入正文，请核对。")


def _prints_file(reading: Reading) -> bool:
    """Tell whether what a notice prints (`印发《…》`) is only offered as a file."""
    printed = re.search(r"印发[^《]{0,4}《([^《》]{4,80})》", reading.title.value)
    if printed is None or reading.tables or reading.pictures:
        return False
    key = squash(printed[1])
    is_text = any(squash(one) == key for one in reading.paragraphs)
    return not is_text and any(squash(one.name).startswith(key) for one in reading.files)


def _doubt_start(reading: Reading, layout: Layout) -> None:
    """Doubt a body above whose title running text stands, or another line that may be the title."""
    title = layout.title
    if title is None or title.end == title.start:
        return
    above = [line for line in layout.lines[: title.start] if _is_lost(line)]
    text = next((line.text for line in above if _begins_text(line.text)), "")
    if (
        not text
        and "title" in reading.doubtful
        and above
        and above[-1] is layout.lines[title.start - 1]
    ):
        text = above[-1].text
    if text:
        reading.doubt("body", f"标题上面的“{text[:40]}”没有收入正文，请核对。")


def _begins_text(text: str) -> bool:
    return furniture.is_prose(text) or (len(text) > 5 and text.endswith(("：", ":")))


def _dropped(layout: Layout) -> Iterator[str]:
    """Yield words that stand among the text or behind it and went nowhere."""
    kept = {id(line) for line in layout.body}
    for index in range(layout.body_start, layout.body_end):
        line = layout.lines[index]
        if id(line) not in kept and index not in layout.repeated and _is_lost(line):
            yield line.text
    for line in layout.after:
        if line.kind == "text" and (
            furniture.is_foot(line.text) or furniture.ends_document(line.text)
        ):
            return
        if _is_lost(line) and not furniture.is_furniture(line.text):
            yield line.text


def _is_lost(line: Line) -> bool:
    if line.kind == "table":
        return not line.in_frame
    if line.box is PageBox.SURE:
        return False
    text = line.text
    return (
        line.kind == "text"
        and len(text) >= SHORTEST_DROPPED
        and not line.in_frame
        and not line.is_link
        and not is_file_link(line)
        and not furniture.is_tool_line(text)
        and not is_label_line(line)
        and (furniture.is_colophon(text) or not meta_lines.is_meta_line(line))
        and not furniture.is_bare_address(text)
        and not _OF_SITE.search(text)
    )
