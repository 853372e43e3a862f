from django.apps import AppConfig


class InteractionConfig(AppConfig):
    name = "mingtang.service.interaction"
    label = "interaction"

    def ready(self) -> None:
        from mingtang.service.interaction.interfaces import public_forms  # needs set-up
        from mingtang.service.interaction.kinds import ERRORS  # needs set-up
        from mingtang.workbench.casework.kinds import register_case_kind  # needs set-up

        register_case_kind(ERRORS)
        public_forms.connect()
