from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    name = "mingtang.institution.obligations"
    label = "obligations"
    verbose_name = "时限"

    def ready(self) -> None:
        from mingtang.institution.obligations.actions.hand_over import (  # app ready
            MOVES,
            STAYS,
            hand_over_quota_cases,
        )
        from mingtang.institution.obligations.events import EVENT_TYPES  # app ready
        from mingtang.institution.obligations.queries.lists import may_unit_close  # app ready
        from mingtang.institution.obligations.subscribers import connect  # app ready
        from mingtang.institution.organization.actions.merging import answer_mergers  # app ready
        from mingtang.institution.organization.actions.units import ask_before_closing  # app ready
        from mingtang.spine.events.registry import register  # app ready

        register(*EVENT_TYPES)
        ask_before_closing(may_unit_close)
        answer_mergers("obligations", moves=MOVES, stays=STAYS, hand_over=hand_over_quota_cases)
        connect()
