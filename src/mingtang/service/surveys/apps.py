from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "mingtang.service.surveys"
    label = "surveys"
