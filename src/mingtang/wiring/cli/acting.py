"""In whose name a command acts."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person


def by_option(function: Callable[..., None]) -> Callable[..., None]:
    """Add `--by` to a command and pass the person to it as `actor`."""

    @click.option("--by", "username", required=True, metavar="用户名", help="以谁的名义操作")
    @wraps(function)
    def wrapped(*args: Any, username: str, **kwargs: Any) -> None:
        function(*args, actor=person_named(username), **kwargs)

    return wrapped


def person_named(username: str) -> "Person":
    """Return the person who signs in under a name.

    :raises click.UsageError: nobody does.
    """
    from mingtang.institution.organization.models import Person  # needs set-up

    person = Person.objects.filter(username=username).first()
    if person is None:
        raise click.UsageError(f"没有用户名为 {username} 的人员。")
    return person
