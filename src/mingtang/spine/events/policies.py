"""Pure rules of recording: shape of keys, canonical payload, the two times, pauses between tries."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.masking import mask_personal_data
from mingtang.ground.foundation.text import has_words
from mingtang.spine.events.enums import DeliveryState

JSON = str | int | float | bool | None | list[Any] | dict[str, Any]

PAYLOAD_LENGTH = 16_000
LONGEST_PAUSE = timedelta(hours=1)
_KEY = re.compile(r"[a-z][a-z0-9_.]*:\S{1,150}")
_ACTOR = re.compile(r"[a-z][a-z_]*|[a-z][a-z0-9_.]*:\S{1,150}")
_CODE = re.compile(r"\S{0,100}")


class MalformedEvent(ValueError):
    """What was to be recorded breaks a rule of the log; the text says which."""


def canonical_json(value: Mapping[str, Any]) -> str:
    """Return the one text of a JSON object: sorted keys, no spaces, Chinese as it is.

    :raises MalformedEvent: not JSON, not a number, or too long.
    """
    try:
        text = json.dumps(
            value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        )
        text.encode()
    except (TypeError, ValueError) as error:
        raise MalformedEvent(f"the payload is not JSON: {error}") from error
    if len(text) > PAYLOAD_LENGTH:
        raise MalformedEvent(f"the payload has {len(text)} characters, more than {PAYLOAD_LENGTH}")
    return text


def masked(value: JSON) -> JSON:
    """Return a value of a payload with numbers of people and their addresses masked in its texts.

    Addresses of pages and paths, which are ASCII, stay as they are: rooms look rows up by them, and a
    serial number in one would be taken for the number of a card.
    """
    if isinstance(value, str):
        is_path = "/" in value and value.isascii() and " " not in value
        return value if is_path else mask_personal_data(value)
    if isinstance(value, list):
        return [masked(one) for one in value]
    if isinstance(value, dict):
        return {key: masked(one) for key, one in value.items()}
    return value


def check_keys(*, subject: str, actor: str, unit: str, site: str) -> None:
    """Refuse keys that are not opaque keys (`article:12`, `person:3`, `system`, unit and site codes).

    :raises MalformedEvent: naming the key.
    """
    if not _KEY.fullmatch(subject):
        raise MalformedEvent(f"subject {subject!r} is not a key such as 'article:12'")
    if not _ACTOR.fullmatch(actor):
        raise MalformedEvent(f"actor {actor!r} is neither a key such as 'person:3' nor 'system'")
    for name, code in (("unit", unit), ("site", site)):
        if not _CODE.fullmatch(code):
            raise MalformedEvent(f"{name} {code!r} is not a code")


def check_times(*, occurred_at: datetime, recorded_at: datetime, has_reason: bool) -> None:
    """Refuse times without zone, things yet to come, and another time than now without a reason.

    :raises MalformedEvent: saying what is wrong.
    """
    if occurred_at.tzinfo is None or recorded_at.tzinfo is None:
        raise MalformedEvent("times of an event carry a zone")
    if occurred_at > recorded_at:
        raise MalformedEvent("an event that is in the future has not occurred")
    if occurred_at != recorded_at and not has_reason:
        raise MalformedEvent("an occurred_at other than the time of recording needs a reason")


def instant_text(moment: datetime) -> str:
    """Return the one text of a moment, in UTC with microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def pause_after(tries: int) -> timedelta:
    """Return how long to wait after the n-th failure: 2 s, doubling, at most an hour."""
    return min(timedelta(seconds=2 ** min(tries, 12)), LONGEST_PAUSE)


def is_waiting_after_failure(state: str) -> Decision:
    """Say whether a delivery is one that failed and waits, with which alone a person may deal."""
    if state == DeliveryState.FAILED:
        return YES
    label = DeliveryState(state).label
    return no(
        "events.delivery_not_failed", f"这项投递的状态是“{label}”，只能处理失败待重试的投递。"
    )


def may_set_aside(reason: str) -> Decision:
    """Say whether a delivery may be given up for this reason."""
    if has_words(reason):
        return YES
    return no("events.reason_missing", "请写明搁置这项投递的理由。", "reason")


def may_erase(why: str) -> Decision:
    """Say whether the words of a reason may be erased for this reason."""
    if has_words(why):
        return YES
    return no("events.erasure_unexplained", "请写明删除这条理由的依据，如当事人的申请。", "why")
