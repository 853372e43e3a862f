"""Numbers by which a person can name an error and an administrator finds it in the log (错误编号)."""

import secrets
from collections.abc import MutableMapping
from typing import Any

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without those that look alike
GROUP_LENGTH = 4
KEY = "mingtang.error_number"


def new_number() -> str:
    """Return a number that can be read aloud, such as `K7QM-3XTD`."""
    signs = "".join(secrets.choice(LETTERS) for _ in range(2 * GROUP_LENGTH))
    return f"{signs[:GROUP_LENGTH]}-{signs[GROUP_LENGTH:]}"


def number_in(environ: MutableMapping[str, Any]) -> str:
    """Return the number of a request, given to it when it is first asked for."""
    number: str = environ.setdefault(KEY, new_number())
    return number
