from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "mingtang.content"
    label = "content"
