from django.apps import AppConfig


class SitesConfig(AppConfig):
    name = "mingtang.sites"
    label = "gov_sites"
