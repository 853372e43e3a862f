"""One page of a form sent with many texts at the same time, as by several processes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from threading import Barrier

import pytest
from django.db import connections

from mingtang.ground.foundation.decisions import Refused
from mingtang.workbench.intake.actions import receive_form
from mingtang.workbench.intake.models import IntakeRow, SpentPass
from tests.workbench.intake.trial import FORM, sent

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def _at_once(calls: list[Callable[[], object]]) -> list[object]:
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return call()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_of_many_texts_with_one_solution_at_once_one_is_stored(at: datetime) -> None:
    results = _at_once(
        [
            partial(
                receive_form,
                form=FORM,
                sent=sent("one", text=f"第 {number} 处", address=f"192.0.2.{number}"),
                at=at,
            )
            for number in range(AT_ONCE)
        ]
    )
    assert sum(isinstance(result, Refused) for result in results) == AT_ONCE - 1
    assert SpentPass.objects.get().record == IntakeRow.objects.get().key
