from django.apps import AppConfig


class RegulationsConfig(AppConfig):
    name = "mingtang.regulations"
    label = "regulations"
