from django.apps import AppConfig


class SubmissionConfig(AppConfig):
    name = "mingtang.editorial.submission"
    label = "submission"

    def ready(self) -> None:
        from mingtang.editorial.content.enums import ArticleState  # needs set-up
        from mingtang.editorial.content.open_steps import (  # needs set-up
            approval_steps,
            register_open_steps,
        )
        from mingtang.editorial.submission import subscribers  # needs set-up
        from mingtang.editorial.submission.actions import (  # needs set-up
            SubmissionClient,
            hand_over_submissions,
        )
        from mingtang.editorial.submission.actions.contacts import HOLDER  # needs set-up
        from mingtang.editorial.submission.events import EVENT_TYPES  # needs set-up
        from mingtang.editorial.submission.measures import MEASURES  # needs set-up
        from mingtang.institution.figures.kinds import register_measures  # needs set-up
        from mingtang.institution.notices.kinds import register_kind  # needs set-up
        from mingtang.institution.organization.actions.merging import answer_mergers  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up
        from mingtang.spine.vault.holders import register_holder  # needs set-up
        from mingtang.workbench.approvals.clients import register_client  # needs set-up

        register(*EVENT_TYPES)
        register_holder(HOLDER)
        register_measures(*MEASURES)
        moves = (
            "submission.Submission.unit",
            "submission.Lateness.unit",
            "submission.PointCorrection.unit",
        )
        answer_mergers(
            "submission",
            moves=moves,
            stays={
                "submission.PointTable.unit": "the table of an office says what held then",
                "submission.ReceivedItem.unit_name": "the words in which the sender named its unit",
            },
            hand_over=hand_over_submissions,
        )
        register_client(SubmissionClient())
        register_open_steps(ArticleState.SUBMITTED, approval_steps(SubmissionClient.kind))
        subscribers.connect()
        register_kind(*subscribers.KINDS)
