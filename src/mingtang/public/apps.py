from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "mingtang.public"
    label = "public"
