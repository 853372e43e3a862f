from pathlib import Path

from django.apps import AppConfig


class SeriesConfig(AppConfig):
    name = "mingtang.editorial.series"
    label = "series"
    verbose_name = "应急专题"

    def ready(self) -> None:
        from mingtang.editorial.pages.enums import MapSection  # needs set-up
        from mingtang.editorial.pages.hooks import add_site_style  # needs set-up
        from mingtang.editorial.pages.registry import register as register_pages  # needs set-up
        from mingtang.editorial.pages.site_map import add_to_site_map  # needs set-up
        from mingtang.editorial.series.events import EVENT_TYPES  # needs set-up
        from mingtang.editorial.series.interfaces import public_pages  # needs set-up
        from mingtang.editorial.series.queries import frame_style  # needs set-up
        from mingtang.editorial.series.subscribers import subscribe_all  # needs set-up
        from mingtang.editorial.themes import (  # needs set-up
            add_room_style,
            add_room_templates,
        )
        from mingtang.spine.events.registry import register  # needs set-up

        register(*EVENT_TYPES)
        subscribe_all()
        register_pages(*public_pages.KINDS)
        add_site_style(frame_style)
        add_room_templates(Path(__file__).parent / "page_templates")
        add_room_style(Path(__file__).parent / "page_templates" / "series.css")
        add_to_site_map(MapSection.TOPICS, public_pages.map_entries)
