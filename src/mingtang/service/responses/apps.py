from pathlib import Path

from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    name = "mingtang.service.responses"
    label = "responses"

    def ready(self) -> None:
        from mingtang.editorial.layouts.hooks import offer_reader_entry  # needs set-up
        from mingtang.editorial.pages.enums import MapSection  # needs set-up
        from mingtang.editorial.pages.registry import register as register_pages  # needs set-up
        from mingtang.editorial.pages.site_map import add_to_site_map  # needs set-up
        from mingtang.editorial.publishing.hooks import (  # needs set-up
            offer_policy_links,
            on_addresses_changed,
        )
        from mingtang.editorial.themes import add_room_templates  # needs set-up
        from mingtang.institution.organization.actions.merging import answer_mergers  # needs set-up
        from mingtang.service.responses import subscribers  # needs set-up
        from mingtang.service.responses.actions import (  # needs set-up
            drafts,
            figures,
            phrases,
            publication,
            quality,
        )
        from mingtang.service.responses.events import EVENT_TYPES  # needs set-up
        from mingtang.service.responses.interfaces import (
            public_figures,
            public_pages,
        )  # needs set-up
        from mingtang.service.responses.queries import DOCUMENTS  # needs set-up
        from mingtang.service.responses.queries.policies import answers_about  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up
        from mingtang.spine.search.registry import register_documents  # needs set-up
        from mingtang.workbench.approvals.clients import register_client  # needs set-up

        register(*EVENT_TYPES)
        register_client(drafts.AnswerClient())
        answer_mergers(
            "responses",
            moves=(*phrases.MOVES, *figures.MOVES),
            stays={**publication.STAYS, **quality.STAYS},
            hand_over=phrases.hand_over_phrases,
        )
        register_pages(*public_pages.KINDS, public_figures.KIND)
        add_room_templates(Path(__file__).parent / "page_templates")
        add_to_site_map(MapSection.STANDING, public_pages.map_entries)
        offer_reader_entry("回应关切", "/responses/", order=20)
        offer_policy_links("responses", answers_about, order=20)
        on_addresses_changed(publication.follow_policies)
        register_documents(DOCUMENTS)
        subscribers.connect()
