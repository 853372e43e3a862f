"""The public process, as `mingtang serve public` starts it: `mingtang.wiring.config.asgi_public:application`.

Published files are sent without Django; only the small dynamic part goes through it.
"""

import os

from mingtang.wiring.config.parents import end_with_server

end_with_server()  # before anything else can take time
os.environ["MINGTANG_FACE"] = "public"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingtang.wiring.config.settings")

import django  # noqa: E402 - as above

django.setup()

from mingtang.wiring.config.serving.faces import public_gateway  # noqa: E402 - needs set-up

application = public_gateway()
