"""This room's part of `mingtang doctor`: are the packs sound, and do they name events that exist?"""

from collections.abc import Iterator
from datetime import datetime

from mingtang.ground.foundation.checks import Check, Result, error, good
from mingtang.institution.regulations.errors import PackError
from mingtang.institution.regulations.known_events import known_events, unknown_events
from mingtang.institution.regulations.loading import bundled_packs, load_pack
from mingtang.spine.events.registry import all_types

_ADVICE = "请按提示改正制度包中的这一项，再运行 mingtang regulations check 核对"


def examine_packs(at: datetime) -> Iterator[Result]:
    """Yield what is wrong in the bundled packs, or that nothing is."""
    known = known_events(all_types())
    faults = []
    for name in bundled_packs():
        try:
            faults += unknown_events(name, load_pack(name).rules, known)
        except PackError as problem:
            faults += problem.faults
    for fault in faults:
        yield error(f"制度包有误：{fault}", _ADVICE)
    if not faults:
        yield good(f"制度包 {len(bundled_packs())} 个，内容无误")


CHECKS = (Check("regulations.packs", "制度包", examine_packs),)
