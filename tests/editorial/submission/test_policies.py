"""What a submission must carry, and where it can be taken, returned or erased: without tables."""

from collections.abc import Collection
from typing import Any

import pytest

from mingtang.editorial.submission.enums import SubmissionState
from mingtang.editorial.submission.policies.sending import (
    SubmissionContact,
    has_contact,
    has_required_fields,
    is_at_desk,
    may_erase_contact,
)

WHOLE: dict[str, Any] = {
    "unit": "市教育局", "author": "林晓", "phone": "1", "title": "题目", "unnamed_pictures": 0,
}  # fmt: skip
ALL = ("unit", "author", "phone", "title", "picture_names", "accessible_text")


@pytest.mark.parametrize(
    ("required", "change", "codes"),
    [
        (ALL, {}, []),
        (ALL, {"unit": " "}, ["submission.unit_missing"]),
        (ALL, {"author": ""}, ["submission.author_missing"]),
        (ALL, {"phone": "\u200b"}, ["submission.phone_missing"]),
        (ALL, {"title": ""}, ["submission.title_missing"]),
        (ALL, {"unnamed_pictures": 2}, ["submission.picture_unnamed"]),
        (ALL, {"remarks": ("甲", "乙")}, ["submission.inaccessible"] * 2),
        (("author",), {"phone": "", "unnamed_pictures": 1, "remarks": ("甲",)}, []),
        ((), dict.fromkeys(("unit", "author", "phone", "title"), ""), []),
        (
            ALL,
            {"author": "", "phone": ""},
            ["submission.author_missing", "submission.phone_missing"],
        ),
    ],
)
def test_only_what_the_pack_requires_is_asked(
    required: Collection[str], change: dict[str, Any], codes: list[str]
) -> None:
    found = has_required_fields(SubmissionContact(**WHOLE | change), required)
    assert [one.code for one in found.reasons] == codes


def test_remarks_are_told_as_they_are_beside_the_body() -> None:
    contact = SubmissionContact(**WHOLE | {"remarks": ("有 1 张图片没有说明。",)})
    (reason,) = has_required_fields(contact, ALL).reasons
    assert (reason.text, reason.field) == ("有 1 张图片没有说明。", "body")


@pytest.mark.parametrize("state", SubmissionState)
def test_desk_acts_on_what_it_has_and_what_is_open_is_not_erased(state: SubmissionState) -> None:
    assert bool(is_at_desk(state, "accept")) == (state == "arrived")
    assert bool(is_at_desk(state, "return")) == (state in {"arrived", "accepted"})
    assert bool(may_erase_contact(state)) == (state not in {"waiting", "arrived", "accepted"})


def test_contact_is_there_until_it_is_erased() -> None:
    assert has_contact("13805630000")
    assert [one.code for one in has_contact("").reasons] == ["submission.no_contact"]
