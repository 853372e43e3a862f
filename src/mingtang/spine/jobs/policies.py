"""Pure rules of jobs: pauses between tries, what may be retried and stopped, shape of arguments."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.spine.jobs.enums import OPEN_STATES, JobState

LONGEST_PAUSE = timedelta(hours=1)
ARGUMENTS_LENGTH = 100_000  # characters of JSON; larger input belongs in a table or a file


class MalformedArguments(ValueError):
    """The arguments of a job are not JSON, or are too long; the text says which."""


def pause_before_retry(tries: int) -> timedelta:
    """Return how long a job waits after its n-th failure: 2 s, doubled each time, at most an hour."""
    return min(timedelta(seconds=2 ** min(tries, 12)), LONGEST_PAUSE)


def state_after_failure(*, tries: int, most_tries: int) -> JobState:
    """Return what a job becomes whose try number `tries` failed: waiting again, or failed for good."""
    return JobState.WAITING if tries < most_tries else JobState.FAILED


def may_retry(state: str) -> Decision:
    """Return whether a person may run a job again: one that failed, or that was stopped."""
    if state in {JobState.FAILED, JobState.STOPPED}:
        return YES
    return no(
        "jobs.not_ended_badly",
        f"任务的状态是“{JobState(state).label}”，只能重试失败或已停止的任务。",
    )


def may_stop(state: str) -> Decision:
    """Return whether a person may stop a job: one that waits or runs."""
    if state in OPEN_STATES:
        return YES
    return no("jobs.ended", f"任务的状态是“{JobState(state).label}”，已经结束，不需停止。")


def stored_arguments(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments as they come back from the database.

    :raises MalformedArguments: not JSON, or longer than :data:`ARGUMENTS_LENGTH`.
    """
    try:
        text = json.dumps(dict(arguments), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise MalformedArguments(f"arguments are not JSON: {error}") from error
    if len(text) > ARGUMENTS_LENGTH:
        raise MalformedArguments(f"arguments have {len(text)} characters: {ARGUMENTS_LENGTH} fit")
    stored: dict[str, Any] = json.loads(text)
    return stored
