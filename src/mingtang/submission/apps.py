from django.apps import AppConfig


class SubmissionConfig(AppConfig):
    name = "mingtang.submission"
    label = "submission"

    def ready(self) -> None:
        from mingtang.events.registry import register  # needs set-up
        from mingtang.submission import subscribers  # needs set-up
        from mingtang.submission.events import EVENT_TYPES  # needs set-up

        register(*EVENT_TYPES)
        subscribers.connect()
