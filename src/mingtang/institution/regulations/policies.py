"""When a pack holds for a unit, and whether it may be bound. Values in, values out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mingtang.ground.foundation.decisions import YES, Decision, no


@dataclass(frozen=True)
class Span:
    """The days on which a binding holds, both included; `until` is None while no end is known."""

    pack: str
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Answer whether the binding holds on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def overlaps(self, other: "Span") -> bool:
        """Answer whether two bindings share a day."""
        starts_before_end = other.until is None or self.since <= other.until
        return starts_before_end and (self.until is None or other.since <= self.until)


def succeeded_by(standing: Sequence[Span], new: Span) -> Span | None:
    """Return the open-ended binding that the new one follows, if there is one.

    It ends on the day before the new one begins.
    """
    for one in standing:
        if one.until is None and one.since < new.since:
            return one
    return None


def day_before(day: date) -> date:
    """Return the day before: the last day of what is followed."""
    return day - timedelta(days=1)


def may_bind(standing: Iterable[Span], new: Span) -> Decision:
    """Answer whether a binding fits between the others of the same unit.

    What it follows is cut short before this is asked.
    """
    decision = YES
    if new.until is not None and new.until < new.since:
        decision &= no("regulations.ends_early", "停用日期早于启用日期，请改正。", "valid_to")
    for one in standing:
        if one.overlaps(new):
            until = f"至{one.until:%Y年%m月%d日}" if one.until else "起"
            text = (
                f"这个单位已启用制度包“{one.pack}”（{one.since:%Y年%m月%d日}{until}），"
                "日期重叠，请调整启用日期，或先停用原来的。"
            )
            decision &= no("regulations.overlap", text, "valid_from")
    return decision


def may_end(span: Span, last_day: date) -> Decision:
    """Answer whether a binding may end on this day."""
    if last_day < span.since:
        return no("regulations.ends_early", "停用日期早于启用日期，请改正。", "valid_to")
    if span.until is not None and span.until < last_day:
        text = f"已定于{span.until:%Y年%m月%d日}停用；要延长请重新启用。"
        return no("regulations.ends_later", text, "valid_to")
    return YES
