from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "mingtang.editorial.review"
    label = "review"

    def ready(self) -> None:
        from mingtang.editorial.content.enums import ArticleState  # needs set-up
        from mingtang.editorial.content.open_steps import (  # needs set-up
            approval_steps,
            register_open_steps,
        )
        from mingtang.editorial.review.actions import (
            AfterwardsClient,
            CountersignClient,
            ReviewClient,
            hand_over_wordings,
        )  # needs set-up
        from mingtang.editorial.review.events import EVENT_TYPES  # needs set-up
        from mingtang.editorial.review.jobs import JOBS  # needs set-up
        from mingtang.editorial.review.subscribers import connect  # needs set-up
        from mingtang.institution.organization.actions.merging import answer_mergers  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up
        from mingtang.spine.jobs.registry import register_job  # needs set-up
        from mingtang.workbench.approvals.clients import register_client  # needs set-up

        register(*EVENT_TYPES)
        answer_mergers("review", moves=("review.OwnWording.unit",), hand_over=hand_over_wordings)
        register_client(ReviewClient())
        register_client(AfterwardsClient())
        register_client(CountersignClient())
        register_open_steps(ArticleState.IN_REVIEW, approval_steps(ReviewClient.kind))
        connect()
        for kind in JOBS:
            register_job(kind)
