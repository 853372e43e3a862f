"""Who may send a large body: a person whose session is alive, judged before the body is read."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest, parse_cookie

from mingtang.ground.foundation import clock
from mingtang.institution.organization.interfaces.sessions import SEEN, is_over


def is_signed_in(cookies: str) -> bool:
    """Tell whether the cookies of a request are those of a session that is alive."""
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return False
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    close_old_connections()
    try:
        idle = timedelta(minutes=settings.SESSION_IDLE_MINUTES)
        is_known: bool = get_user(request).is_authenticated
        return is_known and not is_over(clock.now(), request.session.get(SEEN), idle)
    finally:
        close_old_connections()
