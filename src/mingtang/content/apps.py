from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "mingtang.content"
    label = "content"

    def ready(self) -> None:
        from mingtang.content import subscribers  # needs set-up
        from mingtang.content.actions.hand_over import (  # needs set-up
            MOVES,
            STAYS,
            hand_over_articles,
        )
        from mingtang.content.events import EVENT_TYPES  # needs set-up
        from mingtang.events.registry import register  # needs set-up
        from mingtang.organization.actions.merging import answer_mergers  # needs set-up

        register(*EVENT_TYPES)
        answer_mergers("content", moves=MOVES, stays=STAYS, hand_over=hand_over_articles)
        subscribers.connect()
