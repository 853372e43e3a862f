from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "mingtang.institution.figures"
    label = "figures"
    verbose_name = "统计"

    def ready(self) -> None:
        from mingtang.institution.figures.jobs import JOB  # app ready
        from mingtang.institution.organization.actions.merging import answer_mergers  # app ready
        from mingtang.spine.jobs.registry import register_job  # app ready

        register_job(JOB)
        stays = {
            "figures.DailyFigure.unit": "what happened in a unit was counted for the unit of that day"
        }
        answer_mergers("figures", stays=stays)
