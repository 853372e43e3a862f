from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "mingtang.faces.public"
    label = "public"

    def ready(self) -> None:
        from mingtang.editorial.pages.hooks import add_root_files  # needs set-up
        from mingtang.faces.public.writing import map_texts  # needs set-up

        add_root_files(map_texts)
