from pathlib import Path

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "mingtang.service.letters"
    label = "letters"

    def ready(self) -> None:
        from mingtang.editorial.layouts.hooks import offer_reader_entry  # needs set-up
        from mingtang.editorial.pages.enums import MapSection  # needs set-up
        from mingtang.editorial.pages.registry import register  # needs set-up
        from mingtang.editorial.pages.site_map import add_to_site_map  # needs set-up
        from mingtang.editorial.publishing.hooks import offer_policy_links  # needs set-up
        from mingtang.editorial.themes import add_room_templates  # needs set-up
        from mingtang.institution.organization.actions.merging import answer_mergers  # needs set-up
        from mingtang.service.letters import actions, jobs, queries, subscribers  # needs set-up
        from mingtang.service.letters.enums import LETTER  # needs set-up
        from mingtang.service.letters.events import EVENT_TYPES  # needs set-up
        from mingtang.service.letters.interfaces import public_forms, public_pages  # needs set-up
        from mingtang.service.letters.kinds import LETTERS  # needs set-up
        from mingtang.service.responses.kinds import (  # needs set-up
            ResponseKind,
            register_response_kind,
        )
        from mingtang.spine.events.registry import register as register_events  # needs set-up
        from mingtang.spine.jobs.registry import register_job  # needs set-up
        from mingtang.workbench.casework.kinds import register_case_kind  # needs set-up

        register_events(*EVENT_TYPES)
        register_case_kind(LETTERS)
        register_response_kind(
            ResponseKind(LETTER, is_agreed=queries.may_publish, about=queries.policy_of)
        )
        answer_mergers("letters", moves=actions.MOVES, hand_over=actions.hand_over_mailboxes)
        public_forms.connect()
        register(public_pages.KIND)
        add_to_site_map(MapSection.STANDING, public_pages.map_entries)
        offer_policy_links("letters", queries.asking, order=10)
        offer_reader_entry("网上信箱", "/letters.html", order=10)
        add_room_templates(Path(__file__).parent / "page_templates")
        register_job(jobs.JOB)
        register_job(jobs.IMPORT_JOB)
        subscribers.connect()
