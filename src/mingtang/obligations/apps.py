from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    name = "mingtang.obligations"
    label = "obligations"
