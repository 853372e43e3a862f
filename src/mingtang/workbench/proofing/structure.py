"""The structure of a text in HTML, as a screen reader meets it (可读性)."""

from collections.abc import Iterator

from mingtang.workbench.proofing.remarks import ProofRule, Remark

STRUCTURE_RULES = {
    one.code: one
    for one in (
        ProofRule("missing_alt", "图片说明", "看不见图片的人只能听到说明。"),
        ProofRule("empty_link", "空链接", "链接没有文字，听不出通向哪里。"),
        ProofRule("vague_link", "链接文字", "离开上下文看不出链接通向哪里。"),
        ProofRule("skipped_heading", "标题级别", "标题级别跳过了一级。"),
        ProofRule("headless_table", "表头", "表格没有表头，读屏软件分不清各列是什么。"),
    )
}
_VAGUE = frozenset({"点击这里", "点此", "这里", "点击", "更多", "详情", "链接"})


def structure_remarks(html: str, *, level: int = 2) -> Iterator[Remark]:
    """Yield pictures without a text, links without words, skipped headings, tables without heads.

    `level` is that of the first heading a body may use. Places count in the HTML only where known,
    else they are 0.
    """
    from selectolax.lexbor import LexborHTMLParser  # slow import

    if "<" not in html:
        return
    last = level - 1
    for node in LexborHTMLParser(html).css("img,a,h1,h2,h3,h4,h5,h6,table"):
        tag = node.tag or ""
        words = " ".join(node.text().split())
        if tag == "img" and not (node.attributes.get("alt") or "").strip():
            name = (node.attributes.get("src") or "").rsplit("/", 1)[-1]
            yield _found(
                "missing_alt", name, "请写明图片上是什么；只作装饰的，写“装饰图”后由编辑删去。"
            )
        elif tag == "a":
            yield from _link(words, has_picture=node.css_first("img") is not None)
        elif tag == "table" and node.css_first("th") is None:
            yield _found("headless_table", words[:30], "请把第一行（或第一列）设为表头。")
        elif tag[:1] == "h":
            here = int(tag[1])
            if here > last + 1:
                hint = f"上一级是{_level(last, level)}，这里却是{_level(here, level)}。"
                yield _found("skipped_heading", words[:30], hint)
            last = here


def _level(number: int, first: int) -> str:
    return f"{number - first + 1}级标题" if number >= first else "正文"


def _link(words: str, *, has_picture: bool) -> Iterator[Remark]:
    if not words and not has_picture:
        yield _found("empty_link", "", "请写上链接文字，或删去这个链接。")
    elif words.strip("：:>》。… ") in _VAGUE:
        yield _found("vague_link", words, "请改成目标的名称，例如“2026年招生简章”。")


def _found(rule: str, excerpt: str, hint: str) -> Remark:
    return Remark(rule, 0, 0, excerpt, hint)
