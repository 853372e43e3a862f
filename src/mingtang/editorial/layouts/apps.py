from pathlib import Path

from django.apps import AppConfig


class LayoutsConfig(AppConfig):
    name = "mingtang.editorial.layouts"
    label = "layouts"

    def ready(self) -> None:
        from mingtang.editorial.layouts.actions.approval import LayoutClient  # needs set-up
        from mingtang.editorial.layouts.documents import LAYOUTS, TOPICS  # needs set-up
        from mingtang.editorial.layouts.events import EVENT_TYPES  # needs set-up
        from mingtang.editorial.layouts.kinds.bundled import register_bundled  # needs set-up
        from mingtang.editorial.themes import (  # needs set-up
            add_room_templates,
            add_standard_parts,
        )
        from mingtang.spine.events.registry import register  # needs set-up
        from mingtang.spine.search.subscribers import follow  # needs set-up
        from mingtang.workbench.approvals.clients import register_client  # needs set-up

        register(*EVENT_TYPES)
        register_bundled()
        register_client(LayoutClient())
        follow(LAYOUTS)
        follow(TOPICS)
        add_room_templates(Path(__file__).parent / "page_templates")
        add_standard_parts(Path(__file__).parent / "standard_parts")
