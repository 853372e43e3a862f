"""The address map of the office process."""

from django.urls import URLPattern, URLResolver, path

from mingtang.config.health import healthz
from mingtang.office import urls as office

urlpatterns: list[URLPattern | URLResolver] = [path("healthz", healthz), *office.urlpatterns]

handler400 = "mingtang.desk.errors.bad_request"
handler403 = "mingtang.desk.errors.forbidden"
handler404 = "mingtang.desk.errors.not_found"
handler500 = "mingtang.desk.errors.server_error"
