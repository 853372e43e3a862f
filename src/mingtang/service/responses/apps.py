from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    name = "mingtang.service.responses"
    label = "responses"
