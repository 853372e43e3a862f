from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "mingtang.public"
    label = "public"

    def ready(self) -> None:
        from mingtang.public.writing import map_texts  # needs set-up
        from mingtang.publishing.hooks import add_root_files  # needs set-up

        add_root_files(map_texts)
