"""Parse a weather feed, check its age, and format it. Pure: no Django."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from mingtang.editorial.weather.enums import WeatherSymbol
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words, one_line

LONGEST_WORDS = 12
MOST_HOURS = 24
_EARLY = timedelta(hours=1)  # clocks of others may be ahead
_KEY = re.compile(r"[A-Za-z0-9_\-]+(\.[A-Za-z0-9_\-]+){0,9}")
_NUMBER = re.compile(r"-?\d{1,3}(\.\d+)?")
_SAFE = re.compile(r"[A-Za-z0-9\u4e00-\u9fff ，、·（）/℃-]")
_SIGNS = (
    ("雪", WeatherSymbol.SNOW), ("雨", WeatherSymbol.RAIN), ("雹", WeatherSymbol.RAIN),
    ("霾", WeatherSymbol.HAZE), ("雾", WeatherSymbol.HAZE), ("沙", WeatherSymbol.HAZE),
    ("尘", WeatherSymbol.HAZE), ("云", WeatherSymbol.CLOUDY), ("阴", WeatherSymbol.CLOUDY),
    ("晴", WeatherSymbol.CLEAR),
)  # fmt: skip
_DRAWN = {
    WeatherSymbol.CLEAR: "radial-gradient(circle, #ffd34d 60%, transparent 62%)",
    WeatherSymbol.CLOUDY: "radial-gradient(ellipse 50% 32% at 50% 60%, #dfe6ee 98%, transparent)",
    WeatherSymbol.RAIN: "repeating-linear-gradient(105deg, #9fd0ff 0 2px, transparent 2px 5px)",
    WeatherSymbol.SNOW: "radial-gradient(circle, #fff 38%, transparent 42%) 0 0 / 50% 50%",
    WeatherSymbol.HAZE: "repeating-linear-gradient(#d9d3c4 0 2px, transparent 2px 5px)",
}


@dataclass(frozen=True)
class FeedFields:
    """The address of a feed and the paths of its keys (`now.text`; `0` is the first of a list).

    `hours` is the age from which its data is not shown.
    """

    place: str
    url: str
    words_key: str
    temperature_key: str
    time_key: str
    hours: int
    is_on: bool = True


@dataclass(frozen=True)
class WeatherReading:
    """A reading: the weather as text, degrees Celsius, and when it was observed."""

    words: str
    temperature: int
    observed_at: datetime


class NoReading(ValueError):
    """A feed lacks what its mapping names; the message, in Chinese, says what."""


def may_be_set(fields: FeedFields) -> Decision:
    """Answer whether the fields of a feed are valid."""
    decision = YES
    if not has_words(fields.place):
        decision &= no("weather.no_place", "请填写地名，如“明州”。", "place")
    address = urlsplit(fields.url)
    if address.scheme not in {"http", "https"} or not address.hostname or address.username:
        decision &= no("weather.bad_url", "请填写以 https:// 或 http:// 开头的数据地址。", "url")
    for name in ("words_key", "temperature_key", "time_key"):
        if not _KEY.fullmatch(getattr(fields, name)):
            text = "请填写数据里的字段名，层次之间用点，如 now.text；列表第一项写 0。"
            decision &= no("weather.bad_key", text, name)
    if not 1 <= fields.hours <= MOST_HOURS:
        text = f"数据的有效时间填 1 到 {MOST_HOURS} 小时。"
        decision &= no("weather.bad_hours", text, "hours")
    return decision


def read_feed(content: bytes, fields: FeedFields, at: datetime) -> WeatherReading:
    """Return the reading in the content of a feed.

    :raises NoReading: it is not JSON, lacks what the mapping names, or is from the future.
    """
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NoReading("返回的不是 JSON 数据") from error
    words = one_line(str(_value(document, fields.words_key)))[:LONGEST_WORDS]
    if not has_words(words):
        raise NoReading(f"{fields.words_key} 是空的")
    degrees = str(_value(document, fields.temperature_key)).strip().removesuffix("℃")
    if not _NUMBER.fullmatch(degrees) or abs(float(degrees)) > 70:
        raise NoReading(f"{fields.temperature_key} 不是气温")
    return WeatherReading(words, round(float(degrees)), _moment(document, fields.time_key, at))


def _value(document: object, key: str) -> object:
    found = document
    for part in key.split("."):
        if isinstance(found, dict) and part in found:
            found = found[part]
        elif isinstance(found, list) and part.isdecimal() and int(part) < len(found):
            found = found[int(part)]
        else:
            raise NoReading(f"数据里没有 {key}")
    return found


def _moment(document: object, key: str, at: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(str(_value(document, key)).strip())
    except ValueError as error:
        raise NoReading(f"{key} 不是时间") from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)
    if moment > at + _EARLY:
        raise NoReading(f"{key} 是将来的时间")
    return moment


def is_fresh(observed_at: datetime, hours: int, at: datetime) -> bool:
    """Return whether data may be shown."""
    return at - observed_at <= timedelta(hours=hours)


def words_shown(place: str, reading: WeatherReading) -> str:
    """Return the text shown to readers: `明州 多云 23℃ 14时`."""
    hour = reading.observed_at.astimezone(BEIJING).hour
    return f"{place} {reading.words} {reading.temperature}℃ {hour}时"


def symbol_of(words: str) -> WeatherSymbol:
    """Return the drawing for a weather, by the most severe condition in its text."""
    return next((symbol for sign, symbol in _SIGNS if sign in words), WeatherSymbol.CLOUDY)


def weather_style(words: str) -> str:
    """Return the CSS that shows the weather in every frame; empty without a text."""
    if not words:
        return ""
    text = "".join(one if _SAFE.fullmatch(one) else f"\\{ord(one):x} " for one in words)
    return (
        ":root:root .weather[hidden] { display: block !important; }\n"
        f':root .weather::before {{ content: ""; background: {_DRAWN[symbol_of(words)]}; }}\n'
        f':root .weather::after {{ content: "{text}"; }}\n'
    )
