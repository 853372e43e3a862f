"""The weather on the pages of a site."""

from mingtang.editorial.weather.models import WeatherFeed
from mingtang.editorial.weather.policies import weather_style


def frame_style(site_id: int) -> str:
    """Return the CSS that shows the weather on all pages of a site."""
    rows = WeatherFeed.objects.filter(site=site_id, is_on=True)
    return weather_style(rows.values_list("shown", flat=True).first() or "")
