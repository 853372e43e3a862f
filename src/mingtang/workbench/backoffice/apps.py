from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "mingtang.workbench.backoffice"
    label = "desk"

    def ready(self) -> None:
        """Close Wagtail's generic views and open them for media; listen to new units."""
        from django.conf import settings  # app ready
        from django.db import models  # app ready
        from wagtail.admin.forms.models import register_form_field_override  # app ready
        from wagtail.documents import get_document_model  # app ready
        from wagtail.images import get_image_model  # app ready

        from mingtang.institution.notices.kinds import register_kind  # app ready
        from mingtang.institution.organization.actions.merging import answer_mergers  # app ready
        from mingtang.spine.events.registry import register  # app ready
        from mingtang.spine.jobs.enums import JobLane  # app ready
        from mingtang.spine.jobs.registry import JobKind, register_job  # app ready
        from mingtang.spine.vault.rotation import KIND as ROTATE  # app ready
        from mingtang.spine.vault.rotation import rotate_keys  # app ready
        from mingtang.workbench.backoffice.actions.hand_over import (  # app ready
            STAYS,
            hand_over_media,
        )
        from mingtang.workbench.backoffice.events import EVENT_TYPES  # app ready
        from mingtang.workbench.backoffice.exporting import EXPORT_JOB  # app ready
        from mingtang.workbench.backoffice.films import CONVERSION  # app ready
        from mingtang.workbench.backoffice.forms import DayField, MomentField  # app ready
        from mingtang.workbench.backoffice.permissions import close_models, open_media  # app ready
        from mingtang.workbench.backoffice.scanner import set_scanner  # app ready
        from mingtang.workbench.backoffice.subscribers import EXPORTED, connect  # app ready

        answer_mergers("desk", stays=STAYS, hand_over=hand_over_media)
        close_models()
        open_media(get_image_model(), get_document_model())
        # Wagtail's own pickers start by an inline script, which our policy for scripts forbids.
        register_form_field_override(models.DateField, override={"form_class": DayField})
        register_form_field_override(models.DateTimeField, override={"form_class": MomentField})
        register(*EVENT_TYPES)
        register_kind(EXPORTED)
        register_job(EXPORT_JOB)
        rotation = JobKind(ROTATE, "更换个人信息密钥", rotate_keys, lane=JobLane.MAINTENANCE)
        register_job(rotation)
        register_job(CONVERSION)
        connect()
        set_scanner(settings.CLAMAV)
