from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "mingtang.publishing"
    label = "publishing"

    def ready(self) -> None:
        from mingtang.events.registry import register  # needs set-up
        from mingtang.publishing.events import EVENT_TYPES  # needs set-up
        from mingtang.publishing.pages.bundled import register_bundled  # needs set-up
        from mingtang.publishing.subscribers import subscribe_all  # needs set-up

        register(*EVENT_TYPES)
        register_bundled()
        subscribe_all()
