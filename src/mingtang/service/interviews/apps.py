from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "mingtang.service.interviews"
    label = "interviews"
