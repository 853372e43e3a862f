"""The address map of the office process."""

from django.urls import URLPattern, URLResolver, path

from mingtang.config.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [path("healthz", healthz)]
