"""How weather is drawn. Pure: no Django."""

from enum import StrEnum


class WeatherSymbol(StrEnum):
    """A small drawing beside the text, made of CSS gradients."""

    CLEAR = "clear"
    CLOUDY = "cloudy"
    RAIN = "rain"
    SNOW = "snow"
    HAZE = "haze"
