"""A new key: everything is sealed again and found, broken off and gone on with, nothing overwritten."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from pytest_django import Settings

from mingtang.institution.organization.models import Person
from mingtang.spine.vault import rotation
from mingtang.spine.vault.rotation import count_by_key, has_older, rotate_keys, sealed_columns
from mingtang.spine.vault.sealing import newest_key
from tests.factories.cast import Cast
from tests.factories.content import submitted
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db
PHONES = "organization.Person.phone"


class Run:
    """A try of a job that is told how far it is, and may be broken off there."""

    def __init__(self, at: datetime, stop_after: int = 0) -> None:
        self.at, self.stop_after, self.told = at, stop_after, [0]

    def now(self) -> datetime:
        return self.at

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        self.told.append(done)
        if self.stop_after and done >= self.stop_after:
            raise KeyboardInterrupt


@pytest.fixture
def older(cast: Cast, at: datetime, settings: Settings) -> str:
    """The cast and a submission, sealed with a key that is no longer the newest; return its name."""
    bound_pack("city", at=at)
    submitted(cast, at)
    name = newest_key()
    settings.PERSONAL_DATA_KEY = f"another-secret,{settings.PERSONAL_DATA_KEY}"
    return name


def test_every_column_is_sealed_again_and_found(
    cast: Cast, at: datetime, older: str, settings: Settings
) -> None:
    before = {one.pk: (one.phone, one.email) for one in Person.objects.all()}
    assert has_older()
    assert set(count_by_key()[PHONES]) == {older}

    result = rotate_keys(Run(at))

    numbers = count_by_key()
    assert result["sealed"] == sum(
        number for column in numbers.values() for number in column.values()
    )
    assert {key for column in numbers.values() for key in column} == {newest_key()}
    assert numbers["submission.Submission.phone"].total() == 1
    assert not has_older()
    settings.PERSONAL_DATA_KEY = "another-secret"  # the old one is dropped
    assert {one.pk: (one.phone, one.email) for one in Person.objects.all()} == before
    assert list(Person.objects.reached_by(cast.officer.phone)) == [cast.officer]


def test_rotation_that_is_broken_off_goes_on_where_it_was(
    at: datetime, older: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "ROWS_AT_ONCE", 4)
    total = sum(number for column in count_by_key().values() for number in column.values())
    broken_off = Run(at, stop_after=8)
    with pytest.raises(KeyboardInterrupt):
        rotate_keys(broken_off)
    assert has_older()
    assert rotate_keys(Run(at))["sealed"] == total - broken_off.told[-1]
    assert not has_older()


def test_row_that_changes_meanwhile_is_left_to_its_writer(
    cast: Cast, at: datetime, older: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    original: Callable[..., int] = rotation._seal_again

    def changed_first(column: Any, row: Any) -> int:
        if isinstance(row, Person) and row.pk == cast.officer.pk and column.name == PHONES:
            person = Person.objects.get(pk=row.pk)
            person.phone = "13999999999"
            person.save(update_fields=["phone", "phone_index"])
        return original(column, row)

    monkeypatch.setattr(rotation, "_seal_again", changed_first)
    rotate_keys(Run(at))
    assert Person.objects.get(pk=cast.officer.pk).phone == "13999999999"


def test_second_run_has_nothing_to_do(at: datetime, older: str) -> None:
    rotate_keys(Run(at))
    assert rotate_keys(Run(at)) == {"sealed": 0}


def test_every_sealed_column_of_the_platform_is_known() -> None:
    names = {column.name for column in sealed_columns()}
    assert names >= {PHONES, "notices.Robot.address", "desk.SavedFilter.query"}
    found = {index.name for column in sealed_columns() for index in column.indexes}
    indexes = {"phone_index", "email_index", "address_index", "mail_index", "identity_index"}
    assert found == indexes
