from pathlib import Path

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "mingtang.editorial.publishing"
    label = "publishing"

    def ready(self) -> None:
        from mingtang.editorial.pages.hooks import add_merge_step  # needs set-up
        from mingtang.editorial.publishing.engine.merging import move_merged  # needs set-up
        from mingtang.editorial.publishing.events import EVENT_TYPES  # needs set-up
        from mingtang.editorial.publishing.jobs import JOBS, SCHEDULED  # needs set-up
        from mingtang.editorial.publishing.kinds.bundled import register_bundled  # needs set-up
        from mingtang.editorial.publishing.measures import MEASURES  # needs set-up
        from mingtang.editorial.publishing.subscribers import subscribe_all  # needs set-up
        from mingtang.editorial.themes import (  # needs set-up
            add_bundled,
            add_room_style,
            add_room_templates,
            add_standard_parts,
        )
        from mingtang.ground import charts  # needs set-up
        from mingtang.institution.figures.kinds import register_measures  # needs set-up
        from mingtang.institution.organization.actions.merging import answer_mergers  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up
        from mingtang.spine.jobs.registry import register_job, schedule_job  # needs set-up

        register(*EVENT_TYPES)
        register_measures(*MEASURES)
        stays = {"publishing.DocumentNumber.unit": "a number tells which unit gave it"}
        answer_mergers("publishing", stays=stays)
        register_bundled()
        for job in JOBS:
            register_job(job)
        schedule_job(SCHEDULED)
        add_bundled(Path(__file__).parent / "themes")
        add_room_templates(Path(__file__).parent / "page_templates")
        add_standard_parts(Path(__file__).parent / "standard_parts")
        add_room_style(Path(__file__).parent / "page_templates" / "blocks.css")
        add_room_style(Path(charts.__file__).parent / "styles" / "chart.css")
        add_merge_step(move_merged)
        subscribe_all()
