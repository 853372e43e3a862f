from pathlib import Path

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "mingtang.editorial.pages"
    label = "pages"

    def ready(self) -> None:
        from mingtang.editorial.pages.events import EVENT_TYPES  # needs set-up
        from mingtang.editorial.pages.kinds.bundled import register_bundled  # needs set-up
        from mingtang.editorial.pages.subscribers import subscribe_all  # needs set-up
        from mingtang.editorial.themes import add_standard_parts  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up

        register(*EVENT_TYPES)
        register_bundled()
        add_standard_parts(Path(__file__).parent / "standard_parts")
        subscribe_all()
