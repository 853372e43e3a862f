"""The page of the documentation that lists the rules; a test holds the page to this."""

from mingtang.oversight.monitoring.inspection.inspecting import RULES
from mingtang.oversight.monitoring.inspection.kinds import InspectedKind
from mingtang.oversight.monitoring.inspection.rules import EVERY_KIND, PageRule

_HEAD = """\
# Rules for pages

What `mingtang inspect page` looks for on a page of a government website. Do not edit: `mingtang inspect rules --write
docs/reference/page-rules.md` writes this page, and a test compares.

*severity*: 必须改 is demanded, 应当改 follows from a standard, 建议 is worth a look. *read*: 原文 where the words or several independent copies were
read, 待核 where a single copy or memory is all there is.

| rule | what | kinds | severity | source | read |
| --- | --- | --- | --- | --- | --- |
"""


def reference_page() -> str:
    """Return the whole page as Markdown."""
    return _HEAD + "".join(_row(rule) for rule in RULES)


def _row(rule: PageRule) -> str:
    kinds = (
        "全部"
        if rule.kinds == EVERY_KIND
        else "、".join(kind.label for kind in InspectedKind if kind in rule.kinds)
    )
    read = "原文" if rule.is_verified else "待核"
    cells = (f"`{rule.code}`", rule.label, kinds, rule.severity.label, rule.source, read)
    return f"| {' | '.join(cells)} |\n"
