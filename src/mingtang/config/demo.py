"""The demo city of Mingzhou (示范城市明州市): so far a unit and a person per post, no content."""

from collections.abc import Callable


def seed(progress: Callable[[str], None]) -> None:
    """Fill an empty database; does nothing where there are people already.

    `progress` is told a Chinese sentence per step. The sign-ins go to the file of `sign_ins`.
    """
