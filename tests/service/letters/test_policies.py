"""What a mailbox takes, what a letter has to say, and which texts are the same."""

from dataclasses import replace

import pytest

from mingtang.service.letters.enums import LetterCategory, ProgressChannel
from mingtang.service.letters.policies import (
    LetterFacts,
    comparable,
    is_mailbox,
    may_write,
    slip_words,
    told_words,
)
from tests.factories.letters import MAYOR, SCHOOLS

PLAIN = LetterFacts(LetterCategory.INQUIRY, "请问", has_name=True, has_phone=True)


@pytest.mark.parametrize(
    ("letter", "codes"),
    [
        (PLAIN, []),
        (replace(PLAIN, category=LetterCategory.REPORT), ["letters.not_taken"]),
        (
            replace(PLAIN, has_name=False, has_phone=False),
            ["letters.no_sender", "letters.no_phone"],
        ),
        (replace(PLAIN, progress=ProgressChannel.MAIL), ["letters.no_email"]),
        (replace(PLAIN, progress=ProgressChannel.SMS), []),
    ],
)
def test_letter_fits_its_mailbox(letter: LetterFacts, codes: list[str]) -> None:
    assert [one.code for one in may_write(letter, MAYOR).reasons] == codes


def test_closed_mailbox_takes_nothing_and_text_message_needs_a_number() -> None:
    assert [one.code for one in may_write(PLAIN, replace(MAYOR, is_open=False)).reasons] == [
        "letters.closed"
    ]
    assert not may_write(PLAIN, None)
    silent = replace(PLAIN, has_phone=False, progress=ProgressChannel.SMS)
    assert [one.code for one in may_write(silent, SCHOOLS).reasons] == ["letters.no_phone"]


def test_mailbox_says_who_reads_it_and_what_it_takes() -> None:
    assert is_mailbox(MAYOR)
    wrong = replace(MAYOR, code="市长", name=" ", categories=(), holder="")
    assert [one.code for one in is_mailbox(wrong).reasons] == [
        "letters.bad_code", "letters.no_name", "letters.no_category", "letters.no_holder",
    ]  # fmt: skip


def test_same_text_is_the_same_whatever_its_signs() -> None:
    assert comparable("校车", "几点 到？") == comparable("校车几点", "到!\n")
    assert comparable("校车", "几点到") != comparable("校车", "几点走")


def test_words_to_senders_tell_no_answer() -> None:
    text = told_words("来信〔2026〕1号", "已答复", "明州市人民政府", "https://x/forms/status/")
    assert "已答复" in text
    assert "回执编号和查询码" in text
    assert slip_words("", "来信〔2026〕1号", "已转办", ["转市教育局"]).startswith("您好！您的来信")
