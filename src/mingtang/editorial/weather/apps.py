from pathlib import Path

from django.apps import AppConfig


class WeatherConfig(AppConfig):
    name = "mingtang.editorial.weather"
    label = "weather"
    verbose_name = "天气"

    def ready(self) -> None:
        from mingtang.editorial.pages.hooks import add_site_style  # needs set-up
        from mingtang.editorial.themes import (  # needs set-up
            add_room_style,
            add_room_templates,
        )
        from mingtang.editorial.weather.events import EVENT_TYPES  # needs set-up
        from mingtang.editorial.weather.jobs import FETCH_KIND  # needs set-up
        from mingtang.editorial.weather.queries import frame_style  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up
        from mingtang.spine.jobs.registry import register_job  # needs set-up

        register(*EVENT_TYPES)
        register_job(FETCH_KIND)
        add_site_style(frame_style)
        add_room_templates(Path(__file__).parent / "page_templates")
        add_room_style(Path(__file__).parent / "page_templates" / "weather.css")
