"""What the endpoints of all rooms share: who asks, words that may be stored, how errors look."""

import math
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Schema
from pydantic import AfterValidator

from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.foundation.text import one_line, visible
from mingtang.institution.organization.models import Person

DEEPEST = 30  # levels of nested lists and objects in a body
LARGEST_ID = 2**63 - 1


class ReasonOut(Schema):
    """One reason of a refusal."""

    code: str = Field(description="固定代码，供程序判断")
    text: str = Field(description="说明原因和办法的中文")
    field: str = Field("", description="所涉及的字段，没有则为空")


class Problem(Schema):
    """An error as RFC 9457 has it, with all reasons at once."""

    type: str
    title: str
    status: int
    reasons: list[ReasonOut] = []


OPEN_PROBLEMS: dict[Any, Any] = dict.fromkeys((404, 422), Problem)
"""What an open read may answer besides what was asked for."""

PROBLEMS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422), Problem)
"""What an endpoint behind a token may answer besides what was asked for."""


class TooFast(Refused):
    """A program asks more in a minute than it may; it may try again a minute later."""


def person_of(request: HttpRequest) -> Person:
    """Return the person of the token of a request."""
    person: Person = request.auth  # type: ignore[attr-defined] # set by Ninja
    return person


def storable(value: Any, depth: int = 0) -> Any:
    """Return a JSON value that every database keeps: no control signs, no half characters.

    :raises ValueError: for numbers that are none, too large, and for nests nobody wrote by hand.
    """
    if depth > DEEPEST:
        raise ValueError("too_deep")
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, int | float) and not (math.isfinite(value) and abs(value) <= LARGEST_ID):
        raise ValueError("not_a_number")
    if isinstance(value, list):
        return [storable(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {storable(key): storable(one, depth + 1) for key, one in value.items()}
    return value


Words = Annotated[str, AfterValidator(storable)]
"""A text of several lines as it may be stored."""

Line = Annotated[str, AfterValidator(storable), AfterValidator(one_line)]
"""A text of one line as it may be stored: a title, a name, a code."""

RowId = Annotated[int, Field(ge=1, le=LARGEST_ID)]
"""The id of a row, in a body."""


class ReasonIn(Schema):
    """Why something is done."""

    reason: Words = Field("", max_length=500, description="理由")
