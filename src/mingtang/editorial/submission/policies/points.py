"""What a table of points and a correction must say."""

from datetime import date

from mingtang.ground.foundation.decisions import YES, Decision, no


def may_hold_from(day: date, *, today: date, is_taken: bool) -> Decision:
    """Answer whether a table may hold from a day: never backwards, or past points would change."""
    if day < today:
        return no("submission.points_past", "执行日期不能早于今天，已计的分不追改。", "valid_from")
    if is_taken:
        return no("submission.points_taken", "这一天已有积分标准，请改选日期。", "valid_from")
    return YES


def may_correct(points: int) -> Decision:
    """Answer whether a correction changes anything."""
    return YES if points else no("submission.points_zero", "请填写要增加或扣减的分数。", "points")
