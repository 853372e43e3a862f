from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "mingtang.editorial.visits"
    label = "visits"
    verbose_name = "访问统计"
