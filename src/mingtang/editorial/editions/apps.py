from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "mingtang.editorial.editions"
    label = "editions"
    verbose_name = "外文版"

    def ready(self) -> None:
        from mingtang.editorial.editions.events import EVENT_TYPES  # needs set-up
        from mingtang.editorial.editions.interfaces.public_languages import (  # needs set-up
            TRANSLATIONS,
        )
        from mingtang.editorial.editions.queries import edition_may_open  # needs set-up
        from mingtang.editorial.pages.languages import add_translations  # needs set-up
        from mingtang.editorial.sites.actions.life import ask_before_opening  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up

        register(*EVENT_TYPES)
        add_translations(TRANSLATIONS)
        ask_before_opening(edition_may_open)
