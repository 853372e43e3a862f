from datetime import UTC, datetime, timedelta

import pytest

from mingtang.ground.foundation.keys import LENGTH, is_key, new_key
from tests.conftest import AT


def test_keys_sort_by_time() -> None:
    moments = [AT + timedelta(milliseconds=step) for step in range(200)]
    keys = [new_key(moment) for moment in moments]
    assert keys == sorted(keys)
    assert len(new_key(datetime(1970, 1, 1, tzinfo=UTC))) == LENGTH


def test_keys_of_one_moment_differ() -> None:
    keys = {new_key(AT) for _ in range(1000)}
    assert len(keys) == 1000
    assert all(map(is_key, keys))


@pytest.mark.parametrize(
    "text", ["", "0", "8" + "0" * 25, "0" * 25 + "u", "0" * 27, "0" * 25 + "A"]
)
def test_is_key_refuses_other_forms(text: str) -> None:
    assert not is_key(text)


def test_new_key_refuses_a_moment_it_cannot_hold() -> None:
    with pytest.raises(ValueError, match="time zone"):
        new_key(AT.replace(tzinfo=None))
    with pytest.raises(ValueError, match="between 1970"):
        new_key(datetime(1969, 12, 31, tzinfo=UTC))
