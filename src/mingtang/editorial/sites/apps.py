from django.apps import AppConfig


class SitesConfig(AppConfig):
    name = "mingtang.editorial.sites"
    label = "gov_sites"

    def ready(self) -> None:
        from mingtang.editorial.sites.actions.duties import MOVES, hand_over_sites  # app ready
        from mingtang.editorial.sites.events import EVENT_TYPES  # app ready
        from mingtang.editorial.sites.queries import may_unit_close  # app ready
        from mingtang.institution.organization.actions.merging import answer_mergers  # app ready
        from mingtang.institution.organization.actions.units import ask_before_closing  # app ready
        from mingtang.spine.events.registry import register  # app ready

        register(*EVENT_TYPES)
        ask_before_closing(may_unit_close)
        answer_mergers("sites", moves=MOVES, hand_over=hand_over_sites)
