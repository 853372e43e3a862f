from pathlib import Path

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "mingtang.service.surveys"
    label = "surveys"

    def ready(self) -> None:
        from mingtang.editorial.layouts.hooks import offer_reader_entry  # needs set-up
        from mingtang.editorial.pages.enums import MapSection  # needs set-up
        from mingtang.editorial.pages.registry import register as register_pages  # needs set-up
        from mingtang.editorial.pages.site_map import add_to_site_map  # needs set-up
        from mingtang.editorial.themes import add_room_templates  # needs set-up
        from mingtang.institution.figures.kinds import register_measures  # needs set-up
        from mingtang.institution.organization.actions.merging import answer_mergers  # needs set-up
        from mingtang.service.surveys import jobs  # needs set-up
        from mingtang.service.surveys.actions import client, hand_over  # needs set-up
        from mingtang.service.surveys.actions.answers import HOLDER  # needs set-up
        from mingtang.service.surveys.events import EVENT_TYPES  # needs set-up
        from mingtang.service.surveys.interfaces import public_forms, public_pages  # needs set-up
        from mingtang.service.surveys.measures import MEASURES  # needs set-up
        from mingtang.service.surveys.models import Survey  # needs set-up
        from mingtang.service.surveys.queries.rules import DOCUMENTS  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up
        from mingtang.spine.jobs.registry import register_job, schedule_job  # needs set-up
        from mingtang.spine.search.registry import register_documents  # needs set-up
        from mingtang.spine.vault.holders import register_holder  # needs set-up
        from mingtang.workbench.approvals.clients import register_client  # needs set-up
        from mingtang.workbench.backoffice.media_uses import (  # needs set-up
            register_media_uses,
            rows_with,
        )

        register(*EVENT_TYPES)
        register_media_uses("surveys", rows_with("网上调查", (Survey, "picture")))
        register_measures(*MEASURES)
        register_client(client.SurveyClient())
        for kind in jobs.JOB_KINDS:
            register_job(kind)
        schedule_job(jobs.SCHEDULED)
        register_holder(HOLDER)
        answer_mergers(
            "surveys",
            moves=hand_over.MOVES,
            stays=hand_over.STAYS,
            hand_over=hand_over.hand_over_surveys,
        )
        public_forms.connect()
        register_pages(*public_pages.KINDS)
        add_to_site_map(MapSection.STANDING, public_pages.map_entries)
        offer_reader_entry("调查评议", "/surveys/", order=40)
        add_room_templates(Path(__file__).parent / "page_templates")
        register_documents(DOCUMENTS)
