from pathlib import Path

from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    name = "mingtang.service.subscriptions"
    label = "subscriptions"

    def ready(self) -> None:
        from mingtang.editorial.pages.registry import register  # needs set-up
        from mingtang.editorial.themes import add_room_templates  # needs set-up
        from mingtang.service.subscriptions import actions, jobs  # needs set-up
        from mingtang.service.subscriptions.events import EVENT_TYPES  # needs set-up
        from mingtang.service.subscriptions.interfaces import (  # needs set-up
            public_forms,
            public_pages,
        )
        from mingtang.spine.events.registry import register as register_events  # needs set-up
        from mingtang.spine.jobs.registry import register_job, schedule_job  # needs set-up
        from mingtang.spine.vault.holders import register_holder  # needs set-up

        public_forms.connect()
        register(public_pages.KIND)
        add_room_templates(Path(__file__).parent / "page_templates")
        for kind in jobs.JOB_KINDS:
            register_job(kind)
        schedule_job(jobs.SCHEDULED)
        register_events(*EVENT_TYPES)
        register_holder(actions.HOLDER)
