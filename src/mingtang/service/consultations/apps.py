from pathlib import Path

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "mingtang.service.consultations"
    label = "consultations"

    def ready(self) -> None:
        from mingtang.editorial.layouts.hooks import offer_reader_entry  # needs set-up
        from mingtang.editorial.pages.enums import MapSection  # needs set-up
        from mingtang.editorial.pages.registry import register as register_pages  # needs set-up
        from mingtang.editorial.pages.site_map import add_to_site_map  # needs set-up
        from mingtang.editorial.themes import add_room_templates  # needs set-up
        from mingtang.institution.organization.actions.merging import answer_mergers  # needs set-up
        from mingtang.service.consultations import jobs  # needs set-up
        from mingtang.service.consultations.actions import client, hand_over  # needs set-up
        from mingtang.service.consultations.actions.opinions import HOLDER  # needs set-up
        from mingtang.service.consultations.events import EVENT_TYPES  # needs set-up
        from mingtang.service.consultations.interfaces import (  # needs set-up
            public_forms,
            public_pages,
        )
        from mingtang.service.consultations.models import Consultation  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up
        from mingtang.spine.jobs.registry import register_job, schedule_job  # needs set-up
        from mingtang.spine.vault.holders import register_holder  # needs set-up
        from mingtang.workbench.approvals.clients import register_client  # needs set-up
        from mingtang.workbench.backoffice.media_uses import (  # needs set-up
            register_media_uses,
            rows_with,
        )

        register(*EVENT_TYPES)
        register_media_uses("consultations", rows_with("意见征集", (Consultation, "file")))
        register_client(client.ConsultationClient())
        register_job(jobs.JOB)
        schedule_job(jobs.SCHEDULED)
        register_holder(HOLDER)
        answer_mergers(
            "consultations",
            moves=hand_over.MOVES,
            hand_over=hand_over.hand_over_consultations,
        )
        public_forms.connect()
        register_pages(*public_pages.KINDS)
        add_to_site_map(MapSection.STANDING, public_pages.map_entries)
        offer_reader_entry("意见征集", "/consultations/", order=30)
        add_room_templates(Path(__file__).parent / "page_templates")
