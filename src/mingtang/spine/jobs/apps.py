from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "mingtang.spine.jobs"
    label = "jobs"
    verbose_name = "任务"
