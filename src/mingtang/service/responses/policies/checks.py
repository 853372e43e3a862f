"""What a machine remarks about an answer: people named in it, and wording that helps nobody.

Remarks stop nothing: who writes and who reviews reads them and decides.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mingtang.ground.foundation.masking import (
    PersonalData,
    find_personal_data,
    mask_name,
    mask_personal_data,
)

_LABELS = {
    PersonalData.ID_CARD: "身份证号码",
    PersonalData.PHONE: "手机号码",
    PersonalData.BANK_CARD: "银行卡号",
    PersonalData.EMAIL: "电子邮箱",
}
_ROOM = re.compile(r"[0-9０-９一二三四五六七八九十]{1,4}(?:号楼|幢|栋|单元|室)")
_EVASIVE = (
    "无法解决",
    "不归我们管",
    "不属于我们",
    "自行解决",
    "以后再说",
    "正在研究中",
    "无可奉告",
)
_SHORT = 20  # characters; an answer that says less explains nothing


@dataclass(frozen=True, slots=True)
class SenderFacts:
    """What is known of a sender, as far as it must not stand in a public text."""

    name: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRemark:
    """One remark: what about, and in a sentence."""

    label: str
    text: str


def remarks_on(text: str, sender: SenderFacts) -> tuple[AnswerRemark, ...]:
    """Return what a machine remarks about an answer, privacy first."""
    return (*about_people(text, sender), *_about_wording(text))


def about_people(text: str, sender: SenderFacts) -> Iterator[AnswerRemark]:
    """Yield what in a text tells of a person: numbers, the sender's name and address, doors."""
    for found in find_personal_data(text):
        shown = mask_personal_data(text[found.start : found.end])
        label = _LABELS[found.kind]
        yield AnswerRemark("个人信息", f"写有{label} {shown}，不是办公电话或公开邮箱的，请删去。")
    if len(sender.name) > 1 and sender.name in text:
        yield AnswerRemark("个人信息", f"写有来件人姓名 {mask_name(sender.name)}，请改称“您”。")
    if len(sender.phone) > 4 and sender.phone in text and not find_personal_data(sender.phone):
        yield AnswerRemark("个人信息", "写有来件人的联系电话，请删去。")
    if len(sender.address) > 3 and sender.address in text:
        yield AnswerRemark("个人信息", "写有来件人的联系地址，请删去。")
    elif place := _ROOM.search(text):
        yield AnswerRemark("个人信息", f"“{place[0]}”像是门牌，涉及来件人住处的请删去。")


def _about_wording(text: str) -> Iterator[AnswerRemark]:
    for words in _EVASIVE:
        if words in text:
            yield AnswerRemark(
                "用语", f"“{words}”不能让来件人知道怎么办，请写明办理结果或办理途径。"
            )
    if len(text.strip()) < _SHORT:
        yield AnswerRemark("内容", "答复很短，请核对是否说明了结果、依据和办理途径。")
