"""Do the rules of a pack name events that exist, and payload keys that these events carry?"""

from collections.abc import Iterable, Mapping

from mingtang.institution.regulations.errors import PackFault
from mingtang.institution.regulations.planned_events import PLANNED
from mingtang.institution.regulations.rules import Rules
from mingtang.spine.events.registry import EventType

KnownEvents = Mapping[str, frozenset[str]]  # code → the payload keys of its type


def known_events(registered: Iterable[EventType]) -> KnownEvents:
    """Return what rules may name: registered events, and those planned that nobody registered yet."""
    return {one.code: one.payload for one in (*PLANNED, *registered)}


def planned_and_registered(registered: Iterable[EventType]) -> list[str]:
    """Return the codes that a room has come to record and that are still listed as planned."""
    return sorted({one.code for one in registered} & {one.code for one in PLANNED})


def unknown_events(pack: str, rules: Rules, known: KnownEvents) -> list[PackFault]:
    """Return a fault for every event code or payload key that no event type has."""
    faults = []
    for rule_id, rule in rules.items():
        for code, keys in sorted(rule.named_events().items()):
            if code not in known:
                reason = f"没有事件 {code}，请检查拼写"
                faults.append(PackFault(pack, f"rules.{rule_id}", reason))
                continue
            missing = sorted(keys - known[code])
            if missing:
                reason = f"事件 {code} 没有数据项 {'、'.join(missing)}"
                faults.append(PackFault(pack, f"rules.{rule_id}", reason))
    return faults
