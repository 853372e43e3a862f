import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.ground.foundation.masking import (
    PersonalData,
    find_personal_data,
    is_id_card,
    mask_bank_card,
    mask_email,
    mask_id_card,
    mask_name,
    mask_personal_data,
    mask_phone,
)

ID_CARD = "11010519491231002X"  # the example of the standard
BANK_CARD = "6222020200112233446"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请联系13812345678。", "请联系138****5678。"),
        ("电话：138 1234 5678", "电话：138 **** 5678"),
        ("手机+86-138-1234-5678", "手机+86-138-****-5678"),
        ("手机１３８１２３４５６７８", "手机１３８****５６７８"),
        (f"身份证号{ID_CARD}，", "身份证号11**************2X，"),
        ("身份证110105491231002", "身份证11***********02"),
        ("身份证号110105194912310021（误写）", "身份证号11**************21（误写）"),
        (f"卡号{BANK_CARD}", f"卡号{'*' * 15}3446"),
        ("卡号 6222 0202 0011 2233 446", "卡号 **** **** **** ***3 446"),
        ("邮箱 zhang.san@example.cn", "邮箱 z***@example.cn"),
        (f"{ID_CARD}和13812345678", "11**************2X和138****5678"),
    ],
)
def test_mask_personal_data_hides_what_it_finds(text: str, masked: str) -> None:
    assert mask_personal_data(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "咨询电话0563-3022345",  # an office's own landline
        "热线12345",
        "皖政办〔2026〕15号",
        "编号20260430123456789012",
        "订单号110105999999990020",  # no such birthday, no check digit
        "6222020200112233445",  # wrong check digit
        "统一社会信用代码11341700MB0123456X",
        "第1次会议，2026年3月11日",
        "a@b",
        "",
    ],
)
def test_mask_personal_data_leaves_the_rest_alone(text: str) -> None:
    assert mask_personal_data(text) == text


def test_find_personal_data_names_kind_and_place() -> None:
    text = f"张三，{ID_CARD}，13812345678，z@a.cn，{BANK_CARD}"
    found = find_personal_data(text)
    assert [(one.kind, text[one.start : one.end]) for one in found] == [
        (PersonalData.ID_CARD, ID_CARD),
        (PersonalData.PHONE, "13812345678"),
        (PersonalData.EMAIL, "z@a.cn"),
        (PersonalData.BANK_CARD, BANK_CARD),
    ]


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        (ID_CARD, True),
        (ID_CARD.lower(), True),
        ("110105194912310021", False),
        ("11010519491331002X", False),
        ("110105491231002", False),
        ("", False),
    ],
)
def test_is_id_card_checks_birthday_and_check_sign(number: str, valid: bool) -> None:
    assert is_id_card(number) == valid


@pytest.mark.parametrize(
    ("masked", "expected"),
    [
        (mask_phone("13812345678"), "138****5678"),
        (mask_phone("0563-3022345"), "056*-***2345"),
        (mask_phone("3022345"), "***2345"),
        (mask_phone("110"), "***"),
        (mask_phone(""), ""),
        (mask_id_card(ID_CARD), "11**************2X"),
        (mask_id_card("1234"), "****"),
        (mask_bank_card("12"), "**"),
        (mask_email("z@a.cn"), "z***@a.cn"),
        (mask_email("无"), "*"),
        (mask_name("张三丰"), "张**"),
        (mask_name("张"), "*"),
        (mask_name(""), ""),
    ],
)
def test_masks_of_single_values(masked: str, expected: str) -> None:
    assert masked == expected


@given(st.text(alphabet="0123456789Xx -+@.a张１２"))
def test_masking_twice_hides_nothing_more_of_a_phone_or_card(text: str) -> None:
    masked = mask_personal_data(text)
    kinds = {found.kind for found in find_personal_data(masked)}
    assert not kinds & {PersonalData.PHONE, PersonalData.ID_CARD}
    assert sum(sign != "*" for sign in masked) <= len(text)
