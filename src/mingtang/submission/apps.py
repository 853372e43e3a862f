from django.apps import AppConfig


class SubmissionConfig(AppConfig):
    name = "mingtang.submission"
    label = "submission"
