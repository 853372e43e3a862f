from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "mingtang.editorial.publishing"
    label = "publishing"

    def ready(self) -> None:
        from mingtang.editorial.publishing.events import EVENT_TYPES  # needs set-up
        from mingtang.editorial.publishing.pages.bundled import register_bundled  # needs set-up
        from mingtang.editorial.publishing.subscribers import subscribe_all  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up

        register(*EVENT_TYPES)
        register_bundled()
        subscribe_all()
