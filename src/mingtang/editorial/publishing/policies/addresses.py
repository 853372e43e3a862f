"""Where articles and the archives of columns are."""

from datetime import datetime

from mingtang.editorial.pages.policies.paths import column_folder
from mingtang.ground.foundation.clock import BEIJING


def month_of(moment: datetime) -> int:
    """Return the month in Beijing as a number, 202603 for March 2026."""
    local = moment.astimezone(BEIJING)
    return local.year * 100 + local.month


def part_path(column_path: str, month: int, number: int) -> str:
    """Return the address of one part of a month's archive; the first is the month's own page."""
    name = "index.html" if number == 1 else f"p{number}.html"
    return f"{column_folder(column_path)}/{month}/{name}"


def year_path(column_path: str, year: int) -> str:
    """Return the address of the page that leads to the months of a year."""
    return f"{column_folder(column_path)}/{year}/index.html"


def article_path(column_path: str, released_at: datetime, article_id: int) -> str:
    """Return the address an article gets at its first release; it keeps it forever."""
    return f"{column_folder(column_path)}/{month_of(released_at)}/{article_id}.html"
