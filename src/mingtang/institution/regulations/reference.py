"""The page of the documentation that lists every rule; a test holds the page to this."""

from collections.abc import Iterator

from mingtang.institution.regulations.loading import bundled_packs, load_pack
from mingtang.institution.regulations.rules import Pack
from mingtang.institution.regulations.schema import Rule
from mingtang.institution.regulations.wording import in_words

_HEAD = """\
# Rules

Every rule of the packs that come with the software. Do not edit: `mingtang regulations list --format markdown`
writes this page, and a test compares. [Regulation packs](../explanation/regulations.md) explains the words.

*strength*: 必须 binds, the others (原则上, 一般, 力争) are counted and shown. *number*: 原文 stands in the clause; 理解 is
our reading and 尺度 a yardstick from another document where the clause names no number. A rule marked → takes the
place of one of the pack named.
"""
_COLUMNS = "| rule | what | demand | clauses | strength | number |\n| --- | --- | --- | --- | --- | --- |\n"
_NUMBER = {"clause": "原文", "reading": "理解", "yardstick": "尺度"}


def reference_page() -> str:
    """Return the whole page as Markdown."""
    return "\n".join([_HEAD, *(_section(load_pack(name)) for name in bundled_packs())])


def _section(pack: Pack) -> str:
    own = [rule for rule in pack.rules.values() if rule.pack == pack.name]
    taken = [rule for rule in pack.rules.values() if rule.pack != pack.name]
    rows = "".join(f"| {' | '.join(_cells(rule))} |\n" for rule in own)
    return f"## `{pack.name}`: {pack.label}\n\n{_COLUMNS}{rows}{_others(pack, taken)}"


def _cells(rule: Rule) -> Iterator[str]:
    yield f"`{rule.id}`" + (f" → `{rule.overrides}`" if rule.overrides else "")
    yield f"{rule.label}（{rule.kind.label}）"
    yield in_words(rule)
    yield "、".join(rule.clauses) or rule.document
    yield rule.strength.label
    yield _NUMBER[rule.number_from.value] if rule.numbers else ""


def _others(pack: Pack, taken: list[Rule]) -> str:
    if not taken:
        return ""
    names: dict[str, list[str]] = {}
    for rule in taken:
        names.setdefault(rule.pack, []).append(f"`{rule.id}`")
    lines = [f"- from `{name}`: {', '.join(ids)}\n" for name, ids in sorted(names.items())]
    word = "Inherited" if pack.extends else "Taken"
    return f"\n{word} as they are:\n\n{''.join(lines)}"
