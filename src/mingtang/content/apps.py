from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "mingtang.content"
    label = "content"

    def ready(self) -> None:
        from mingtang.content.events import EVENT_TYPES  # needs set-up
        from mingtang.events.registry import register  # needs set-up

        register(*EVENT_TYPES)
