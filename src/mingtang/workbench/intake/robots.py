"""Telling people from programs without a third party, pictures or a script (防机器提交).

Every page of a form carries a pass: its id, when it was made, and the answer to a small question. A
browser with JavaScript solves a puzzle of ALTCHA instead while the person types. Neither is asked
before the page has been open for a few seconds.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from altcha import Payload, create_challenge, verify_solution

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import one_line
from mingtang.workbench.intake.receipts import UnreadablePass, as_pass, from_pass, secret_of

VALID = timedelta(hours=24)
FASTEST = timedelta(seconds=3)
USE = "form"
# 4,096 keys of 1,000 rounds on average: about two seconds of a telephone, half a millisecond here.
ALGORITHM, COST, PREFIX = "PBKDF2/SHA-256", 1000, "000"
LONGEST_SOLUTION = 4000  # characters
_DIGITS = "零一二三四五六七八九"
_TENS = {"十": 10} | {f"十{_DIGITS[number]}": 10 + number for number in range(1, 10)}
_NUMBERS = {sign: number for number, sign in enumerate(_DIGITS)} | _TENS | {"两": 2, "〇": 0}


@dataclass(frozen=True)
class FormPass:
    """What a page of a form was given: the client's id, when, and two numbers to add."""

    form: str
    client_id: str
    issued_at: datetime
    first: int
    second: int

    @property
    def question(self) -> str:
        """The question as it is read."""
        return f"{_DIGITS[self.first]}加{_DIGITS[self.second]}等于几？"

    def token(self) -> str:
        """Return it as text that only this platform reads."""
        content = [self.form, self.client_id, self.first, self.second]
        return as_pass(USE, [*content, self.issued_at.timestamp()], self.issued_at)

    def with_another_question(self) -> "FormPass":
        """Return the pass of the same page with a new question."""
        first, second = _numbers()
        return FormPass(self.form, self.client_id, self.issued_at, first, second)

    def challenge(self) -> str:
        """Return the puzzle for a browser, as JSON."""
        made = create_challenge(
            ALGORITHM,
            COST,
            key_prefix=PREFIX,
            data={"id": self.client_id},
            hmac_secret=secret_of("altcha"),
        )
        return json.dumps(made.to_dict())


def new_pass(form: str, at: datetime) -> FormPass:
    """Return the pass of a page that is opened now."""
    return FormPass(form, secrets.token_hex(16), at, *_numbers())


def read_pass(form: str, token: str, at: datetime) -> FormPass:
    """Return the pass that a form came with.

    :raises UnreadablePass: it is not ours, of another form, or a day old.
    """
    found, client_id, first, second, issued = from_pass(USE, token, at, VALID)
    if found != form:
        raise UnreadablePass(form)
    return FormPass(form, client_id, datetime.fromtimestamp(issued, at.tzinfo), first, second)


def judge_pace(given: FormPass, at: datetime) -> Decision:
    """Answer whether the page was open as long as a person needs at the least."""
    if at - given.issued_at < FASTEST:
        return no("intake.too_fast", "提交得太快了，请检查一遍内容，过几秒再按“提交”。")
    return YES


def judge_answer(given: FormPass, *, answer: str, solution: str) -> Decision:
    """Answer whether the question was answered, or the puzzle solved instead."""
    if is_solved(given, solution):
        return YES
    if not one_line(answer):
        return no("intake.unanswered", "请回答表单末尾的算术题。", "answer")
    if number_in(answer) != given.first + given.second:
        return no("intake.wrong_answer", "算术题答错了，请回答新的题目。", "answer")
    return YES


def is_solved(given: FormPass, solution: str) -> bool:
    """Tell whether a browser solved the puzzle of this very page."""
    if not solution or len(solution) > LONGEST_SOLUTION:
        return False
    if not verify_solution(solution, secret_of("altcha")).verified:
        return False
    return _data_of(solution) == {"id": given.client_id}


def number_in(answer: str) -> int | None:
    """Return the number of an answer in digits of any width or in Chinese; None where it is none."""
    text = one_line(answer).rstrip("。.")
    if text.isascii() and text.isdigit() and len(text) < 4:
        return int(text)
    return _NUMBERS.get(text)


def _numbers() -> tuple[int, int]:
    return 1 + secrets.randbelow(9), 1 + secrets.randbelow(9)


def _data_of(solution: str) -> object:
    data: object = Payload.from_base64(solution).challenge.parameters.data
    return data
