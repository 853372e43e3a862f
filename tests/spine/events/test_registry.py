import pytest

from mingtang.spine.events.registry import (
    EventType,
    UnknownEvent,
    all_types,
    check_payload,
    event_type,
    register,
)
from mingtang.spine.events.testing import registered
from tests.factories.events import ARRIVED


def test_registered_type_is_found() -> None:
    assert event_type("trial.letter.arrived") is ARRIVED
    assert ARRIVED in all_types()


def test_all_types_are_sorted_by_code() -> None:
    codes = [one.code for one in all_types()]
    assert codes == sorted(codes)


def test_unknown_code_is_refused() -> None:
    with pytest.raises(UnknownEvent, match=r"trial\.letter\.lost"):
        event_type("trial.letter.lost")


def test_repeated_registration_is_harmless() -> None:
    register(ARRIVED)
    assert event_type(ARRIVED.code) is ARRIVED


def test_different_registration_of_a_code_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        register(EventType(ARRIVED.code, "别的名称"))
    assert event_type(ARRIVED.code) is ARRIVED


@pytest.mark.parametrize(
    "code", ["", "letter", "Letter.arrived", "letter.", "信.到达", "a..b", "a b.c"]
)
def test_malformed_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="dotted"):
        register(EventType(code, "标签"))


def test_type_without_label_is_refused() -> None:
    with pytest.raises(ValueError, match="label"):
        register(EventType("trial.letter.burnt", " "))


def test_unknown_payload_key_is_refused() -> None:
    check_payload(ARRIVED.code, ["number"])
    with pytest.raises(UnknownEvent, match=r"\['phone'\]"):
        check_payload(ARRIVED.code, ["number", "phone"])


def test_lent_types_are_forgotten() -> None:
    with registered(EventType("trial.letter.burnt", "来信焚毁")):
        assert event_type("trial.letter.burnt").label == "来信焚毁"
    with pytest.raises(UnknownEvent):
        event_type("trial.letter.burnt")
