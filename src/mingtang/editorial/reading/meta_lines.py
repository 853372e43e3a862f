"""Lines of facts about a page without labels: `新华网　2014年1月10日 08:20　[浏览 52 次]`."""

import re

from mingtang.editorial.reading import dates, document_numbers, furniture
from mingtang.editorial.reading.labels import words_before_labels
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.traditional import both
from mingtang.editorial.reading.tree import SEAM

LONGEST = 160
MOST_WORDS = 14  # that are neither date nor number nor counter
_ADDRESS = re.compile(r"https?://[^\s\u4e00-\u9fff]+")
_TIME = re.compile(
    r"(?<!\d)\d{1,2}\s*[:：]\s*\d{2}(?:\s*[:：]\s*\d{2})?|(?:星期|周)[一二三四五六日天]"
)
_COUNTER = re.compile(
    both(
        r"(?:浏览|阅读|点击|访问|人气)(?:次数|量|数)?\s*[:：]?\s*\d*\s*次?|有效期至?|发布(?:时间|日期)|(?<![\u4e00-\u9fff])发布|更新(?:时间|日期)?|"
        r"打印(?:此页|本页)?|关闭(?:窗口)?|收藏|分享|顶部|返回|字号|字体|By\b"
    ),
    re.IGNORECASE,
)
_STAMP = re.compile(r"(?:19|20)\d{2}([-./])\d{1,2}\1\d{1,2}\s+\d{1,2}:\d{2}")
LONGEST_STAMPED = 120
_COUNTED = re.compile(both(r"发布|浏览|阅读|点击|访问|人气|关闭|打印"))
_OTHER_LABEL = re.compile(r"[\u4e00-\u9fff]{2,8}\s?[:：]")  # `访谈时间：` is text
_MARKS = re.compile(r"[\s\u3000|｜/·•:：\[\]【】()（）,，\-—]+")
_MEDIUM = re.compile(
    r"[\u4e00-\u9fa5A-Za-z]{1,10}(?:网|(?<![公通简月年周情汇预])报|日报|晚报|晨报|时报|周报|报社|通讯社|新华社|电视台|电台|融媒体?|融媒体中心|发布|客户端)|"
    r"(?:[A-Z][a-z]+ ){1,3}(?:Daily|News|Times|Post|Evening News)|Xinhua"
)


def is_meta_line(line: Line) -> bool:
    """Tell whether a short line is a date or a number with little else beside it."""
    if line.kind != "text" or len(line.text) > LONGEST or "。" in line.text:
        return False
    rest, is_fact = _rest(line)
    if _OTHER_LABEL.search(rest):
        return False
    return is_fact and len(_MARKS.sub("", rest)) <= MOST_WORDS


def holds_moment(text: str) -> bool:
    """Tell whether a short line without a sentence gives a day and a time of day."""
    return len(text) <= LONGEST_STAMPED and "。" not in text and _STAMP.search(text) is not None


def is_counted(line: Line) -> bool:
    """Tell whether a line below a text is such a line with a counter or tool, not a signature."""
    return _COUNTED.search(line.text) is not None and is_meta_line(line)


def medium_of(line: Line) -> str:
    """Return the newspaper, station or site that such a line names without a label, or nothing."""
    parts = [part.strip() for part in re.split(r"[|｜]", line.text)]
    if len(parts) > 1 and dates.english_date_in(line.text):
        return next((part for part in parts if _MEDIUM.fullmatch(part)), "")
    if not is_meta_line(line) or document_numbers.MADE_KNOWN.fullmatch(line.text):
        return ""
    rest, _ = _rest(line)
    return next((part for part in _MARKS.split(rest) if _MEDIUM.fullmatch(part)), "")


def _rest(line: Line) -> tuple[str, bool]:
    """Return what is left of a line without its facts, and whether it held a date or number."""
    words = words_before_labels(line).replace(SEAM, " ")
    rest = _ADDRESS.sub(" ", words)
    without_number = document_numbers.without_numbers(rest)
    without_date = dates.without_dates(without_number)
    is_fact = without_date != words and without_date.strip() != words.strip()
    return furniture.without_tools(_COUNTER.sub(" ", _TIME.sub(" ", without_date))), is_fact
