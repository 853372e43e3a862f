"""The office process for a WSGI server: `mingtang.config.wsgi_office:application`."""

import os

os.environ["MINGTANG_FACE"] = "office"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingtang.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
