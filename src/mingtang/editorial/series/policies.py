"""What may be done with an emergency series and with a notice on every page. Pure: no Django."""

import re

from mingtang.editorial.series.enums import EntryState, FrameKind, SeriesState
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_SAFE = re.compile(r"[A-Za-z0-9\u4e00-\u9fff，。：；！？、“”（）]")
LONGEST_ALERT = 60
GREY = ":root:root { filter: grayscale(1); }\n"


def may_open(*, code: str, title: str, facts: str) -> Decision:
    """Answer whether a series can be opened: a name, an address, and facts first.

    Source: 宣城 2015 实施意见 二(四) (XC-10): 先简要发布已认定的事实, then a running series of updates.
    """
    decision = YES
    if not has_words(title):
        decision &= no("series.no_title", "请填写应急专题的名称。", "title")
    if not _CODE.fullmatch(code):
        text = "地址用小写字母、数字和连字符，如 typhoon-2026。"
        decision &= no("series.bad_code", text, "code")
    if not has_words(facts):
        text = "请先写明已经核实的基本情况：何时、何地、发生了什么、正在怎样处置。"
        decision &= no("series.no_facts", text, "facts")
    return decision


def may_write(state: SeriesState, text: str) -> Decision:
    """Answer whether an entry can be added."""
    decision = YES
    if state is not SeriesState.OPEN:
        decision &= no("series.closed", "应急专题已经结束，不能再增加内容。")
    if not has_words(text):
        decision &= no("series.no_text", "请填写内容。", "text")
    return decision


def may_release(state: EntryState, series: SeriesState, *, wrote: bool) -> Decision:
    """Answer whether an entry can go online: a second person decides."""
    decision = YES
    if state is not EntryState.WAITING:
        decision &= no("series.not_waiting", "这条内容不在待审定状态，请刷新页面。")
    if series is not SeriesState.OPEN:
        decision &= no("series.closed", "应急专题已经结束，不能再发布内容。")
    if wrote:
        decision &= no("series.own_text", "自己起草的内容应由另一位负责人审定发布。")
    return decision


def may_withdraw(state: EntryState, *, is_only_facts: bool, reason: str) -> Decision:
    """Answer whether an entry can be taken back; the facts online are replaced, not taken away."""
    if state is EntryState.WITHDRAWN:
        return no("series.withdrawn", "这条内容已经撤回，请刷新页面。")
    if is_only_facts:
        text = "基本情况不能撤回，只能由新的基本情况替换；要撤下整个专题，请先结束它。"
        return no("series.facts_stay", text)
    if not has_words(reason):
        return no("series.withdraw_reason", "请写明撤回的原因。", "reason")
    return YES


def may_close(state: SeriesState) -> Decision:
    """Answer whether a series can be closed."""
    if state is SeriesState.OPEN:
        return YES
    return no("series.closed", "应急专题已经结束，请刷新页面。")


def may_begin_notice(kind: FrameKind, text: str, *, is_on: bool) -> Decision:
    """Answer whether a notice can be put on every page."""
    decision = YES
    if is_on:
        decision &= no("series.notice_on", f"这个范围内已有“{kind.label}”，请先解除。", "kind")
    if kind is FrameKind.ALERT and not has_words(text):
        decision &= no("series.no_alert", "请填写横幅上的文字，如“台风红色预警”。", "text")
    if len(text) > LONGEST_ALERT:
        text = f"横幅文字不超过 {LONGEST_ALERT} 个字，详情写在应急专题里。"
        decision &= no("series.long_alert", text, "text")
    return decision


def may_end_notice(*, is_on: bool) -> Decision:
    """Answer whether a notice can be lifted."""
    return YES if is_on else no("series.notice_off", "这条提示已经解除，请刷新页面。")


def alert_style(texts: list[str]) -> str:
    """Return the rules that show the banner, which every frame holds, with these words.

    The words come after the link of the banner, so that they are its name to screen readers too. Twice the
    root: stronger than the rule that hides it.
    """
    if not texts:
        return ""
    words = "；".join(texts)
    return (
        ":root:root .alert[hidden] { display: block !important; }\n"
        f':root:root .alert a::after {{ content: "：{quoted(words)}"; }}\n'
    )


def quoted(text: str) -> str:
    """Return words as a string of a style sheet: all that could end it is written as its number."""
    return "".join(one if _SAFE.fullmatch(one) else f"\\{ord(one):x} " for one in text)


def may_have_reason(reason: str) -> Decision:
    """Answer whether the decision is explained: by whom it was ordered, or what happened."""
    if has_words(reason):
        return YES
    return no("series.no_reason", "请写明依据，如通知文号、指令来源。", "reason")


def right_to(kind: FrameKind, *, is_all: bool) -> str:
    """Return which right a notice asks: over a site, or over all sites."""
    if kind is FrameKind.MOURNING:
        return "series.mourn_all" if is_all else "series.mourn"
    return "series.alert_all" if is_all else "series.release"
