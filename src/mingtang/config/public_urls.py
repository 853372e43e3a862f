"""The address map of the public process. Nothing of the office is ever mounted here."""

from django.urls import URLPattern, URLResolver, path

from mingtang.config.health import healthz
from mingtang.public.interfaces.portal import coming

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("", coming),
]
