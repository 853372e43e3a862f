"""What a text must fulfil to go to review, and what a wording of the office may be; pure."""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words
from mingtang.workbench.proofing import RULES, ProofBook, Remark, proof
from mingtang.workbench.proofing.numbers import numbers_in, unknown_numbers
from mingtang.workbench.proofing.pieces import TextPiece, numbered, paragraphs_of

_AROUND = 12  # characters shown on both sides of an excerpt
_LINK = re.compile(
    r'<a\b[^<>]*?href="(https?://[^"<>]+)"[^<>]*>(.*?)</a>', re.IGNORECASE | re.DOTALL
)
_MARKUP = re.compile(r"<[^<>]*>")
_MOST_NUMBERS = 20  # document numbers of a text that are looked up
# A page of a PDF ends in the middle of a sentence.
_NOT_IN_FILES = frozenset({"unpaired_sign"})


def remark_key(rule: str, excerpt: str) -> str:
    """Return the key under which a remark is ignored: the same words under the same rule."""
    return hashlib.sha256(f"{rule}\0{excerpt}".encode()).hexdigest()[:32]


def may_start(blocking: Iterable[tuple[str, str]]) -> Decision:
    """Answer whether a text may go to review, given the blocking remarks as (label, place)."""
    decision = YES
    for label, where in blocking:
        text = (
            f"{where}有{label}，不能送审。请改正；确认无误的，在稿件页“检查提示”中写明理由后忽略。"
        )
        decision &= no("review.blocking_remark", text)
    return decision


def may_ignore(*, is_shown: bool, reason: str) -> Decision:
    """Answer whether a remark may be ignored: it is in the text now, and a reason is given."""
    decision = YES
    if not is_shown:
        decision &= no("review.no_remark", "稿件里已经没有这条提示，请刷新页面。")
    if not has_words(reason):
        decision &= no("review.ignore_reason", "请写明为什么可以忽略。", "reason")
    return decision


def may_add_wording(*, word: str, better: str, is_allowed: bool, is_known: bool) -> Decision:
    """Answer whether a word may enter a unit's list."""
    decision = YES
    if len(word) < 2 or not has_words(word):
        decision &= no("review.word_short", "词语至少写两个字，单个字会到处误报。", "word")
    if is_known:
        decision &= no("review.word_known", "这个词已在用词表中；要改，请先删去再登记。", "word")
    if is_allowed and better:
        text = "放行的词不用写“宜写作”；要改成别的词，请不要勾选放行。"
        decision &= no("review.allowed_better", text, "better")
    if not is_allowed and better == word:
        decision &= no("review.same_word", "“宜写作”与词语相同。", "better")
    return decision


def may_ask_countersign(*, is_known: bool, is_ended: bool, is_open: bool, units: int) -> Decision:
    """Answer whether units may be asked to countersign a text."""
    decision = YES
    if not is_known:
        decision &= no("review.no_countersign", "本网站的制度没有规定会签，请联系平台管理员。")
    if is_ended:
        decision &= no("review.countersign_ended", "稿件已经作废或者下线，不用会签。")
    if is_open:
        decision &= no("review.countersign_open", "稿件正在会签，请先等结果或者撤回会签。")
    if not units:
        decision &= no("review.countersign_nobody", "请选择本单位以外的会签单位。", "unit_1")
    return decision


def may_release_countersigned(*, is_needed: bool, is_agreed: bool, waiting: str) -> Decision:
    """Answer whether a text may go online as to its countersign; `waiting` names who is awaited."""
    if is_agreed or not is_needed:
        return YES
    told = f"现在等{waiting}。" if waiting else "请在稿件页点“送会签”。"
    text = f"这类内容未经有关单位会签不得发布；会签后又改动过的，要重新会签。{told}"
    return no("review.not_countersigned", text)


def label_of(rule: str) -> str:
    """Return the Chinese name of a rule of remarks, its code where the rule is gone."""
    return RULES[rule].label if rule in RULES else rule


@dataclass(frozen=True, slots=True)
class PlacedRemark:
    """A remark with where it is found: piece of the article, and the words around it."""

    where: str
    remark: Remark
    before: str = ""
    after: str = ""

    @property
    def key(self) -> str:
        """The key under which it is ignored."""
        return remark_key(self.remark.rule, self.remark.excerpt)

    @property
    def label(self) -> str:
        """The Chinese name of its rule."""
        return label_of(self.remark.rule)


def pieces_of(title: str, summary: str, blocks: Iterable[Mapping[str, Any]]) -> Iterator[TextPiece]:
    """Yield what readers will read of an article, piece by piece."""
    yield TextPiece("标题", title)
    if summary:
        yield TextPiece("摘要", summary)
    texts: list[str] = []
    tables = 0
    for block in blocks:
        kind, value = block.get("type"), block.get("value")
        if kind == "text":
            texts += paragraphs_of(str(value or ""))
        elif kind == "html_table" or (kind == "table" and isinstance(value, Mapping)):
            tables += 1
            yield from _cells(tables, value)
        elif isinstance(value, Mapping):
            words = [one for one in value.values() if isinstance(one, str)]
            yield from (TextPiece("图片、附件、落款", one) for one in words)
    yield from numbered(texts, "正文", "段")


def _cells(number: int, value: Any) -> Iterator[TextPiece]:
    if not isinstance(value, Mapping):
        yield from (TextPiece(f"表{number}", one) for one in paragraphs_of(str(value or "")))
        return
    yield TextPiece(f"表{number}", str(value.get("caption") or ""))
    for row in value.get("rows", ()):
        for cell in row.get("values", ()):
            text = cell.get("value") if isinstance(cell, Mapping) else cell
            yield TextPiece(f"表{number}", str(text or ""))


def remarks_in(pieces: Iterable[TextPiece], book: ProofBook) -> list[PlacedRemark]:
    """Return all remarks on an article; each excerpt of a rule once.

    A slip that is made twenty times is one line for who reads it.
    """
    found: dict[str, PlacedRemark] = {}
    for piece in pieces:
        for one in proof(piece.text, book):
            around = (
                piece.text[max(0, one.start - _AROUND) : one.start],
                piece.text[one.end : one.end + _AROUND],
            )
            placed = PlacedRemark(piece.where, one, *around)
            found.setdefault(placed.key, placed)
    return list(found.values())


def remarks_in_file(pieces: Iterable[tuple[str, str]], book: ProofBook) -> list[PlacedRemark]:
    """Return all remarks on an attached file."""
    found = remarks_in((TextPiece(*one) for one in pieces), book)
    return [one for one in found if one.remark.rule not in _NOT_IN_FILES]


def numbers_to_look_up(pieces: Iterable[TextPiece]) -> set[str]:
    """Return the document numbers whose being online tells whether those in a text exist."""
    found: set[str] = set()
    referred = [one for piece in pieces for one in numbers_in(piece.text)]
    for one in referred[:_MOST_NUMBERS]:
        found.update(number for _, _, near in one.forms() for number in near)
    return found


def number_remarks(pieces: Iterable[TextPiece], known: Collection[str]) -> list[PlacedRemark]:
    """Return remarks on document numbers that are not among those `known` online."""
    return [
        PlacedRemark(piece.where, one)
        for piece in pieces
        for one in unknown_numbers(piece.text, numbers_in(piece.text), known)
    ]


def links_in(blocks: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the addresses that a body leads to, each once, with the words that lead there."""
    found: dict[str, str] = {}
    for block in blocks:
        for text in _strings(block.get("value")):
            for address, words in _LINK.findall(text):
                found.setdefault(unescape(address), unescape(_MARKUP.sub("", words)).strip())
    return found


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def link_key(address: str) -> str:
    """Return the digest under which an address is known."""
    return hashlib.sha256(address.encode()).hexdigest()
