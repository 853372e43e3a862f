from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "mingtang.office"
    label = "office"
