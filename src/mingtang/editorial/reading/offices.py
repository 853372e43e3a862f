"""Names of offices: who issued a document, who signed it."""

import re

from mingtang.editorial.reading.traditional import both

_SUFFIX = (
    "办公室|办公厅|人民政府|政府|委员会|管委会|管理委员会|领导小组|工作组|专班|指挥部|联席会议|协调机制|协会|学会|商会|联合会|总会|联盟|基金会|"
    "人大常委会|常委会|常务委员会|政协|法院|检察院|党组|党委|党工委|纪委|纪工委|监委|总工会|工会|团委|妇联|残联|文联|科协|侨联|工商联|红十字会|"
    "大学|学院|学校|中学|小学|幼儿园|医院|卫生院|图书馆|博物馆|文化馆|档案馆|公司|集团|银行|研究院|研究所|设计院|出版社|报社|电视台|"
    "街道办事处|办事处|街道|居委会|村委会|支队|大队|总队|中队|分局|总局|支局|税务局|中心|基地|园区|开发区|示范区|新区|高新区|管理处|管理站|监督所|"
    "编办|编委|编委会|政府办|市委|县委|区委|省委|州委|委办|林场|农场|牧场|茶场|渔场|机场|海关|水厂|电厂|车站|组委会|评委会|审改办|发改委|国资委|卫健委|政法委|宣传部|组织部|统战部|会"
)
_OFFICE = re.compile(
    both(
        rf"^[\u4e00-\u9fa5·“”〇（）()\d]{{2,40}}?(?:{_SUFFIX}|[局厅部委院署社站所队馆处办科室镇乡市县区省州台])(?:[（(][^（）()]{{1,12}}[)）])?$"
    )
)
_STRICT = re.compile(
    both(
        r"^[\u4e00-\u9fa5·“”]{2,40}?(?:办公室|办公厅|人民政府|政府|委员会|管委会|领导小组|指挥部|联席会议|协会|总工会|街道办事处|法院|检察院|"
        r"大学|学院|学校|小学|中学|幼儿园|医院|卫生院|公司|图书馆|博物馆|科学技术馆|科技馆|文化馆|档案馆|美术馆|体育馆|研究所|监督所|管理所|管理处|管理站|监测站|街道|会|[局厅部委院署社]|中心|支队|大队|总队)(?:[（(][^（）()]{1,12}[)）])?$"
    )
)
_NEVER = re.compile(
    both(
        r"[。：:，,；;？?！!]|^(?:附件|附|抄送|主题词|联系|此件|关于|特此|各|[一二三四五六](?:[是要]|方面)|第(?![一二三四五六七八九十\d]{1,3}(?:人民|中|小学|医院))|请|按|在|为|对|由|要|是)|(?:大会|(?<!联席)会议|晚会|机会|社会|全会|部门|全部|内部|单位|情况|办法|通知)$"
    )
)
_BETWEEN = re.compile(
    both(r"\s{1,}|　+|、(?=[\u4e00-\u9fa5]{2,20}(?:局|委|办|厅|部|府|会|室|院|社|中心)(?:$|、|\s))")
)


_ENGLISH_KIND = re.compile(
    r"\b(?:Office|Bureau|Commission|Committee|Government|Administration|Department|Cent(?:er|re)|Authority|University|College|School|"
    r"Hospital|Company|Ltd|Association|Court|Headquarters|Council|Ministry|Division|Agency|Institute|Library|Museum|Bank|Federation|Procuratorate)$"
)
_SMALL_WORDS = frozenset(["of", "and", "for", "the", "on", "in", "to", "&"])
LONGEST_ENGLISH = 100


_ENGLISH_TAIL = re.compile(r"\s(?:of|for|on|in|to)\s.*")


def _is_english(text: str) -> bool:
    """Tell whether a text is the English name of an office: capitalised words, and a kind before the first `of`."""
    if len(text) > LONGEST_ENGLISH or not text.isascii() or re.search(r"[:;!?\d]|\.$", text):
        return False
    words = text.replace(",", " ").split()
    return (
        len(words) > 1
        and all(word[0].isupper() or word in _SMALL_WORDS for word in words)
        and any(_ENGLISH_KIND.search(_ENGLISH_TAIL.sub("", part)) for part in text.split(","))
    )


_SEAL = re.compile(r"\s?[（(]\s?(?:盖章|公章|印章|签章|代章|章|印)\s?(?:[)）]|$)")
_RECEIVERS = re.compile(r"[^。；;：:]+(?<!如下)(?<!决定)[：:]$")
LONGEST_RECEIVERS = 200  # characters


def is_office(text: str) -> bool:
    """Tell whether a text is surely the name of an office and nothing else."""
    bare = text.strip()
    return _is_english(bare) or (
        len(bare) <= 50 and bool(_STRICT.match(bare)) and not _NEVER.search(bare)
    )


def may_sign(text: str) -> bool:
    """Tell whether a line above the date of a document may be the name of an office."""
    bare = "".join(text.split())
    return _is_english(text.strip()) or (
        2 <= len(bare) <= 50 and bool(_OFFICE.match(bare)) and not _NEVER.search(bare)
    )


def offices_of_line(text: str) -> tuple[str, ...]:
    """Return the offices that a line names side by side; one spread by spaces is one."""
    text = _SEAL.sub("", text)
    if _is_english(text.strip()):
        return (text.strip(),)
    parts = [part for part in _BETWEEN.split(text.strip()) if part]
    if len(parts) > 1 and all(len(part) > 2 and may_sign(part) for part in parts):
        return tuple(parts)
    whole = "".join(text.split())
    return (whole,) if may_sign(whole) else ()


# How a text ends above its signature.
_CLOSES = re.compile(
    both(
        r"^(?:特此|谨此|此致|此复|此令|专此|以上|现予|望|希|祝|感谢|谢谢|欢迎|敬请|妥否|同志|附)|(?:名单|一览表|明细表|目录|计划|方案|敬礼|如下)$"
    )
)
_SHAPE = re.compile(r"[\u4e00-\u9fa5·“”（）()\d]{5,30}")


def stands_as_office(text: str) -> bool:
    """Tell whether a short line above the date of a document is built as the name of who signs it."""
    bare = "".join(text.split())
    return (
        _SHAPE.fullmatch(bare) is not None
        and not _NEVER.search(bare)
        and not _CLOSES.search(bare)
        and not bare[0].isdigit()
    )


def office_of_title(title: str) -> str:
    """Return the first office with which a formal title begins, or an empty string."""
    office, separator, _ = title.partition("关于")
    office = office.strip(" 　《“")
    if not separator or not office:
        office = _before_kind(title)
    if not office:
        return ""
    parts = [part for part in re.split(r"[\s　]+", office) if part]
    if len(parts) > 1 and all(is_office(part) for part in parts):
        return parts[0]
    whole = "".join(parts)
    return whole if is_office(whole) else ""


_NAMED = re.compile(
    both(
        r"^([\u4e00-\u9fa5]{2,30}?(?:人民政府|政府|办公室|办公厅|委员会|指挥部|局|厅|会))(?:令|公告|通告|通报|公示|决定|通知|意见|批复|函)(?:$|[（(第])"
    )
)


def _before_kind(title: str) -> str:
    match = _NAMED.match(title)
    return match[1] if match else ""


def names_receivers(text: str) -> bool:
    """Tell whether a line names the receivers of a document (主送): 各县、市、区人民政府："""
    return len(text) <= LONGEST_RECEIVERS and _RECEIVERS.match(text) is not None
