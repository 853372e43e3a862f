from pathlib import Path

from django.apps import AppConfig

_OF_THAT_DAY = "as the page online says: the unit of that day held it"
STAYS = {
    "interviews.InterviewPlan.unit": "who planned the year",
    "interviews.PublishedInterview.unit": _OF_THAT_DAY,
    "interviews.PublishedInterview.unit_name": _OF_THAT_DAY,
}


def _register_pictures() -> None:
    from mingtang.service.interviews.models import (  # needs set-up
        Interview,
        InterviewGuest,
        InterviewTurn,
    )
    from mingtang.workbench.backoffice.media_uses import (  # needs set-up
        register_media_uses,
        rows_with,
    )

    register_media_uses(
        "interviews",
        rows_with(
            "在线访谈",
            (Interview, "picture"),
            (InterviewGuest, "portrait"),
            (InterviewTurn, "picture"),
        ),
    )


class InterviewsConfig(AppConfig):
    name = "mingtang.service.interviews"
    label = "interviews"
    verbose_name = "在线访谈"

    def ready(self) -> None:
        from mingtang.editorial.layouts.hooks import offer_reader_entry  # needs set-up
        from mingtang.editorial.pages.enums import MapSection  # needs set-up
        from mingtang.editorial.pages.kinds.theme import add_of_software  # needs set-up
        from mingtang.editorial.pages.registry import register as register_pages  # needs set-up
        from mingtang.editorial.pages.site_map import add_to_site_map  # needs set-up
        from mingtang.editorial.themes import (  # needs set-up
            add_room_style,
            add_room_templates,
            add_standard_parts,
        )
        from mingtang.institution.organization.actions.merging import (  # needs set-up
            answer_mergers,
        )
        from mingtang.service.interviews.actions.approval import (  # needs set-up
            ChangeClient,
            PlanClient,
        )
        from mingtang.service.interviews.actions.live import HOLDER  # needs set-up
        from mingtang.service.interviews.events import EVENT_TYPES  # needs set-up
        from mingtang.service.interviews.interfaces import (  # needs set-up
            public_forms,
            public_pages,
        )
        from mingtang.service.interviews.queries import DOCUMENTS  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up
        from mingtang.spine.search.registry import register_documents  # needs set-up
        from mingtang.spine.vault.holders import register_holder  # needs set-up
        from mingtang.workbench.approvals.clients import register_client  # needs set-up

        here = Path(__file__).parent
        register(*EVENT_TYPES)
        register_client(PlanClient())
        register_client(ChangeClient())
        register_holder(HOLDER)
        _register_pictures()
        answer_mergers("interviews", stays=STAYS)
        register_pages(*public_pages.KINDS)
        add_of_software("interview_script", lambda _: public_pages.script())
        add_room_templates(here / "page_templates")
        add_standard_parts(here / "standard_parts")
        add_room_style(here / "page_templates" / "interview.css")
        add_to_site_map(MapSection.STANDING, public_pages.map_entries)
        offer_reader_entry("在线访谈", "/interviews/", order=40)
        register_documents(DOCUMENTS)
        public_forms.connect()
