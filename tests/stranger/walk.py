"""Ask every address as a stranger, in every way one can ask; tell what leaked and what changed."""

import html
import json
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote

from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, reverse
from selectolax.lexbor import LexborHTMLParser

from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.stranger.digest import Undone, changes, models_by_table, rows_of
from tests.stranger.fillers import NoFiller, values_for
from tests.stranger.routes import Route, routes
from tests.stranger.world import TOKEN, World

BACKEND = "mingtang.institution.organization.interfaces.backends.PersonBackend"
SCRIPT = {"x-requested-with": "XMLHttpRequest"}
JSON = {"accept": "application/json"}
SEARCH = {"q": "zqx"}  # what every token begins with


@dataclass(frozen=True)
class Question:
    """One way to ask an address."""

    method: str
    headers: dict[str, str] = field(default_factory=dict)
    fields: Any = None
    is_json: bool = False

    def __str__(self) -> str:
        way = {"x-requested-with": " by script", "accept": " for JSON"}
        return self.method.upper() + way.get(next(iter(self.headers), ""), "")


@dataclass
class Report:
    """What a walk found, and how often it asked each address."""

    faults: list[str] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)

    def note(self, route: Route, fault: str) -> None:
        """Write a fault down once."""
        line = f"{route.name or route.pattern}: {fault}"
        if line not in self.faults:
            self.faults.append(line)


class Asker:
    """A browser of one person that is the same before every question."""

    def __init__(self, person: Person | None) -> None:
        self.person = person
        self._client = Client(raise_request_exception=False)
        if person is not None:
            self._client.force_login(person, backend=BACKEND)
        self._cookies = self._client.cookies.output(header="")

    def ask(self, url: str, question: Question) -> HttpResponseBase:
        """Ask, follow where the answer leads, and return the last answer."""
        self._client.cookies = SimpleCookie(self._cookies)
        more: dict[str, Any] = {"content_type": "application/json"} if question.is_json else {}
        ask = getattr(self._client, question.method)
        response: HttpResponseBase = ask(
            url, question.fields, headers=question.headers, follow=True, **more
        )
        return response


# A verb that cannot be done now shows no form: what such forms ask for, so that a post is complete.
WITHOUT_FORM = {
    "reason": "1",
    "reason_code": "outdated",
    "public_reason": "1",
    "due_at": "2030-01-01T08:00",
    "author": "1",
    "phone": "1",
}


class Walk:
    """One walk over the addresses of a URL map. `unnamed` are patterns that may lack a name."""

    asker: type[Asker] = Asker  # in which way people come

    def __init__(
        self, patterns: Iterable[URLPattern | URLResolver], world: World, unnamed: set[str]
    ) -> None:
        self.routes = [route for route in routes(patterns) if not route.is_closed]
        self.world, self.unnamed = world, unnamed
        self.report = Report()

    def run(self, part: int = 0, parts: int = 1) -> Report:
        """Make A's objects, then ask every address as their owner, as strangers, as nobody.

        A walk over all of them takes minutes: `part` of `parts`, counted from 0, is one share.
        """
        addresses = self._addresses()[part::parts]
        owners = [self.asker(self.world.owner), self.asker(self.world.overseer)]
        people = (self.world.stranger, self.world.outsider, None)
        stranger, outsider, nobody = map(self.asker, people)
        before = {table: rows_of(model) for table, model in models_by_table().items()}
        logging.disable(logging.WARNING)  # thousands of refusals are what is wanted here
        try:
            for route, url in addresses:
                posted = self._ask_as_owner(owners, route, url)
                self._ask(stranger, route, url, _every_way(stranger.person, url, posted), before)
                self._ask(outsider, route, url, _some_ways(outsider.person, url, posted), before)
                self._ask(nobody, route, url, _some_ways(None, url, posted), before)
        finally:
            logging.disable(logging.NOTSET)
        return self.report

    def _addresses(self) -> list[tuple[Route, str]]:
        """Fill in every address first, so that every list could show every object of A."""
        found, known = [], {}  # type: ignore[var-annotated]
        for route in self.routes:
            if not route.name and route.pattern not in self.unnamed:
                self.report.note(route, "an address without a name cannot be walked")
            if not route.name:
                continue
            try:
                values = values_for(route.name, dict.fromkeys(route.arguments), self.world, known)
                found.append((route, reverse(route.name, kwargs=values)))
            except (NoFiller, NoReverseMatch) as error:
                self.report.note(route, str(error))
        return found

    def _ask_as_owner(self, owners: list[Asker], route: Route, url: str) -> dict[str, Any]:
        """Return what A's own form would post. An address that nobody of A can see proves nothing."""
        status, values = 404, {}
        for owner in owners:
            with Undone():
                response = owner.ask(url, Question("get"))
                values = form_values(response)
                status = response.status_code
            if status != 404:
                break
        if route.arguments and (status == 404 or status >= 500):
            self.report.note(route, f"{url} answers {status} to its owner")
        return WITHOUT_FORM if status == 403 else values

    def _ask(
        self, asker: Asker, route: Route, url: str, ways: Iterable[Question], before: Any
    ) -> None:
        who = asker.person.username if asker.person else "nobody"
        for question in ways:
            with Undone() as undone:
                response = asker.ask(url, question)
                changed = list(changes(before, undone.tables, self.world))
                leaked = tokens_in(response) - set(TOKEN.findall(unquote(url)))
            self.report.asked[url] = self.report.asked.get(url, 0) + 1
            if response.status_code >= 500:
                self.report.note(route, f"{question} by {who} answers {response.status_code}")
            for token in sorted(leaked):
                where = self.world.tokens.get(token, "an unknown place")
                self.report.note(route, f"{question} by {who} brought back {where}")
            for change in changed:
                self.report.note(route, f"{question} by {who} changed {change}")


def _some_ways(person: Person | None, url: str, posted: dict[str, Any]) -> Iterator[Question]:
    yield Question("get")
    yield Question("get", JSON)
    yield Question("post", fields=_keyed(person, url, posted))


def _every_way(person: Person | None, url: str, posted: dict[str, Any]) -> Iterator[Question]:
    yield from (Question("get", headers) for headers in ({}, SCRIPT, JSON))
    yield from (Question("get", headers, SEARCH) for headers in ({}, SCRIPT))
    yield Question("post", fields=_keyed(person, url, {}))
    yield from (
        Question("post", headers, _keyed(person, url, posted)) for headers in ({}, SCRIPT, JSON)
    )
    body = json.dumps(posted, default=str)
    for method in ("post", "put", "patch", "delete"):
        yield Question(method, JSON, body, is_json=True)


def _keyed(person: Person | None, url: str, posted: dict[str, Any]) -> dict[str, Any]:
    """Give the stranger a form key that is rightly theirs: only visibility stands in their way."""
    return {**posted, FIELD: new_form_key(person.pk, url)} if person else posted


def form_values(response: HttpResponseBase) -> dict[str, Any]:
    """Return the fields of the forms on a page as a browser would post them, none of them empty."""
    if response.streaming:
        b"".join(response.streaming_content)  # type: ignore[attr-defined] # closes the file
        return {}
    if "html" not in response.headers.get("content-type", ""):
        return {}
    values: dict[str, Any] = {}
    page = LexborHTMLParser(response.content)
    for one in page.css("form input, form textarea, form select"):
        name, kind = one.attributes.get("name"), one.attributes.get("type")
        if not name or kind in {"file", "submit"} or name == "csrfmiddlewaretoken":
            continue
        values[name] = _value(one) or "1"
    for button in page.css("form button[name]"):
        values.setdefault(button.attributes["name"] or "", button.attributes.get("value") or "1")
    return values


def _value(element: Any) -> str:
    if element.tag == "textarea":
        return str(element.text())
    if element.tag == "select":
        options = element.css("option")
        chosen = element.css_first("option[selected]") or (options[-1] if options else None)
        return (chosen.attributes.get("value") or "") if chosen else ""
    return element.attributes.get("value") or ""


def tokens_in(response: Any) -> set[str]:
    """Return the tokens in an answer: headers, body, escaped or not, and the way that led to it."""
    parts = [f"{name}: {value}" for name, value in response.headers.items()]
    parts += [url for url, _ in getattr(response, "redirect_chain", [])]
    body = b"".join(response.streaming_content) if response.streaming else response.content
    parts.append(body.decode("utf-8", "replace"))
    text = "\n".join(parts)
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return {
        token
        for written in (text, plain, html.unescape(plain), unquote(plain))
        for token in TOKEN.findall(written)
    }
