"""How weather is drawn. Pure: no Django."""

from enum import StrEnum


class WeatherSymbol(StrEnum):
    """A small drawing beside the words, made of colours alone."""

    CLEAR = "clear"
    CLOUDY = "cloudy"
    RAIN = "rain"
    SNOW = "snow"
    HAZE = "haze"
