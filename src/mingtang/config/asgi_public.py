"""The public process, as `mingtang serve public` starts it: `mingtang.config.asgi_public:application`.

Published files are sent without Django; only the small dynamic part goes through it.
"""

import os

os.environ["MINGTANG_FACE"] = "public"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingtang.config.settings")

import django

django.setup()

from mingtang.config.serving.faces import public_gateway  # noqa: E402 - needs set-up

application = public_gateway()
