"""Who may take a submission at the desk in hand, and which two can become one."""

from mingtang.ground.foundation.decisions import YES, Decision, no

LONGEST_SOURCE = 100


def may_claim(holder: str) -> Decision:
    """Answer whether a submission is free; `holder` is the name of the colleague who has it."""
    if not holder:
        return YES
    return no("submission.held", f"这件由{holder}经办。需要接手的，请点“移交”。")


def may_receive(*, is_able: bool, name: str) -> Decision:
    """Answer whether a colleague may work at this desk."""
    if is_able:
        return YES
    return no("submission.not_of_desk", f"{name}不是这个编辑部的编辑，请改选编辑部的同事。", "to")


def may_merge(*, is_same: bool, is_same_desk: bool) -> Decision:
    """Answer whether one submission can be merged into another."""
    if is_same:
        return no("submission.same", "不能并入自己，请选择另一件。", "into")
    if not is_same_desk:
        return no("submission.other_desk", "两件稿件报送到不同的网站，不能合并。", "into")
    return YES


def joined_source(source: str, unit: str) -> str:
    """Return the source of an article with another unit named beside it; what is too long ends with 等."""
    if unit in source:
        return source
    joined = f"{source}、{unit}" if source else unit
    return joined if len(joined) <= LONGEST_SOURCE else f"{source[: LONGEST_SOURCE - 1]}等"
