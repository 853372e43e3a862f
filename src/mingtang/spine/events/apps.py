from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EventsConfig(AppConfig):
    name = "mingtang.spine.events"
    label = "events"

    def ready(self) -> None:
        from mingtang.spine.events.events import EVENT_TYPES  # needs set-up
        from mingtang.spine.events.guards import guard_after_migrate  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up

        register(*EVENT_TYPES)
        post_migrate.connect(guard_after_migrate, sender=self)
