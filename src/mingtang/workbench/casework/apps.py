from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "mingtang.workbench.casework"
    label = "casework"

    def ready(self) -> None:
        from mingtang.institution.figures.kinds import register_measures  # needs set-up
        from mingtang.institution.notices.kinds import register_kind  # needs set-up
        from mingtang.institution.notices.queries import answer_holders  # needs set-up
        from mingtang.institution.organization.actions.merging import answer_mergers  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up
        from mingtang.spine.vault.holders import register_holder  # needs set-up
        from mingtang.workbench.approvals.clients import register_client  # needs set-up
        from mingtang.workbench.casework import subscribers  # needs set-up
        from mingtang.workbench.casework.actions import hand_over, personal_data  # needs set-up
        from mingtang.workbench.casework.actions.extending import ExtensionClient  # needs set-up
        from mingtang.workbench.casework.events import EVENT_TYPES  # needs set-up
        from mingtang.workbench.casework.interfaces import public_forms  # needs set-up
        from mingtang.workbench.casework.measures import MEASURES  # needs set-up
        from mingtang.workbench.casework.models import SUBJECT  # needs set-up
        from mingtang.workbench.casework.queries import holders_by_subject  # needs set-up

        register(*EVENT_TYPES)
        register_holder(personal_data.HOLDER)
        register_measures(*MEASURES)
        answer_mergers(
            "casework",
            moves=hand_over.MOVES,
            stays=hand_over.STAYS,
            hand_over=hand_over.hand_over_cases,
        )
        answer_holders(SUBJECT, holders_by_subject)
        register_client(ExtensionClient())
        register_kind(*subscribers.KINDS)
        subscribers.connect()
        public_forms.connect()
