import time_machine
from django.core import signing

from mingtang.workbench.backoffice.form_keys import SALT, VALID_SECONDS, new_form_key, read_form_key


def test_key_says_whom_and_where_it_was_given_for() -> None:
    key = read_form_key(new_form_key(3, "/units/new/"))

    assert key is not None
    assert key.belongs_to(3, "/units/new/")
    assert not key.belongs_to(4, "/units/new/")
    assert not key.belongs_to(3, "/units/edu/")
    assert not key.belongs_to(None, "/units/new/")


def test_two_keys_differ() -> None:
    assert new_form_key(3, "/") != new_form_key(3, "/")


def test_key_that_is_not_ours_says_nothing() -> None:
    assert read_form_key("") is None
    assert read_form_key("forged") is None
    assert read_form_key(signing.dumps([3, "/", "x"], salt="another")) is None
    assert read_form_key(signing.dumps("too short", salt=SALT)) is None


def test_key_ages() -> None:
    with time_machine.travel(0, tick=False):
        key = new_form_key(3, "/")
    with time_machine.travel(VALID_SECONDS, tick=False):
        assert read_form_key(key) is not None
    with time_machine.travel(VALID_SECONDS + 1, tick=False):
        assert read_form_key(key) is None
