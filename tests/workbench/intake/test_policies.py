from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.ground.foundation.decisions import Decision, no
from mingtang.ground.foundation.masking import mask_personal_data
from mingtang.workbench.intake.enums import FieldKind
from mingtang.workbench.intake.forms import FormField, PublicForm, all_forms, register_form
from mingtang.workbench.intake.policies import (
    grouped,
    judge_value,
    judge_values,
    normal_code,
    normal_secret,
    pause_after,
    receipt_code,
    values_of,
)
from mingtang.workbench.intake.robots import number_in
from tests.workbench.intake.trial import FORM, TYPED, take


@given(st.integers(0, 2**256))
def test_a_code_is_never_masked_and_comes_back_however_it_is_typed(number: int) -> None:
    code = receipt_code(number)
    assert (len(code), code.isdigit()) == (16, True)
    for shown in (code, grouped(code), f"编号{grouped(code)}。"):
        assert mask_personal_data(shown) == shown
        assert normal_code(shown.replace("1", "１")) == code


def test_a_secret_is_read_whatever_its_case_and_signs_that_look_alike() -> None:
    assert normal_secret(" O1lI-2abc ") == "01112abc"


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (FieldKind.PHONE, ["13800000000", "0563-3022222", "+86 138 0000 0000"], ["1", "不告诉你"]),
        (FieldKind.EMAIL, ["a@b.cn", "王@政务.中国"], ["a@b", "a b@c.cn", "@b.cn"]),
        (
            FieldKind.WEB_ADDRESS,
            ["https://www.gov.cn/a?b=c"],
            ["www.gov.cn", "javascript:alert(1)"],
        ),
        (FieldKind.LINE, ["王小明"], ["长" * 101]),
        (FieldKind.NUMBER, ["3", "-2.5", "0.1234"], ["三", "3 人", "1e9", "1.23456", "."]),
        (FieldKind.DATE, ["2026-02-28"], ["2026-02-30", "20260228", "2026-W01-1", "昨天"]),
    ],
)
def test_values_fit_their_kind(kind: FieldKind, good: list[str], bad: list[str]) -> None:
    field = FormField(name="it", label="它", kind=kind)
    assert all(judge_value(field, value) for value in ["", *good])
    assert not any(judge_value(field, value) for value in bad)


def test_texts_are_stored_in_one_form_and_what_is_no_field_is_left_out() -> None:
    typed = TYPED | {"name": " 王\u200b小明 ", "text": "一\r\n二 \x00", "other": "x"}
    values = values_of(FORM, typed)
    assert (values["name"], values["text"], set(values)) == (
        "王小明",
        "一\n二",
        {"name", "phone", "kind", "page", "text"},
    )


def test_a_form_has_a_check_of_its_own_for_values_that_are_right_each_by_itself() -> None:
    def check(values: object) -> Decision:
        return no("trial.both", "电话和地址至少填一项。", "phone")

    form = replace(FORM, check=check)
    assert [one.field for one in judge_values(form, values_of(form, TYPED)).reasons] == ["phone"]
    assert [one.field for one in judge_values(form, values_of(form, {})).reasons] == [
        "name",
        "kind",
        "text",
    ]


@pytest.mark.parametrize(
    ("answer", "number"),
    [("１２", 12), ("十二", 12), (" 三。", 3), ("两", 2), ("", None), ("很多", None)],
)
def test_an_answer_is_read_in_digits_and_in_chinese(answer: str, number: int | None) -> None:
    assert number_in(answer) == number


def test_pauses_grow_to_an_hour() -> None:
    pauses = [pause_after(attempts) for attempts in range(1, 14)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (timedelta(seconds=2), timedelta(hours=1))


def test_a_slip_in_a_declaration_is_told_at_start() -> None:
    field = FormField(name="it", label="它")
    for wrong in (
        lambda: FormField(name="pass", label="它"),
        lambda: FormField(name="it", label="它", kind=FieldKind.CHOICE),
        lambda: FormField(name="it", label="它", most=0),
        lambda: PublicForm(code="status", title="它", fields=(field,), take=take),
        lambda: PublicForm(code="it", title="它", fields=(field, field), take=take),
        lambda: register_form(replace(FORM, title="另一张")),
    ):
        with pytest.raises(ValueError, match=r"form|field|choices|fields|limit"):
            wrong()
    assert register_form(FORM) in all_forms()


def test_no_more_is_chosen_than_may_be() -> None:
    choices = (("a", "一"), ("b", "二"), ("c", "三"))
    field = FormField(
        name="it", label="它", kind=FieldKind.MULTIPLE, choices=choices, most_chosen=2
    )
    assert judge_value(field, "a\nb")
    reason = judge_value(field, "a\nb\nc").reasons[0]
    assert (reason.code, reason.text) == (
        "intake.too_many_chosen", "“它”最多选 2 项，现在选了 3 项。",
    )  # fmt: skip
