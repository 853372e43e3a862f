from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "mingtang.institution.notices"
    label = "notices"
    verbose_name = "通知"

    def ready(self) -> None:
        from mingtang.institution.notices.actions import hand_over_robots  # app ready
        from mingtang.institution.notices.events import EVENT_TYPES  # app ready
        from mingtang.institution.notices.jobs import JOB_KINDS, SCHEDULED  # app ready
        from mingtang.institution.notices.kinds import register_kind  # app ready
        from mingtang.institution.notices.subscribers import KINDS, connect  # app ready
        from mingtang.institution.organization.actions.merging import answer_mergers  # app ready
        from mingtang.spine.events.registry import register  # app ready
        from mingtang.spine.jobs.registry import register_job, schedule_job  # app ready

        register(*EVENT_TYPES)
        register_kind(*KINDS)
        for kind in JOB_KINDS:
            register_job(kind)
        for scheduled in SCHEDULED:
            schedule_job(scheduled)
        moves = ("notices.Robot.unit", "notices.DutyTurn.unit")
        answer_mergers("notices", moves=moves, hand_over=hand_over_robots)
        connect()
