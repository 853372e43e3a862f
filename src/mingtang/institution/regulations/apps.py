from django.apps import AppConfig


class RegulationsConfig(AppConfig):
    name = "mingtang.institution.regulations"
    label = "regulations"

    def ready(self) -> None:
        from mingtang.institution.regulations.events import EVENT_TYPES  # app ready
        from mingtang.spine.events.registry import register  # app ready

        register(*EVENT_TYPES)
