from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    name = "mingtang.service.responses"
    label = "responses"

    def ready(self) -> None:
        from mingtang.institution.organization.actions.merging import answer_mergers  # needs set-up
        from mingtang.service.responses import subscribers  # needs set-up
        from mingtang.service.responses.actions import drafts, phrases  # needs set-up
        from mingtang.service.responses.events import EVENT_TYPES  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up
        from mingtang.workbench.approvals.clients import register_client  # needs set-up

        register(*EVENT_TYPES)
        register_client(drafts.AnswerClient())
        answer_mergers("responses", moves=phrases.MOVES, hand_over=phrases.hand_over_phrases)
        subscribers.connect()
