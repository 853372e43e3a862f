import pytest

from mingtang.spine.events.subscribers import (
    hidden,
    subscribe,
    subscriber,
    subscriber_names,
    subscribers_of,
)
from mingtang.spine.events.testing import subscribed


def names(code: str) -> list[str]:
    return [one.name for one in subscribers_of(code)]


def test_subscriber_gets_only_its_codes() -> None:
    with (
        subscribed("b", codes=["trial.letter.arrived"], handler=print),
        subscribed("a", codes="*", handler=print),
    ):
        assert names("trial.letter.arrived") == ["a", "b"]
        assert names("trial.letter.answered") == ["a"]
        assert subscriber_names() == ("a", "b")
    assert names("trial.letter.arrived") == []
    assert subscriber("a") is None


def test_repeated_subscription_is_harmless_and_another_one_refused() -> None:
    with subscribed("a", codes="*", handler=print):
        subscribe("a", codes="*", handler=print)
        with pytest.raises(ValueError, match="taken"):
            subscribe("a", codes="*", handler=repr)
        with pytest.raises(ValueError, match="taken"):
            subscribe("a", codes=["trial.letter.arrived"], handler=print)
    with pytest.raises(ValueError, match="empty"):
        subscribe("", codes="*", handler=print)


def test_hidden_subscribers_come_back() -> None:
    with subscribed("a", codes="*", handler=print):
        with hidden():
            assert names("trial.letter.arrived") == []
        assert names("trial.letter.arrived") == ["a"]
