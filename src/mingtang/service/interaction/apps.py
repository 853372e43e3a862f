from pathlib import Path

from django.apps import AppConfig


class InteractionConfig(AppConfig):
    name = "mingtang.service.interaction"
    label = "interaction"

    def ready(self) -> None:
        from mingtang.editorial.pages.enums import MapSection  # needs set-up
        from mingtang.editorial.pages.registry import register  # needs set-up
        from mingtang.editorial.pages.site_map import add_to_site_map  # needs set-up
        from mingtang.editorial.themes import add_room_templates  # needs set-up
        from mingtang.service.interaction import jobs, subscribers  # needs set-up
        from mingtang.service.interaction.interfaces import (  # needs set-up
            public_forms,
            public_pages,
        )
        from mingtang.service.interaction.kinds import ERRORS  # needs set-up
        from mingtang.spine.jobs.registry import register_job, schedule_job  # needs set-up
        from mingtang.workbench.casework.kinds import register_case_kind  # needs set-up

        register_case_kind(ERRORS)
        public_forms.connect()
        register(public_pages.KIND)
        add_to_site_map(MapSection.STANDING, public_pages.map_entries)
        add_room_templates(Path(__file__).parent / "page_templates")
        register_job(jobs.JOB)
        schedule_job(jobs.SCHEDULED)
        subscribers.connect()
