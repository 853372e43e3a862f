from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "mingtang.service.letters"
    label = "letters"
