from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "mingtang.review"
    label = "review"

    def ready(self) -> None:
        from mingtang.events.registry import register  # needs set-up
        from mingtang.review.events import EVENT_TYPES  # needs set-up

        register(*EVENT_TYPES)
