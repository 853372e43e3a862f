"""The feed of weather of a site."""

from dataclasses import replace
from typing import Any

from mingtang.editorial.weather import actions
from mingtang.editorial.weather.policies import FeedFields
from tests.actions.spec import Case

FIELDS = FeedFields(
    "明州", "https://weather.example.com/now.json", "now.text", "now.temp", "now.obsTime", 3
)


def _with(**changes: Any) -> Any:
    return lambda cast, at, given: {"fields": replace(FIELDS, **changes)}


CASES = (
    Case(
        actions.set_weather,
        "operator",
        lambda cast, at: {"site_id": cast.portal.pk, "fields": FIELDS},
        "weather.set",
        lambda cast, row, _: row.fields == FIELDS and row.shown == "" and row.tried_at is None,
        ("officer", "stranger", "auditor", "desk_editor"),
        {
            "weather.no_place": _with(place=" "),
            "weather.bad_url": _with(url="ftp://weather.example.com/"),
            "weather.bad_key": _with(time_key="now..time"),
            "weather.bad_hours": _with(hours=25),
        },
    ),
)
