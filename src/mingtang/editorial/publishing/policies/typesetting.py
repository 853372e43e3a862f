"""How the text of an official document is set on its page. Values in, values out.

A text comes as plain paragraphs, by hand or by import. What each of them is (to whom it goes, a heading of the
first or second level, the list of annexes, who signed and when) is read from its words and said as a class,
which a theme sets as on paper. Words are never changed.
"""

import re
from collections.abc import Iterator, Sequence
from html import unescape

_TABLE = re.compile(r"(<table>.*?</table>)", re.DOTALL)
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_LEVELS = (
    ("level-1", re.compile(rf"{_NUMERAL}、")),
    ("level-2", re.compile(rf"[（(]{_NUMERAL}[）)]")),
)
_RUN_IN = re.compile(r"[^<。]{2,60}。(?=.)")
_ORGAN = "府|局|委|会|办|办公室|办公厅|厅|部|院|处|司|署|中心|公司|企业|部门|单位|机构|室|团"
_TO = re.compile(rf"[^。；]{{2,400}}(?:{_ORGAN})[：:]")
_OFFICE = re.compile(rf"[^。；：:，]{{2,40}}(?:{_ORGAN})")
_DAY = re.compile(r"(?:\d{4}|[〇○零一二三四五六七八九]{4})年\S{1,3}月\S{1,3}日")
_ANNEXES = re.compile(r"附\s*件\s*[：:]")
_ANNEX = re.compile(r"\d{1,2}\s*[.．、]")
FIRST = 4  # the addressees stand among the first paragraphs, below a title that was typed again
LONGEST_HEADING = 60  # characters
MOST_OFFICES = 12  # that sign one document together


def typeset(texts: Sequence[str]) -> list[str]:
    """Return the texts of a document, in order, with classes on the paragraphs that have a place.

    They are clean HTML (`content.body.clean_body`): a paragraph has no attributes. Paragraphs in tables
    stay as they are.

    Source: GB/T 9704-2012, 7.3.2 to 7.3.5 (addressees, headings, annexes, signature and date).
    """
    pieces = [_TABLE.split(text) for text in texts]
    inner = [
        found for split in pieces for piece in split[::2] for found in _PARAGRAPH.findall(piece)
    ]
    made = iter(_set(inner, _classes([_words(one) for one in inner])))
    for split in pieces:
        split[::2] = [_PARAGRAPH.sub(lambda _: next(made), piece) for piece in split[::2]]
    return ["".join(split) for split in pieces]


def _words(inner: str) -> str:
    return unescape(_TAG.sub("", inner)).strip()


def _classes(words: Sequence[str]) -> list[str]:
    classes = [_class_of(one) for one in words]
    for place, one in enumerate(words[:FIRST]):
        if _TO.fullmatch(one):
            classes[place] = "to"
            break
    for place, name in enumerate(classes):
        if name == "day":
            _mark_offices(words, classes, place)
        elif not name and place and classes[place - 1] in {"annexes", "annex"}:
            classes[place] = "annex" if _ANNEX.match(words[place]) else ""
    return classes


def _class_of(words: str) -> str:
    if _DAY.fullmatch(words):
        return "day"
    if _ANNEXES.match(words):
        return "annexes"
    return next((name for name, form in _LEVELS if form.match(words)), "")


def _mark_offices(words: Sequence[str], classes: list[str], day: int) -> None:
    for place in range(day - 1, max(day - 1 - MOST_OFFICES, -1), -1):
        if classes[place] or not _OFFICE.fullmatch(words[place]):
            return
        classes[place] = "office"


def _set(inner: Sequence[str], classes: Sequence[str]) -> Iterator[str]:
    for text, name in zip(inner, classes, strict=True):
        if not name.startswith("level"):
            yield f'<p class="{name}">{text}</p>' if name else f"<p>{text}</p>"
        elif run_in := _RUN_IN.match(text):
            end = run_in.end()
            yield f'<p><span class="{name}">{text[:end]}</span>{text[end:]}</p>'
        elif len(_words(text)) <= LONGEST_HEADING:
            yield f'<p class="{name}">{text}</p>'
        else:
            yield f"<p>{text}</p>"
