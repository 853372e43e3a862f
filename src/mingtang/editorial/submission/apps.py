from django.apps import AppConfig


class SubmissionConfig(AppConfig):
    name = "mingtang.editorial.submission"
    label = "submission"

    def ready(self) -> None:
        from mingtang.editorial.content.enums import ArticleState  # needs set-up
        from mingtang.editorial.content.open_steps import register_open_steps  # needs set-up
        from mingtang.editorial.submission import subscribers  # needs set-up
        from mingtang.editorial.submission.actions import hand_over_submissions  # needs set-up
        from mingtang.editorial.submission.events import EVENT_TYPES  # needs set-up
        from mingtang.editorial.submission.queries import open_approvals  # needs set-up
        from mingtang.institution.organization.actions.merging import answer_mergers  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up

        register(*EVENT_TYPES)
        moves = ("submission.Submission.unit",)
        answer_mergers("submission", moves=moves, hand_over=hand_over_submissions)
        register_open_steps(ArticleState.SUBMITTED, open_approvals)
        subscribers.connect()
