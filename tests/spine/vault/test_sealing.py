from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.spine.vault.sealing import (
    CannotOpen,
    as_email,
    as_phone,
    blind_index,
    blind_indexes,
    key_of,
    newest_key,
    seal,
    unseal,
)


@given(st.text())
def test_what_is_sealed_opens_again(text: str) -> None:
    assert unseal("trial", seal("trial", text)) == text


def test_the_same_text_is_never_sealed_alike_and_never_readable() -> None:
    first, second = seal("trial", "13805630001"), seal("trial", "13805630001")
    assert first != second
    assert "13805630001" not in first


def test_nothing_stays_nothing() -> None:
    assert (seal("trial", ""), unseal("trial", ""), blind_index("trial", "")) == ("", "", "")


def test_another_purpose_or_another_key_opens_nothing(settings: Any) -> None:
    stored = seal("trial", "secret")
    with pytest.raises(CannotOpen, match="another purpose"):
        unseal("other", stored)
    settings.PERSONAL_DATA_KEY = "another one"
    with pytest.raises(CannotOpen, match="not here"):
        unseal("trial", stored)


def test_what_was_changed_opens_nothing() -> None:
    form, version, body = seal("trial", "secret").split(".")
    raw = bytearray(urlsafe_b64decode(body))
    raw[-1] ^= 1
    for stored in (
        f"{form}.{version}.{urlsafe_b64encode(bytes(raw)).decode()}",
        f"{form}.{version}.",
        f"{form}.{version}",
        "gAAAA",
    ):
        with pytest.raises(CannotOpen):
            unseal("trial", stored)


def test_a_new_key_seals_and_the_old_one_still_opens_and_finds(settings: Any) -> None:
    old, found = seal("trial", "secret"), blind_index("trial", "secret")
    settings.PERSONAL_DATA_KEY = f"new, {settings.PERSONAL_DATA_KEY}"
    new = seal("trial", "secret")
    assert [unseal("trial", stored) for stored in (old, new)] == ["secret"] * 2
    assert [key_of(stored) == newest_key() for stored in (old, new)] == [False, True]
    assert blind_index("trial", "secret") != found
    assert found in blind_indexes("trial", "secret")


def test_digests_tell_purposes_apart() -> None:
    assert blind_index("trial", "a") == blind_index("trial", "a")
    assert blind_index("trial", "a") != blind_index("other", "a")


@pytest.mark.parametrize(
    ("normal", "written", "compared"),
    [
        (as_phone, "138 0563-0001", "13805630001"),
        (as_phone, "王丽", ""),
        (as_email, " Wudi@Example.CN ", "wudi@example.cn"),
    ],
)
def test_ways_of_writing_are_compared_alike(normal: Any, written: str, compared: str) -> None:
    assert normal(written) == compared
