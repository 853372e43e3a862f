"""Punctuation, and characters typed twice (标点、重复)."""

import re
from collections.abc import Iterator

from mingtang.workbench.proofing.remarks import Remark, remark

_HAN = r"[\u4e00-\u9fff]"
_DOUBLED = re.compile(r"([，。、；：])\1+|，。|。，|、。|；。|，、")
_NARROW = re.compile(rf"(?<={_HAN})[,;?!](?={_HAN})")
_NARROW_COLON = re.compile(rf"(?<={_HAN}):(?={_HAN})")
_WIDE = {",": "，", ";": "；", "?": "？", "!": "！", ":": "："}
# Particles and short verbs that Chinese never doubles inside a sentence.
_TWICE = re.compile(
    r"的的(?!确)|了了(?![不之百解])|和和(?![美气睦])|是是(?!非)|为为|对对(?![联方])|于于|及及(?!时)|与与(?!会)|将将(?!要)|并并|被被|由由"
)
_PAIRS = {"“": "”", "‘": "’", "《": "》", "（": "）", "【": "】", "〔": "〕", "「": "」"}
_CLOSING = {close: opening for opening, close in _PAIRS.items()}
_LIST_MARK = re.compile(r"(?:^|(?<=[\s，。；、：]))[0-9一二三四五六七八九十a-zA-Z]{1,3}[）)]")


def sign_remarks(text: str) -> Iterator[Remark]:
    """Yield doubled and half-width signs, unpaired quotes and brackets, particles typed twice."""
    for match in _DOUBLED.finditer(text):
        yield remark("doubled_sign", text, *match.span(), better=_one_of(match[0]))
    for pattern in (_NARROW, _NARROW_COLON):
        for match in pattern.finditer(text):
            yield remark("narrow_sign", text, *match.span(), better=_WIDE[match[0]])
    for match in _TWICE.finditer(text):
        yield remark("doubled_word", text, *match.span(), better=match[0][0])
    yield from _unpaired(text)


def _one_of(signs: str) -> str:
    return "。" if "。" in signs else signs[0]


def _unpaired(text: str) -> Iterator[Remark]:
    """Yield what is opened and never closed or the reverse; `1）` opens a point and needs no partner."""
    marks = {match.end() - 1 for match in _LIST_MARK.finditer(text)}
    open_ones: list[tuple[str, int]] = []
    for place, sign in enumerate(text):
        if sign in _PAIRS:
            open_ones.append((sign, place))
        elif sign in _CLOSING:
            if open_ones and open_ones[-1][0] == _CLOSING[sign]:
                open_ones.pop()
            elif place not in marks and sign != "’":  # also an apostrophe
                yield remark("unpaired_sign", text, place, place + 1)
    for _, place in open_ones:
        yield remark("unpaired_sign", text, place, place + 1)
