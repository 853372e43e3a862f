from django.apps import AppConfig


class OperatingConfig(AppConfig):
    name = "mingtang.editorial.operating"
    label = "operating"

    def ready(self) -> None:
        from mingtang.editorial.operating.events import EVENT_TYPES  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up

        register(*EVENT_TYPES)
