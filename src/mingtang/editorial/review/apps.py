from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "mingtang.editorial.review"
    label = "review"

    def ready(self) -> None:
        from mingtang.editorial.content.enums import ArticleState  # needs set-up
        from mingtang.editorial.content.open_steps import register_open_steps  # needs set-up
        from mingtang.editorial.review.events import EVENT_TYPES  # needs set-up
        from mingtang.editorial.review.queries import open_gates  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up

        register(*EVENT_TYPES)
        register_open_steps(ArticleState.IN_REVIEW, open_gates)
