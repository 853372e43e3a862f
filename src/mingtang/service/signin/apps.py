from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "mingtang.service.signin"
    label = "signin"
    verbose_name = "公众登录"

    def ready(self) -> None:
        from mingtang.service.signin.events import EVENT_TYPES  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up

        register(*EVENT_TYPES)
