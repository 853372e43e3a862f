from pathlib import Path

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "mingtang.editorial.library"
    label = "library"
    verbose_name = "政策文件库"

    def ready(self) -> None:
        from mingtang.editorial.library import subscribers  # needs set-up
        from mingtang.editorial.library.interfaces import public_pages  # needs set-up
        from mingtang.editorial.pages.enums import MapSection  # needs set-up
        from mingtang.editorial.pages.registry import register  # needs set-up
        from mingtang.editorial.pages.site_map import add_to_site_map  # needs set-up
        from mingtang.editorial.themes import add_room_templates  # needs set-up

        register(*public_pages.KINDS)
        add_room_templates(Path(__file__).parent / "page_templates")
        add_to_site_map(MapSection.STANDING, public_pages.map_entries)
        subscribers.connect()
