from pathlib import Path

from django.apps import AppConfig


class SiteSearchConfig(AppConfig):
    name = "mingtang.editorial.sitesearch"
    label = "sitesearch"
    verbose_name = "站内搜索"

    def ready(self) -> None:
        from mingtang.editorial.pages.registry import register  # needs set-up
        from mingtang.editorial.publishing.hooks import on_addresses_changed  # needs set-up
        from mingtang.editorial.sitesearch.actions import index_articles  # needs set-up
        from mingtang.editorial.sitesearch.documents import ONLINE  # needs set-up
        from mingtang.editorial.sitesearch.interfaces.public_pages import KIND  # needs set-up
        from mingtang.editorial.themes import (  # needs set-up
            add_room_style,
            add_room_templates,
        )
        from mingtang.spine.search.registry import register_documents  # needs set-up

        templates = Path(__file__).parent / "page_templates"
        add_room_templates(templates)
        add_room_style(templates / "search.css")
        register(KIND)
        register_documents(ONLINE)
        on_addresses_changed(index_articles)
