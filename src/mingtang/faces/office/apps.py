from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "mingtang.faces.office"
    label = "office"
