from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "mingtang.workbench.intake"
    label = "intake"
    verbose_name = "收件"

    def ready(self) -> None:
        from mingtang.spine.events.registry import register  # needs set-up
        from mingtang.workbench.intake.events import EVENT_TYPES  # needs set-up

        register(*EVENT_TYPES)
