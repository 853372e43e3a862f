"""Who may be given a post, and who may stand in for whom. Pure: no Django."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words
from mingtang.institution.organization.enums import Post


def may_be_dated(
    *, at: datetime, valid_from: datetime, valid_to: datetime | None, subject: str
) -> Decision:
    """Answer whether a period can be entered now: it does not reach back, and ends after it starts.

    Rights that reached back would change what a past day looked like.
    """
    decision = YES
    if valid_from < at:
        decision &= no(
            "organization.period_past", f"{subject}的开始时间不能早于现在。", "valid_from"
        )
    if valid_to is not None and valid_to <= valid_from:
        decision &= no(
            "organization.period_order", f"{subject}的结束时间须晚于开始时间。", "valid_to"
        )
    return decision


def overlaps(
    start: datetime, end: datetime | None, other_start: datetime, other_end: datetime | None
) -> bool:
    """Tell whether two periods share an instant; the end does not belong to a period."""
    return (other_end is None or start < other_end) and (end is None or other_start < end)


def may_be_held_in(*, held_in: Literal["unit", "site", "either"], site: str) -> Decision:
    """Answer whether a post is rightly given with or without a site."""
    if held_in == "site" and not site:
        return no("organization.site_missing", "该岗位须指定所负责的网站。", "site")
    if held_in == "unit" and site:
        return no("organization.site_unwanted", "该岗位按单位任职，不用指定网站。", "site")
    return YES


def may_be_bounded(post: Post, *, duties: str, ends: bool) -> Decision:
    """Answer whether the work of a contractor is bounded: its scope is written, and it ends.

    Source: LA-19, 六安市通知 五（一）“明确岗位职责，细化外包服务人员、服务内容、服务质量等要求”.
    """
    decision = YES
    if post is not Post.CONTRACTOR:
        return decision
    if not has_words(duties):
        decision &= no("organization.scope_missing", "外包人员须写明服务内容。", "duties")
    if not ends:
        decision &= no("organization.end_missing", "外包人员须填写服务期限。", "valid_to")
    return decision


def may_be_joined(post: Post, held: Iterable[Post], excludes: Iterable[Post]) -> Decision:
    """Answer whether a person may hold a post beside those held already (三员分立)."""
    clash = sorted({other.label for other in held} & {other.label for other in excludes})
    if not clash:
        return YES
    return no(
        "organization.posts_exclude",
        f"“{post.label}”不能与“{'、'.join(clash)}”由同一人担任，请先免去原岗位或另选人员。",
        "post",
    )


def may_stand_in(
    *, delegable: bool, post: Post, is_holder: bool, is_active: bool, is_near: bool
) -> Decision:
    """Answer whether a person may use another's post for a time.

    `is_near`: both belong to one unit, or to a unit and the one directly above it.
    """
    decision = YES
    if not delegable:
        decision &= no("organization.not_delegable", f"“{post.label}”不得委托他人代行。")
    if is_holder:
        decision &= no("organization.delegate_self", "代行人不能是任职人本人。", "to_person")
    if not is_active:
        decision &= no(
            "organization.delegate_inactive", "代行人的账号已停用，请另选人员。", "to_person"
        )
    if not is_near:
        decision &= no(
            "organization.delegate_far",
            "代行人须为本单位或直接上下级单位的人员，请另选人员。",
            "to_person",
        )
    return decision
