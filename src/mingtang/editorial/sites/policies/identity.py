"""The numbers that a site shows at its foot: identity code, ICP and police record. Pure: no Django.

Each `..._text` brings what was typed into the one form that is stored and shown; each `may_be_...`
answers whether that form is right. The empty text passes: whether a number is owed is for the life
of the site to say.
"""

import re
import unicodedata

from mingtang.ground.foundation.decisions import YES, Decision, no

# Source: GB/T 2260, the first two digits of a region code, with the province's one-character name.
PROVINCES = {
    "11": "京", "12": "津", "13": "冀", "14": "晋", "15": "蒙", "21": "辽", "22": "吉", "23": "黑",
    "31": "沪", "32": "苏", "33": "浙", "34": "皖", "35": "闽", "36": "赣", "37": "鲁", "41": "豫",
    "42": "鄂", "43": "湘", "44": "粤", "45": "桂", "46": "琼", "50": "渝", "51": "川", "52": "贵",
    "53": "云", "54": "藏", "61": "陕", "62": "甘", "63": "青", "64": "宁", "65": "新", "71": "台",
    "81": "港", "82": "澳",
}  # fmt: skip
OTHER_NAMES = {"黔": "贵", "滇": "云", "蜀": "川", "秦": "陕", "陇": "甘"}
_ABBREVIATIONS = "".join([*PROVINCES.values(), *OTHER_NAMES])


def identity_code_text(typed: str) -> str:
    """Return a site identity code as it is stored: half width, no spaces, `bm` small."""
    return _tidy(typed).lower()


def may_be_identity_code(code: str) -> Decision:
    """Answer whether a code has the shape of a 网站标识码: ten characters.

    Local sites: six digits of the region and four of a series; ministries: `bm`, two digits of the
    ministry and six more. The reading of the digits is ours, from known samples.

    Source: 政府网站发展指引（国办发〔2017〕47号）; codes as seen on sites of four cities and two ministries.
    """
    if not code or re.fullmatch(r"bm\d{8}", code):
        return YES
    if not re.fullmatch(r"\d{10}", code):
        return no(
            "sites.identity_code",
            "网站标识码为10位：地方网站是10位数字，部委网站是 bm 加8位数字，例如 3418000053。",
            "identity_code",
        )
    if code[:2] not in PROVINCES or code[6:] == "0000":
        return no(
            "sites.identity_code_region",
            "网站标识码前6位应为行政区划代码，后4位为顺序号，请核对。",
            "identity_code",
        )
    return YES


def icp_text(typed: str) -> str:
    """Return an ICP number as it is stored: half width, no spaces, ICP in capitals."""
    return re.sub(r"icp", "ICP", _tidy(typed), flags=re.IGNORECASE)


def may_be_icp(number: str) -> Decision:
    """Answer whether a number has the shape of an ICP record (皖ICP备10017677号-1).

    Source: 互联网信息服务管理办法 (State Council decree 292), article 12, asks to show it.
    """
    if not number or re.fullmatch(rf"[{_ABBREVIATIONS}]ICP备\d{{5,10}}号(-\d{{1,3}})?", number):
        return YES
    return no(
        "sites.icp",
        "ICP备案编号格式不对，应为“省份简称ICP备数字号”，例如 皖ICP备10017677号-1。",
        "icp",
    )


def police_record_text(typed: str) -> str:
    """Return a police record as it is stored: `皖公网安备 34180002000278号`, also from the digits alone."""
    digits = "".join(re.findall(r"\d", _tidy(typed)))
    prefix = re.match(rf"[{_ABBREVIATIONS}]", _tidy(typed))
    province = prefix.group() if prefix else PROVINCES.get(digits[:2], "")
    is_bare = re.fullmatch(rf"([{_ABBREVIATIONS}]公网安备)?\d+号?", _tidy(typed))
    return f"{province}公网安备 {digits}号" if is_bare and province else _tidy(typed)


def may_be_police_record(record: str) -> Decision:
    """Answer whether a record has the shape of a 公安备案号: province, 14 digits that begin with it."""
    match = re.fullmatch(rf"([{_ABBREVIATIONS}])公网安备 (\d{{14}})号", record)
    if not record:
        return YES
    if match is None:
        return no(
            "sites.police_record",
            "公安备案号格式不对，应为14位数字，例如 皖公网安备 34180002000278号。",
            "police_record",
        )
    province = OTHER_NAMES.get(match.group(1), match.group(1))
    if PROVINCES.get(match.group(2)[:2]) != province:
        return no(
            "sites.police_record_region",
            "公安备案号前两位应为本省的行政区划代码，请核对省份简称和数字。",
            "police_record",
        )
    return YES


def police_record_digits(record: str) -> str:
    """Return the fourteen digits of a stored record, for the link to the register."""
    return "".join(re.findall(r"\d", record))


def _tidy(typed: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", typed))
