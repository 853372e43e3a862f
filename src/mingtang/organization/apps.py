from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    name = "mingtang.organization"
    label = "organization"

    def ready(self) -> None:
        from mingtang.events.registry import register  # app ready
        from mingtang.organization.events import EVENT_TYPES  # app ready
        from mingtang.organization.rights import rights_table  # app ready

        register(*EVENT_TYPES)
        rights_table()  # a faulty table stops the start, not the first question
