from datetime import datetime
from typing import Any

import pytest

from mingtang.ground.foundation.checks import Level
from mingtang.institution.organization.checks import CHECKS
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import PostHolding
from tests.factories.cast import Cast
from tests.factories.organization import PostHoldingFactory

pytestmark = pytest.mark.django_db


def answers(at: datetime) -> dict[str, list[Level]]:
    return {check.name: [result.level for result in check.run(at)] for check in CHECKS}


def test_an_empty_platform_asks_for_a_beginning(db: None, at: datetime) -> None:
    assert answers(at)["organization.operators"] == [Level.NOTE]


def test_operators_are_counted(cast: Cast, at: datetime) -> None:
    assert answers(at)["organization.operators"] == [Level.NOTE]
    PostHoldingFactory(person=cast.colleague, post=Post.PLATFORM_OPERATOR, unit=cast.city)
    assert answers(at)["organization.operators"] == [Level.GOOD]
    PostHolding.objects.filter(post=Post.PLATFORM_OPERATOR).update(valid_to=at)
    assert answers(at)["organization.operators"] == [Level.ERROR]


def test_another_key_is_told(cast: Cast, at: datetime, settings: Any) -> None:
    assert answers(at)["organization.personal_data"] == []
    settings.PERSONAL_DATA_KEY = "another key"
    assert answers(at)["organization.personal_data"] == [Level.ERROR]


def test_a_new_key_in_front_of_the_old_one_opens_both(
    cast: Cast, at: datetime, settings: Any
) -> None:
    settings.PERSONAL_DATA_KEY = f"new,{settings.PERSONAL_DATA_KEY}"
    assert answers(at)["organization.personal_data"] == []
    cast.officer.refresh_from_db()
    assert cast.officer.phone == "13805630000"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SECOND_FACTOR", "posts", []),
        ("SECOND_FACTOR", "offered", [Level.WARNING]),
        ("SECOND_FACTOR", "sometimes", [Level.ERROR]),
        ("TRUSTED_PROXIES", "10.0.0.0/8", []),
        ("TRUSTED_PROXIES", "proxy.local", [Level.ERROR]),
    ],
)
def test_settings_of_signing_in_are_read(
    db: None, at: datetime, settings: Any, name: str, value: str, expected: list[Level]
) -> None:
    setattr(settings, name, value)
    assert answers(at)["organization.sign_in"] == expected
