"""What titles are made of: kinds of documents, names of sites, what a page states."""

import re

from mingtang.editorial.reading import document_numbers
from mingtang.editorial.reading.lines import tidy
from mingtang.editorial.reading.traditional import both
from mingtang.editorial.reading.tree import ParsedPage

KINDS = (
    "通知|意见|决定|公告|通告|批复|函|复函|规定|办法|细则|方案|规划|纪要|通报|报告|命令|令|条例|决议|公报|议案|请示|要点|计划|公示|措施|"
    "解读|预案|规则|标准|清单|目录|名单|简报|启事|简章|章程|提案|答复|说明|倡议书|指南|须知"
)


_TAIL = r"(?:\s*[(（【\[〔][^()（）]{1,30}[)）】\]〕])*"


FORMAL = re.compile(both(rf"^[^。；;>|｜]{{0,60}}关于[^。；;>|｜]{{2,140}}(?:{KINDS}){_TAIL}$"))


PLAIN = re.compile(
    both(rf"^[^。；;，,>|｜:：]{{4,60}}(?:{KINDS}|(?:决定|同意|告知|通知)书){_TAIL}$")
)


_SEPARATOR = re.compile(r"\s*(?:_|\||｜|–|—{1,2}|--+|>>|\s[-·•]\s|-(?=[\u4e00-\u9fff]))\s*")


_SITE = re.compile(
    r"(?:网|网站|门户|政务公开|政府信息公开|信息公开|平台|频道|首页|人民政府|委员会|局|厅|办公室|管委会|通知公告|政策文件|工作动态|新闻中心|栏目|公开目录|公开专栏|(?:规章|文件|法规|政策|法律|案例|资料)库|信息系统|政府公报|公告公示|政务动态|规范性文件|中心|正文|详情|内容页)$"
)


LABEL = re.compile(
    both(
        r"^(?:#+\s*|标\s*题\s*[:：]\s*|名\s*称\s*[:：]\s*|文章标题\s*[:：]\s*|信息名称\s*[:：]\s*|文件名称\s*[:：]\s*|主\s*题\s*[:：]\s*)"
    )
)


_KIND_AT_END = re.compile(both(rf"({KINDS}){_TAIL}$"))


_LETTER_SPACED = re.compile(r"[\u4e00-\u9fff](?: [\u4e00-\u9fff])+")  # `通 知`


def squash(text: str) -> str:
    """Return a text without spaces and with one form of marks, to compare titles."""
    return with_one_form(re.sub(r"[\s\u3000·•]+", "", text))


def with_one_form(text: str) -> str:
    """Return a text with one form of marks and brackets, in lower case."""
    return text.translate(_FORMS).lower()


_FORMS = str.maketrans("“”‘’「」『』（）：，；！？〔〕【】［］—－", '""\'\'""""():,;!?[][][]--')


def stated_titles(page: ParsedPage) -> list[str]:
    """Return what the page says its document is called, best first."""
    found = []
    for name in ("articletitle", "article_title", "og:title", "title", "dc.title", "twitter:title"):
        value = clean(page.meta.get(name, ""))
        if len(squash(value)) >= 4:
            found.append(value)
    parts = [part for raw in _SEPARATOR.split(page.heading) if (part := clean(raw))]
    whole = clean(page.heading)
    if parts and whole:
        found += [whole, *[part for part in parts if len(squash(part)) >= 5 and not is_site(part)]]
    found += [document_numbers.without_number(one) for one in found]
    return list(dict.fromkeys(found))


def clean(text: str) -> str:
    """Return a title without its label, marks of a list and edge spaces, on one line."""
    bare = tidy(LABEL.sub("", tidy(text))).strip(" 　>›»|‹«☰≡←→")
    return bare.replace(" ", "") if _LETTER_SPACED.fullmatch(bare) else bare


def is_site(text: str) -> bool:
    """Tell whether a text is the name of a site or a column rather than a title."""
    return "关于" not in text and len(text) <= 24 and _SITE.search(text) is not None


def is_formal(title: str) -> bool:
    """Tell whether a title has the form of an official document (`关于…的通知`)."""
    return FORMAL.match(title) is not None


def is_plain(title: str) -> bool:
    """Tell whether a title ends in a kind of document without more (`…统计公报`)."""
    return PLAIN.match(title) is not None


def is_name_of_site(title: str) -> bool:
    """Tell whether a title reads like the name of a site or column."""
    return is_site(title)


def kind_of_title(title: str) -> str:
    """Return the kind of document (文种) with which a title ends, or an empty string."""
    match = _KIND_AT_END.search(title)
    return match[1] if match else ""


def is_shortened(stated: str, title: str) -> bool:
    """Tell whether one of two titles is the other with characters left out."""
    short, long = sorted((_bare(stated), _bare(title)), key=len)
    rest = iter(long)
    return len(short) * 2 >= len(long) and all(sign in rest for sign in short)


def _bare(title: str) -> str:
    return re.sub(r"[^\w]+", "", document_numbers.without_number(title))
