"""A citizen on the way: from a form to the service and back, and a letter sent after that."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import time_machine
from django.test import Client

from mingtang.ground.foundation.http import fetch
from tests.harness.sign_in_service import SignInServer

TYPED = {
    "category": "complaint", "title": "校车不停站", "text": "三中的校车连续三天没有在人民路停站。\n请管一管。",
    "name": "张三", "phone": "", "email": "", "address": "", "progress": "", "publish": "yes",
}  # fmt: skip


@dataclass
class Walker:
    """A browser with cookies before the public face, at a moment that goes on."""

    client: Client
    server: SignInServer
    at: datetime

    def get(self, address: str) -> Any:
        """Open an address."""
        with time_machine.travel(self.at, tick=False):
            return self.client.get(address)

    def post(self, url: str, /, **values: Any) -> Any:
        """Press a button, half a minute later."""
        self.at += timedelta(seconds=30)
        self.server.at = self.at.timestamp()
        with time_machine.travel(self.at, tick=False):
            return self.client.post(url, values)

    def press_sign_in(self, form: str = "letter", /, **typed: Any) -> Any:
        """Press the button that leads to the service, with what is typed by then."""
        return self.post(f"/forms/sign-in/{form}/", **typed)

    def go(self, away: Any) -> str:
        """Go where a page leads, and return the address to which the service leads back."""
        found = re.search(r'content="0;url=([^"]*)"', away.content.decode())
        assert found, away.content.decode()
        location = fetch(unescape(found[1]), via=self.server.origin).headers["location"]
        parts = urlsplit(location)
        assert parts.path == "/forms/sign-in/return/"
        return f"{parts.path}?{parts.query}"

    def sign_in(self, form: str = "letter", /, **typed: Any) -> Any:
        """Go to the service and come back, to the page on which one was."""
        back = self.get(self.go(self.press_sign_in(form, **typed)))
        assert back.status_code == 302, back.content.decode()
        return self.get(back["Location"])

    def send(self, page: Any, /, form: str = "letter", **values: Any) -> Any:
        """Send the form of a page with the values that it shows and these, and its sum."""
        html = page.content.decode()
        given = re.search(r'name="pass" value="([^"]*)"', html)
        asked = re.search(r"(.)加(.)等于几", html)
        assert given, html
        assert asked, html
        total = sum("零一二三四五六七八九".index(sign) for sign in asked.groups())
        more = {"verified": "yes"} if 'name="verified"' in html else {}
        sent = {"pass": given[1], "answer": str(total), "seen": "yes", **more, **values}
        return self.post(f"/forms/{form}/", **sent)
