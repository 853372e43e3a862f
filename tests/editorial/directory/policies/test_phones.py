import pytest

from mingtang.editorial.directory.policies.phones import check_phone, phone_numbers


@pytest.mark.parametrize(
    "typed",
    ["0550-3000001", "（0550）3000001".translate({0xFF08: "(", 0xFF09: ")"}), "3000001", "12345", "110",
     "400-123-4567", "0550-3000001-8012", "0550-3000001、0550-3000002", ""],
)  # fmt: skip
def test_telephones_of_offices_may_be_shown(typed: str) -> None:
    assert check_phone(typed)


@pytest.mark.parametrize("typed", ["13912345678", "139 1234 5678", "+8613912345678"])
def test_numbers_of_people_may_not_be_shown(typed: str) -> None:
    [reason] = check_phone(f"12345、{typed}").reasons
    assert (reason.code, reason.field) == ("directory.private_number", "phone")
    assert f"“{typed}”是手机号码" in reason.text


@pytest.mark.parametrize("typed", ["小王", "0550-12", "见通知", "12345 转人工"])
def test_other_words_are_no_number(typed: str) -> None:
    assert [one.code for one in check_phone(typed).reasons] == ["directory.bad_number"]


def test_each_number_can_be_tapped_by_itself() -> None:
    found = phone_numbers("0550-3000001、12345")
    assert [one.text for one in found] == ["0550-3000001", "12345"]
    assert [one.link for one in found] == ["tel:+86-550-3000001", "tel:12345;phone-context=+86"]
