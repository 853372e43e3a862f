import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from mingtang.wiring.config.serving import lanes
from mingtang.wiring.config.serving.lanes import Busy, RequestLane
from mingtang.wiring.config.serving.sizes import LaneSize
from tests.harness.processes import wait_until


@pytest.fixture
def lane() -> Iterator[RequestLane]:
    lane = RequestLane("test", LaneSize(threads=2, queue=1))
    yield lane
    lane.close()


def test_lane_returns_what_a_function_returns(lane: RequestLane) -> None:
    assert asyncio.run(lane.run(lambda: threading.current_thread().name)).startswith("test-")


def test_lane_raises_what_a_function_raises(lane: RequestLane) -> None:
    def fail() -> None:
        raise LookupError("nothing here")

    with pytest.raises(LookupError, match="nothing here"):
        asyncio.run(lane.run(fail))


def test_full_lane_refuses_at_once_and_takes_again_afterwards(lane: RequestLane) -> None:
    gate = threading.Event()

    async def crowd() -> tuple[list[object], object]:
        waiting = [asyncio.ensure_future(lane.run(gate.wait)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await lane.run(gate.wait)
        gate.set()
        return list(await asyncio.gather(*waiting)), await lane.run(lambda: "again")

    assert asyncio.run(crowd()) == ([True, True, True], "again")
    assert lane.refused == 1
    assert lane.pending == 0


def test_who_waited_too_long_is_refused(lane: RequestLane, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "PATIENCE", -1.0)

    with pytest.raises(Busy):
        asyncio.run(lane.run(lambda: "late"))
    assert lane.refused == 1


def test_what_nobody_awaits_any_more_is_not_begun(lane: RequestLane) -> None:
    gate, begun = threading.Event(), threading.Event()

    async def give_up() -> None:
        waiting = [asyncio.ensure_future(lane.run(gate.wait)) for _ in range(2)]
        third = asyncio.ensure_future(lane.run(begun.set))
        await asyncio.sleep(0)
        third.cancel()
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(*waiting)

    asyncio.run(give_up())
    lane.close()
    assert not begun.is_set()


@pytest.mark.django_db(transaction=True)
def test_thread_without_work_closes_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "IDLE_SECONDS", 0.2)
    lane = RequestLane("idle", LaneSize(threads=1, queue=1))
    wrapper: list[Any] = []

    def remember() -> None:
        connections["default"].ensure_connection()
        wrapper.append(connections["default"])

    asyncio.run(lane.run(remember))
    assert wrapper[0].connection is not None
    assert wait_until(lambda: wrapper[0].connection is None, 10)
    lane.close()
