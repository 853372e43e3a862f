from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "mingtang.desk"
    label = "desk"

    def ready(self) -> None:
        """Close Wagtail's generic views and open them for media; listen to new units."""
        from wagtail.documents import get_document_model  # app ready
        from wagtail.images import get_image_model  # app ready

        from mingtang.desk.permissions import close_models, open_media  # app ready
        from mingtang.desk.subscribers import connect  # app ready

        close_models()
        open_media(get_image_model(), get_document_model())
        connect()
