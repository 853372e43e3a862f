from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    name = "mingtang.institution.organization"
    label = "organization"

    def ready(self) -> None:
        from mingtang.institution.organization.actions.merging import (  # app ready
            MOVES,
            STAYS,
            answer_mergers,
        )
        from mingtang.institution.organization.actions.personal_data import HOLDER  # app ready
        from mingtang.institution.organization.authority import powers_of  # app ready
        from mingtang.institution.organization.events import EVENT_TYPES  # app ready
        from mingtang.institution.organization.queries import may_by_key  # app ready
        from mingtang.institution.organization.rights import rights_table  # app ready
        from mingtang.institution.organization.scopes import answer_sight_with  # app ready
        from mingtang.institution.regulations.hooks import answer_permission_with  # app ready
        from mingtang.spine.events.registry import register  # app ready
        from mingtang.spine.vault.holders import register_holder  # app ready

        register(*EVENT_TYPES)
        register_holder(HOLDER)
        answer_sight_with(powers_of)
        answer_permission_with(may_by_key)
        answer_mergers("organization", moves=MOVES, stays=STAYS)
        rights_table()  # a faulty table stops the start, not the first question
