"""How a document number (发文字号) is written.

Source: GB/T 9704-2012, 7.2.5: four-digit year in 〔〕, serial without leading zero and without 第.
"""

import re

_OPEN, _CLOSE = "\\[［(（【〔﹝〈<《「", "\\]］)）】〕﹞〉>》」"
# The closing bracket is often lost on the way; the year is always four digits.
_LOOSE = re.compile(
    rf"(?P<office>[\u4e00-\u9fa5A-Za-z]{{1,20}})\s*[{_OPEN}]\s*(?P<year>(?:19|20)\d{{2}})\s*年?\s*[{_CLOSE}]?"
    r"\s*(?P<written>第?\s*(?P<serial>\d{1,5}))\s*(?P<mark>[号號])"
)
_STANDARD = re.compile(r"^[\u4e00-\u9fa5A-Za-z]+〔(19|20)\d{2}〕[1-9]\d*号$")
_ORDER = re.compile(r"^[\u4e00-\u9fa5]{1,30}令(?:（(?:19|20)\d{2}）)?第[1-9]\d*号$")
_ANNOUNCED = re.compile(
    r"^[\u4e00-\u9fa5]{0,30}(?:19|20)\d{2}年第[1-9]\d*号$|^(?:19|20)\d{2}年第[1-9]\d*期$"
)
_ORDER_IN_TEXT = re.compile(
    r"(?:^|[日年，,（(\s])(?P<order>[\u4e00-\u9fa5]{2,30}?令)\s*(?:第)\s*(?P<serial>[1-9]\d{0,3})\s*号"
)
# The case of a court (案号): year, court, kind, serial. Source: 法〔2015〕137号, 第三条.
_CASE = re.compile(
    rf"[{_OPEN}]\s*(?P<year>(?:19|20)\d{{2}})\s*[{_CLOSE}]\s*(?P<rest>[\u4e00-\u9fff]{{1,3}}\d{{0,4}}[\u4e00-\u9fff]{{1,6}}\d{{1,6}}号)"
)
_MARK = re.compile("[号號期]")
_ANNOUNCED_INSIDE = re.compile(r"[（(]\d{4}年第\d{1,4}号")  # `某局通告（2021年第6号）`, a title
_ANNOUNCED_IN_BRACKETS = re.compile(
    r"[（(]\s*((?:19|20)\d{2}\s*年\s*第\s*\d{1,4}\s*号)\s*[)）]\s*$"
)
# `某指挥部通告（第5号）`; behind a reply it is that of the proposal.
_SERIAL_IN_BRACKETS = re.compile(
    r"(?<=[令告报示知])\s*[（(〔【\[]\s*(第\s*[\d〇零一二三四五六七八九十百]{1,5}\s*号)\s*[)）〕】\]]\s*$"
)
_IN_BRACKETS = re.compile(
    r"[（(]([^（）()]{2,20}[\[［(（【〔﹝]?\s*(?:19|20)\d{2}[^（）()]{1,8}(?:[)）][^（）()]{1,8})?号)[)）]\s*$"
)
# The note below the title of a regulation: by which order, and when, it was made known (题注).
MADE_KNOWN = re.compile(
    r"[（(][^（）()]{0,200}(?:公布|发布|通过|颁布|修正|修订|号(?:文件?)?印发)[^（）()]{0,200}[)）]"
)
# The number of an order or announcement on the line below its name.
SERIAL = re.compile(
    r"[（(]?\s?((?:(?:19|20)\d{2}\s?年\s?)?第\s?(?:\d{1,4}|[〇零一二三四五六七八九十百]{1,5})\s?号|(?:19|20)\d{2}\s?年\s?第\s?\d{1,4}\s?期)\s?[)）]?"
)
# What a note says before the name of a number: `日某市人民政府以云政发〔2017〕39号文件公布`.
_BEFORE_NAME = re.compile(
    r"^(?:.*[以按由])?(?:[\u4e00-\u9fa5]{1,16}?(?:(?:人民政府|政府|委员会)?(?:办公室|办公厅)|人民政府|委员会|[省市县区][\u4e00-\u9fa5]{2,8}[局厅]))?"
    r"(?:印发|发布|公布)?(?=[\u4e00-\u9fa5]{2})"
)
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_LEADING = re.compile(r"^(?:发文字号|文件编号|文号|编号|发文号)\s*[:：]?\s*")


def normalised(text: str) -> str:
    """Return the number with 〔〕 where it has the shape of one, else the text without edge spaces.

    A lost closing bracket is mended only where year and serial stay certain: four digits of a year
    followed directly by the serial (`皖政办〔201512号` is year 2015, serial 12).
    """
    stripped = text.strip()
    if len(stripped) > 80:
        return stripped
    bare = re.sub(r"\s+", "", stripped).translate(_WIDE)
    match = _LOOSE.fullmatch(bare)
    if match is not None and not _ANNOUNCED_INSIDE.search(bare):
        return f"{match['office']}〔{match['year']}〕{int(match['serial'])}号"
    case = _CASE.fullmatch(bare)
    if case is not None:
        return f"〔{case['year']}〕{case['rest']}"
    if _ORDER.match(bare) or _ANNOUNCED.match(bare):
        return bare
    spread = re.fullmatch(r"([\u4e00-\u9fa5]{2,30}?)第([1-9]\d{0,3})号令", bare)
    if spread and not spread[1].endswith("令"):
        return f"{spread[1]}令第{spread[2]}号"
    return stripped


def as_written(text: str) -> str:
    """Return a number with 〔〕 and without spaces, 第 and leading zeros left as the page has them.

    Empty where the text is no number at all. What the page writes against the standard is for a
    person to correct, not for the reader.
    """
    number = normalised(text)
    if not is_standard(number):
        return ""
    match = _LOOSE.fullmatch(re.sub(r"\s+", "", text.strip()).translate(_WIDE))
    if match is None:
        return number
    return f"{match['office']}〔{match['year']}〕{match['written']}{match['mark']}"


def is_standard(text: str) -> bool:
    """Tell whether the text has a shape that the standard, an order (令) or an announcement has."""
    return any(form.match(text) for form in (_STANDARD, _ORDER, _ANNOUNCED)) or is_case(text)


def is_case(text: str) -> bool:
    """Tell whether a number is that of a court's case."""
    return _CASE.fullmatch(text) is not None


def without_numbers(text: str) -> str:
    """Return a text without the numbers in it."""
    return _LOOSE.sub(" ", text)


def number_before_facts(text: str) -> str:
    """Return the number that a line begins with, where a date or label follows, or nothing."""
    match = _LOOSE.match(text.lstrip(" 　([（【"))
    return as_written(match[0]) if match else ""


def first_in(text: str) -> str:
    """Return the first number found in running text, normalised, or an empty string."""
    match = _LOOSE.search(text)
    return normalised(match.group()) if match else ""


def only_one_in(text: str) -> str:
    """Return the number in a note without the words around it, or nothing where there is not just one."""
    found = [as_written(_name_alone(text, match)) for match in _LOOSE.finditer(text)]
    return found[0] if len(found) == 1 else ""


def _name_alone(text: str, match: re.Match[str]) -> str:
    """Return a number found in a sentence without the date and the office that stand before it."""
    is_dated = match[0].startswith("日") and text[: match.start()][-1:].isdigit()
    return _BEFORE_NAME.sub("", match[0].removeprefix("日") if is_dated else match[0], count=1)


def number_of_line(text: str) -> str:
    """Return the number that a line consists of, in brackets or not, or an empty string."""
    if not _MARK.search(text):
        return ""
    bare = text.strip(" 　()（）[]【】“”\"'·")
    for candidate in (text.strip(), bare, f"{bare}）", _before_signer(bare)):
        number = as_written(_LEADING.sub("", candidate))
        if number:
            return number
    return ""


def number_in_brackets(title: str) -> str:
    """Return the number in the last brackets of a title, or an empty string."""
    match = _IN_BRACKETS.search(title) or _ANNOUNCED_IN_BRACKETS.search(title)
    number = as_written(match[1]) if match is not None else ""
    serial = _SERIAL_IN_BRACKETS.search(title)
    return number or ("".join(serial[1].split()) if serial is not None else "")


def without_number(title: str) -> str:
    """Return a title without the number in its last brackets."""
    if not number_in_brackets(title):
        return title
    for form in (_IN_BRACKETS, _ANNOUNCED_IN_BRACKETS, _SERIAL_IN_BRACKETS):
        title = form.sub("", title)
    return title.rstrip()


def order_in(text: str) -> str:
    """Return the order by which a text says it was made known (`令第12号公布`), or nothing."""
    match = _ORDER_IN_TEXT.search(text[:300].translate(_WIDE))
    if match is None:
        return ""
    office = re.sub(r"^(?:经|以|由|根据|现以)", "", match["order"])
    return f"{office}第{int(match['serial'])}号"


def _before_signer(text: str) -> str:
    return re.split(r"\s*(?:签发人|签发|签署人)\s*[:：]", text)[0].strip()
