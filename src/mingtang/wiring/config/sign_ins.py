"""The sign-ins of a new installation, kept in a file that only its owner can read (登录账号)."""

import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from unicodedata import east_asian_width

NAME = "sign-ins.txt"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike
GROUPS, GROUP_LENGTH = 4, 4


@dataclass(frozen=True)
class SignIn:
    """How one person signs in."""

    post: str
    name: str
    username: str
    password: str


def new_password() -> str:
    """Return a password that can be read aloud: four groups of four, 79 bits."""
    return "-".join(
        "".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)
    )


def path(home: Path) -> Path:
    """Return the file of an installation's sign-ins."""
    return home / NAME


def read(home: Path) -> str:
    """Return the file's text, empty where there is none."""
    try:
        return path(home).read_text("utf-8")
    except FileNotFoundError:
        return ""


def write(home: Path, entries: Iterable[SignIn]) -> None:
    """Write the sign-ins as a table into a file of mode 600, replacing what was there."""
    rows = [("岗位", "姓名", "用户名", "密码")]
    rows += [(entry.post, entry.name, entry.username, entry.password) for entry in entries]
    widths = [max(_width(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        )
        for row in rows
    ]
    target = path(home)
    target.unlink(missing_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(line.rstrip() for line in lines) + "\n")


def _width(text: str) -> int:
    """Return how many columns a text takes; a Chinese character takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
