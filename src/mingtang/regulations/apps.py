from django.apps import AppConfig


class RegulationsConfig(AppConfig):
    name = "mingtang.regulations"
    label = "regulations"

    def ready(self) -> None:
        from mingtang.events.registry import register  # app ready
        from mingtang.regulations.events import EVENT_TYPES  # app ready

        register(*EVENT_TYPES)
