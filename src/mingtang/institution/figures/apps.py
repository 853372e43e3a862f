from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "mingtang.institution.figures"
    label = "figures"
    verbose_name = "统计"

    def ready(self) -> None:
        from mingtang.institution.figures.jobs import JOB  # app ready
        from mingtang.spine.jobs.registry import register_job  # app ready

        register_job(JOB)
