from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "mingtang.events"
    label = "events"
