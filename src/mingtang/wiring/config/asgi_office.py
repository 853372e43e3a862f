"""The office process, as `mingtang serve office` starts it: `mingtang.wiring.config.asgi_office:application`."""

import os

from mingtang.wiring.config.parents import end_with_server

end_with_server()  # before anything else can take time
os.environ["MINGTANG_FACE"] = "office"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingtang.wiring.config.settings")

import django  # noqa: E402 - as above

django.setup()

from mingtang.wiring.config.serving.faces import office_gateway  # noqa: E402 - needs set-up

application = office_gateway()
