from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.spine.jobs.enums import JobState
from mingtang.spine.jobs.policies import (
    ARGUMENTS_LENGTH,
    LONGEST_PAUSE,
    MalformedArguments,
    may_retry,
    may_stop,
    pause_before_retry,
    state_after_failure,
    stored_arguments,
)


@given(st.integers(min_value=1, max_value=10_000))
def test_pauses_grow_up_to_an_hour(tries: int) -> None:
    pause = pause_before_retry(tries)

    assert timedelta(seconds=2) <= pause <= LONGEST_PAUSE
    assert pause <= pause_before_retry(tries + 1)


@pytest.mark.parametrize(
    ("tries", "state"), [(1, JobState.WAITING), (4, JobState.WAITING), (5, JobState.FAILED)]
)
def test_the_last_try_ends_a_failing_job(tries: int, state: JobState) -> None:
    assert state_after_failure(tries=tries, most_tries=5) is state


@pytest.mark.parametrize(
    ("state", "retry", "stop"),
    [
        (JobState.WAITING, False, True),
        (JobState.RUNNING, False, True),
        (JobState.DONE, False, False),
        (JobState.FAILED, True, False),
        (JobState.STOPPED, True, False),
    ],
)
def test_what_a_person_may_do_depends_on_the_state(
    state: JobState, retry: bool, stop: bool
) -> None:
    assert (bool(may_retry(state)), bool(may_stop(state))) == (retry, stop)
    for decision in (may_retry(state), may_stop(state)):
        assert all("状态是" in reason.text for reason in decision.reasons)


@pytest.mark.parametrize("value", [{1, 2}, float("nan"), object(), "长" * ARGUMENTS_LENGTH])
def test_arguments_that_cannot_be_stored_are_refused(value: object) -> None:
    with pytest.raises(MalformedArguments):
        stored_arguments({"value": value})


def test_arguments_are_returned_as_the_database_gives_them_back() -> None:
    assert stored_arguments({"ids": (1, 2), "名": "值"}) == {"ids": [1, 2], "名": "值"}
