from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "mingtang.editorial.media"
    label = "media_library"
    verbose_name = "素材库"

    def ready(self) -> None:
        from mingtang.editorial.media.events import EVENT_TYPES  # needs set-up
        from mingtang.editorial.media.interfaces.uses import uses_on_pages  # needs set-up
        from mingtang.spine.events.registry import register  # needs set-up
        from mingtang.workbench.backoffice.media_uses import register_media_uses  # needs set-up

        register(*EVENT_TYPES)
        register_media_uses("media", uses_on_pages)
