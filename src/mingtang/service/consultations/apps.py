from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "mingtang.service.consultations"
    label = "consultations"
