"""Closed lists of codes whose members carry the Chinese word that a reader sees."""

from enum import StrEnum
from typing import Self


class LabelledEnum(StrEnum):
    """A `StrEnum` whose members are written `NAME = "code", "中文"`.

    Example:
        >>> class Kind(LabelledEnum):
        ...     CITY = "city", "市"
        >>> Kind("city").label
        '市'
    """

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return pairs of code and Chinese label, in the order of the class."""
        return [(str(member.value), member.label) for member in cls]
