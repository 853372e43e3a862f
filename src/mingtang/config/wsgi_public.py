"""The public process for a WSGI server: `mingtang.config.wsgi_public:application`.

Published files are sent without Django; only the small dynamic part goes through it.
"""

import os
from pathlib import Path

os.environ["MINGTANG_FACE"] = "public"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingtang.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from mingtang.public.server import SiteServer

application = SiteServer(Path(settings.PUBLISH_ROOT), get_wsgi_application())
