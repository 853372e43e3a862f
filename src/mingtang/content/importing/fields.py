"""The fields of a document, found in its lines."""

import re
from collections.abc import Sequence

from mingtang.content.policies import document_numbers

KINDS = "通知|意见|决定|公告|通告|批复|函|规定|办法|细则|方案|规划|纪要|通报|报告|命令|令|条例|决议|公报|议案|请示|要点|计划"
_TAIL = r"(?:[(（][^()（）]{1,12}[)）])?"
_FORMAL_TITLE = re.compile(rf"^[^。；;>|｜]{{0,50}}关于[^。；;>|｜]{{2,110}}(?:{KINDS}){_TAIL}$")
_PLAIN_TITLE = re.compile(rf"^[^。；;，,>|｜:：]{{4,60}}(?:{KINDS}|解读){_TAIL}$")
_OFFICE = re.compile(
    r"^[\u4e00-\u9fa5、·\s]{2,60}(?:办公室|办公厅|人民政府|政府|委员会|管委会|领导小组|指挥部|[局厅部委院署社中心])$"
)
_LABELS = {
    "release_date": ("发布时间", "发布日期", "公开日期", "公开时间", "上网时间"),
    "document_date": ("成文日期", "颁布日期", "印发日期", "发文日期"),
    "source": ("信息来源", "文章来源", "来源", "稿源"),
    "document_number": ("发文字号", "文件编号", "文号"),
    "issuing_office": ("发文机关", "发布机构", "颁布单位", "制发机关", "发文单位"),
    "title": ("标题", "名称"),
}
_OTHER_LABELS = (
    "浏览次数", "阅读次数", "点击数", "字体", "字号", "失效日期", "生效日期", "效力级别", "索引号", "主题分类",
    "作者", "编辑", "有效性", "主题词", "关键词", "访问量", "信息名称", "公开方式", "服务对象",
)  # fmt: skip
_ALL = sorted(
    {label for group in _LABELS.values() for label in group} | set(_OTHER_LABELS),
    key=len,
    reverse=True,
)
_LABEL = re.compile(
    r"(?:^|(?<=[\s|｜【\[(（:：]))(" + "|".join(r"\s?".join(label) for label in _ALL) + r")\s*[:：]"
)
_FIELD_OF = {label: name for name, group in _LABELS.items() for label in group}


def labelled(line: str) -> dict[str, str]:
    """Return the fields that a line names (`发布时间：2016-03-01 来源：本网`), empty where it names none.

    A key with an empty value means that the label stands there with nothing behind it; labels of
    no interest come under an empty key.
    """
    marks = list(_LABEL.finditer(line))
    found: dict[str, str] = {}
    ends = [mark.start() for mark in marks[1:]] + [len(line)]
    for mark, end in zip(marks, ends, strict=False):
        value = line[mark.end() : end].strip(" 　|｜】])）[（(\t")
        name = _FIELD_OF.get(re.sub(r"\s", "", mark[1]), "")
        found.setdefault(name, value)
    return found


def is_label_line(line: str) -> bool:
    """Tell whether a line consists of labels and their values."""
    mark = _LABEL.search(line)
    return mark is not None and mark.start() <= 3 and "。" not in line


def title_line(lines: Sequence[str]) -> int | None:
    """Return where the title stands among the first lines, formal titles before plain ones."""
    for pattern in (_FORMAL_TITLE, _PLAIN_TITLE):
        for index, line in enumerate(lines[:80]):
            if pattern.match(line):
                return index
    return None


def own_numbers(lines: Sequence[str]) -> list[str]:
    """Return the document numbers that stand alone on a line; cited ones never do."""
    found = []
    for line in lines:
        number = document_numbers.normalised(line)
        if document_numbers.is_standard(number) and number not in found:
            found.append(number)
    return found


def office_of_title(title: str) -> str:
    """Return the office with which a formal title begins, or an empty string."""
    office, separator, _ = title.partition("关于")
    return office.strip() if separator and is_office(office.strip()) else ""


def is_office(text: str) -> bool:
    """Tell whether a text is the name of an office and nothing else."""
    return bool(_OFFICE.match(text.strip()))


def kind_of_title(title: str) -> str:
    """Return the kind of document (文种) with which a title ends, or an empty string."""
    match = re.search(rf"({KINDS}|解读){_TAIL}$", title)
    return match.group(1) if match else ""


def kinds_named_by_itself(text: str) -> set[str]:
    """Return the kinds by which a text calls itself (`本意见`, `提出以下意见`, `制定本办法`)."""
    return set(re.findall(rf"(?:要根据|执行|解释|制定|贯彻|按照|根据)本({KINDS})", text)) | set(
        re.findall(r"提出(?:以下|如下)(?:实施)?(意见)", text)
    )
