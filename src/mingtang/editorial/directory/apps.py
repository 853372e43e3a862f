from pathlib import Path

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "mingtang.editorial.directory"
    label = "directory"
    verbose_name = "领导与机构"

    def ready(self) -> None:
        from mingtang.editorial.directory.documents import KINDS  # needs set-up
        from mingtang.editorial.directory.events import EVENT_TYPES  # needs set-up
        from mingtang.editorial.directory.interfaces import (
            leaders_block,
            public_pages,
        )  # needs set-up
        from mingtang.editorial.directory.models import Leader  # needs set-up
        from mingtang.editorial.directory.queries import leaders_of  # needs set-up
        from mingtang.editorial.pages.enums import MapSection  # needs set-up
        from mingtang.editorial.pages.registry import register as register_pages  # needs set-up
        from mingtang.editorial.pages.site_map import add_to_site_map  # needs set-up
        from mingtang.editorial.review.queries import register_leaders  # needs set-up
        from mingtang.editorial.themes import (
            add_room_style,
            add_room_templates,
        )  # needs set-up
        from mingtang.editorial.themes.blocks import register_blocks  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up
        from mingtang.spine.search.subscribers import follow  # needs set-up
        from mingtang.workbench.backoffice.media_uses import (  # needs set-up
            register_media_uses,
            rows_with,
        )

        register(*EVENT_TYPES)
        register_leaders(leaders_of)
        register_media_uses("directory", rows_with("领导信息", (Leader, "portrait")))
        for kind in KINDS:
            follow(kind)
        register_pages(*public_pages.KINDS)
        register_blocks(leaders_block.LEADERS)
        add_to_site_map(MapSection.INSTITUTIONS, public_pages.map_offices)
        add_to_site_map(MapSection.STANDING, public_pages.map_statements)
        templates = Path(__file__).parent / "page_templates"
        add_room_templates(templates)
        add_room_style(templates / "directory.css")
