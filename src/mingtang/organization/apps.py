from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    name = "mingtang.organization"
    label = "organization"
