"""Proposals for what is to be masked before question and answer are shown; a person decides."""

import re
from dataclasses import dataclass

from mingtang.ground.foundation.masking import find_personal_data
from mingtang.service.responses.policies.checks import SenderFacts

HIDDEN = "（已隐去）"
_CALLED = re.compile(
    r"(?:我叫|我是|本人|姓名[：:]?|联系人[：:]?)([\u4e00-\u9fff]{2,4}?)(?=[，。,；;、\s（(]|$)"
)
_DOOR = re.compile(
    r"[0-9０-９一二三四五六七八九十]{1,4}(?:号楼|幢|栋)(?:[0-9０-９]{1,4}单元)?(?:[0-9０-９]{2,4}(?:室|号)?)?"
    r"|[0-9０-９]{1,4}单元[0-9０-９]{2,4}(?:室|号)?|[0-9０-９]{2,4}室"
)
_LANDLINE = re.compile(r"(?<![0-9])0[0-9]{2,3}[-－ ]?[0-9]{7,8}(?![0-9])")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}"
)


@dataclass(frozen=True, slots=True)
class Masked:
    """One place that the proposal hides: what stood there, and why."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class MaskedText:
    """A text as it is proposed, and the places that were hidden in it."""

    text: str
    places: tuple[Masked, ...]


def proposal_for(text: str, sender: SenderFacts, *, is_of_office: bool = False) -> MaskedText:
    """Return a text with what tells who sent it hidden; an office's own telephone number stays."""
    spans = [(one.start, one.end, "个人号码") for one in find_personal_data(text)]
    patterns = [(_DOOR, "门牌"), (_PLATE, "车牌")]
    if not is_of_office:
        patterns += [(_LANDLINE, "电话号码")]
    spans += [(*match.span(), label) for rule, label in patterns for match in rule.finditer(text)]
    spans += [(*match.span(1), "姓名") for match in _CALLED.finditer(text)]
    for value, label in (
        (sender.name, "来件人姓名"),
        (sender.address, "联系地址"),
        (sender.phone, "联系电话"),
    ):
        if len(value) > 1:
            spans += [(*match.span(), label) for match in re.finditer(re.escape(value), text)]
    return _hidden(text, spans)


def _hidden(text: str, spans: list[tuple[int, int, str]]) -> MaskedText:
    parts: list[str] = []
    places: list[Masked] = []
    done = 0
    for start, end, label in sorted(spans, key=lambda span: (span[0], -span[1])):
        if end <= done:
            continue
        begin = max(start, done)  # what overlaps is hidden once
        stands_alone = text[begin - 1 : begin] != "（" or text[end : end + 1] != "）"
        word = HIDDEN if stands_alone else HIDDEN.strip("（）")
        parts += [text[done:begin], "" if begin == done and parts else word]
        places.append(Masked(text[begin:end], label))
        done = end
    return MaskedText("".join((*parts, text[done:])), tuple(places))
