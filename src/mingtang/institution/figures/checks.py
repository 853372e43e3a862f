"""This room's part of `mingtang doctor`: are the figures those of the log?"""

from collections.abc import Iterator
from datetime import datetime

from mingtang.ground.foundation.checks import Check, Result, error, good, warning
from mingtang.institution.figures.queries import is_outdated, live_build

REBUILD = "请重算：mingtang figures rebuild"


def _figures(at: datetime) -> Iterator[Result]:
    build = live_build()
    if build is None:
        yield good("还没有需要统计的操作记录")
    elif build.differs:
        yield error(
            "最近一次重算的结果与此前使用的统计数不一致",
            "请核对操作记录：mingtang events verify，再重算：mingtang figures rebuild",
        )
    elif is_outdated(build):
        yield warning("统计指标有新增或修改，此前的统计数按旧口径计算", REBUILD)
    else:
        yield good("统计数与现在的指标一致")


CHECKS = (Check("figures.build", "统计", _figures, needs_database=True),)
