from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "mingtang.review"
    label = "review"

    def ready(self) -> None:
        from mingtang.content.enums import ArticleState  # needs set-up
        from mingtang.content.open_steps import register_open_steps  # needs set-up
        from mingtang.events.registry import register  # needs set-up
        from mingtang.review.events import EVENT_TYPES  # needs set-up
        from mingtang.review.queries import open_gates  # needs set-up

        register(*EVENT_TYPES)
        register_open_steps(ArticleState.IN_REVIEW, open_gates)
