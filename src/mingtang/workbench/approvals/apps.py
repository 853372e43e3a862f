from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "mingtang.workbench.approvals"
    label = "approvals"

    def ready(self) -> None:
        from mingtang.institution.notices.kinds import register_kind  # needs set-up
        from mingtang.institution.organization.actions.merging import answer_mergers  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up
        from mingtang.spine.jobs.registry import register_job  # needs set-up
        from mingtang.workbench.approvals.actions import hand_over_rounds  # needs set-up
        from mingtang.workbench.approvals.events import EVENT_TYPES  # needs set-up
        from mingtang.workbench.approvals.jobs import JOB, KINDS  # needs set-up

        register(*EVENT_TYPES)
        moves = ("approvals.ApprovalRound.unit", "approvals.ApprovalStep.unit")
        answer_mergers("approvals", moves=moves, hand_over=hand_over_rounds)
        register_kind(*KINDS)
        register_job(JOB)
