"""Personal data in a text that is to be published (个人信息)."""

import re
from collections.abc import Iterator

from mingtang.ground.foundation.masking import PersonalData, find_personal_data, is_id_card
from mingtang.workbench.proofing.remarks import Remark, remark

# A house number with a room, or a village group with a house number. The address of an office ends at the house
# number of a street, so that alone is no remark.
_HOME = re.compile(
    r"(?:[\u4e00-\u9fff]{2,12}(?:小区|花园|家园|公寓|新村|苑|里|路|街|巷|弄)[\u4e00-\u9fff0-9]{0,8}?"
    r"[0-9]{1,4}(?:号楼|栋|幢|座|号院)[0-9一二三四五六七八九十]{0,3}(?:单元)?[0-9]{1,4}(?:室|户)"
    r"|[\u4e00-\u9fff]{1,8}村(?:民委员会)?[\u4e00-\u9fff0-9]{1,6}组[0-9]{1,4}号)"
)
_HINTS = {
    PersonalData.ID_CARD: "请删去或遮盖身份证号码。",
    PersonalData.BANK_CARD: "请删去或遮盖银行卡号。",
    PersonalData.PHONE: "请核对是否为个人手机号码；确需公开联系方式的，宜用办公电话。",
}


def personal_remarks(text: str) -> Iterator[Remark]:
    """Yield identity numbers, bank cards, mobile numbers and homes."""
    for found in find_personal_data(text):
        excerpt = text[found.start : found.end]
        if found.kind not in _HINTS:
            continue  # a mail address in a notice is nearly always where one writes to the office
        hint = _HINTS[found.kind]
        if found.kind is PersonalData.ID_CARD and not is_id_card(excerpt):
            hint = f"像身份证号码（校验位不符，可能有一位录错）。{hint}"
        yield remark(found.kind.value, text, found.start, found.end, hint=hint)
    for match in _HOME.finditer(text):
        hint = "请删去门牌、房号，写到小区、村即可。"
        yield remark("home_address", text, *match.span(), hint=hint)
