"""The office process, as `mingtang serve office` starts it: `mingtang.config.asgi_office:application`."""

import os

os.environ["MINGTANG_FACE"] = "office"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingtang.config.settings")

import django

django.setup()

from mingtang.config.serving.faces import office_gateway  # noqa: E402 - needs set-up

application = office_gateway()
