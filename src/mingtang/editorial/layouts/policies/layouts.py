"""What may be done with a page of blocks when, and how its blocks are put in order."""

import re
from collections.abc import Mapping, Sequence

from mingtang.editorial.layouts.enums import LayoutState, TopicState
from mingtang.editorial.layouts.policies.block_values import Block
from mingtang.ground.foundation.decisions import YES, Decision, no

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def may_save(state: LayoutState) -> Decision:
    """Answer whether a page of blocks can be edited now."""
    if state is not LayoutState.IN_REVIEW:
        return YES
    return no("publishing.layout_in_review", "版面正在审核，不能修改；要改请先撤回送审。")


def may_send(state: LayoutState, *, blocks: int) -> Decision:
    """Answer whether it can be sent to its gates."""
    decision = YES
    if state is not LayoutState.DRAFT:
        decision &= no("publishing.layout_not_draft", "只有编辑中的版面才能送审，请刷新页面。")
    if not blocks:
        decision &= no("publishing.layout_empty", "版面上还没有内容块，请先添加再送审。")
    return decision


def may_withdraw_review(*, is_open: bool) -> Decision:
    """Answer whether there is a review to take it back from."""
    if is_open:
        return YES
    return no("publishing.no_open_round", "版面没有在审核，请刷新页面。")


def may_release(state: LayoutState) -> Decision:
    """Answer whether it can go online."""
    if state is LayoutState.PASSED:
        return YES
    return no("publishing.layout_not_passed", "这一版版面还没有通过审核，不能发布。")


def may_take_off(*, is_home: bool, is_live: bool) -> Decision:
    """Answer whether it can be taken offline: a home always stays."""
    if is_home:
        return no("publishing.home_stays", "首页不能下线；要换内容，请修改后重新发布。")
    if is_live:
        return YES
    return no("publishing.layout_not_live", "专题页没有在线上。")


def may_set_topic(
    *, is_home: bool, is_live: bool, before: TopicState, after: TopicState
) -> Decision:
    """Answer whether a topic may be opened again, closed or archived: one that readers can see."""
    if is_home:
        return no("publishing.no_topic", "首页没有专题状态。")
    decision = YES
    if not is_live:
        decision &= no("publishing.layout_not_live", "专题页没有在线上。")
    if before is after:
        text = f"专题已经是“{after.label}”，请刷新页面。"
        decision &= no("publishing.topic_same", text, "topic_state")
    return decision


def check_code(code: str, *, is_home: bool) -> Decision:
    """Answer whether a topic page may have an address."""
    if is_home or _CODE.fullmatch(code):
        return YES
    text = "专题地址用小写字母、数字和连字符，如 spring-2026。"
    return no("publishing.bad_code", text, "code")


def with_block(body: Sequence[Block], block: Block, place: int | None = None) -> list[Block]:
    """Return a body with one more block, or with another in a place (from 0)."""
    if place is None:
        return [*body, block]
    return [*body[:place], block, *body[place + 1 :]]


def arranged(
    body: Sequence[Block], order: Mapping[int, int], widths: Mapping[int, int], gone: set[int]
) -> list[Block]:
    """Return a body in another order, with other widths, without some blocks; places count from 0."""
    kept = [place for place in range(len(body)) if place not in gone]
    kept.sort(key=lambda place: (order.get(place, place + 1), place))
    return [{**body[place], "width": widths.get(place, body[place]["width"])} for place in kept]
