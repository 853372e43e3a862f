"""Nothing that is typed into an address, a form or a body makes a view fail: it is refused, or read."""

import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from selectolax.lexbor import LexborHTMLParser

from mingtang.institution.organization.actions.tokens import issue_token
from mingtang.wiring.config import office_urls
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.factories.cast import Cast
from tests.stranger.digest import Undone
from tests.stranger.fillers import values_for
from tests.stranger.routes import Route, routes
from tests.stranger.walk import BACKEND, form_values
from tests.stranger.world import World, build_world

NUL = "a\0b"
NUMBERS = ("9" * 20, "-1")
WORDS = "abc\u202e" + "\U0010ffff" * 300
BROKEN = "%ff%ed%a0%80"  # bytes that are no UTF-8, half a pair among them
USUAL = ("page", "p", "after", "before", "order", "ordering", "id", "next", "parent")
MARK = "987654321"  # stands for one argument while an address is made
PARTS = 4  # so that several workers share the walk
SCHEMAS = "/api/v1/openapi.json"


class Visitor:
    """A person with every post of unit A, by browser and by token, and the answers that failed."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.client = Client(raise_request_exception=False)
        self.client.force_login(world.owner, backend=BACKEND)
        token = issue_token(actor=world.owner, at=world.at, person_id=world.owner.pk, name="甲")
        self.headers = {"authorization": f"Bearer {token.text}"}
        self.failed: list[str] = []
        self.asked = 0

    def ask(self, url: str, method: str = "get", fields: Any = None, **more: Any) -> Any:
        """Ask for an address and take back what that changed."""
        with Undone():
            response: HttpResponseBase = getattr(self.client, method)(
                url, fields, headers=self.headers, **more
            )
            if response.streaming:
                b"".join(response.streaming_content)  # type: ignore[attr-defined] # closes it
        self.asked += 1
        if response.status_code >= 500:
            error = (getattr(response, "exc_info", None) or [None, ""])[1]
            self.failed.append(f"{method} {url[:200]} {str(fields)[:200]}: {error!r}")
        return response


@pytest.fixture
def visitor(cast: Cast) -> Iterator[Visitor]:
    logging.disable(logging.CRITICAL)  # thousands of refusals are what is wanted here
    yield Visitor(build_world(cast))
    logging.disable(logging.NOTSET)


def _places(world: World) -> Iterator[tuple[Route, dict[str, Any]]]:
    """Yield every open route with objects of unit A for its arguments."""
    known: dict[Any, Any] = {}
    for route in routes(office_urls.urlpatterns):
        if route.name and not route.is_closed:
            yield route, values_for(route.name, dict.fromkeys(route.arguments), world, known)


# Wagtail leaves the temporary file of a picture that it makes smaller to be closed by chance.
@pytest.mark.filterwarnings(
    "ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning")
@pytest.mark.django_db
@pytest.mark.timeout(900)  # thousands of requests, and the machine may be busy
@pytest.mark.parametrize("part", range(PARTS))
def test_no_value_in_an_address_or_a_form_fails(visitor: Visitor, part: int) -> None:
    for route, values in list(_places(visitor.world))[part::PARTS]:
        url = reverse(route.name, kwargs=values)
        page = visitor.ask(url)
        for query in _queries(page):
            visitor.ask(f"{url}?{query}")
        for address in _addresses(route, values):
            visitor.ask(address)
        for fields in _forms(page):
            visitor.ask(url, "post", {**fields, FIELD: new_form_key(visitor.world.owner.pk, url)})

    assert not visitor.failed, "\n".join(visitor.failed)
    assert visitor.asked > 100


@pytest.mark.django_db
def test_no_body_sent_to_the_interface_fails(visitor: Visitor) -> None:
    schemas = visitor.client.get(SCHEMAS).json()
    known: dict[Any, Any] = {}
    for route, operations in schemas["paths"].items():
        for method, operation in operations.items():
            if "requestBody" not in operation:
                continue
            named = [one["name"] for one in operation["parameters"] if one["in"] == "path"]
            values = values_for("api:any", dict.fromkeys(named), visitor.world, known)
            url = route.format(**values)
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            for text, number in ((NUL + "\ud800", 1), ("abc", 10**30), (WORDS, -1)):
                body = json.dumps(_body(schema, schemas["components"]["schemas"], text, number))
                visitor.ask(url, method, body, content_type="application/json")

    assert not visitor.failed, "\n".join(visitor.failed)
    assert visitor.asked > 30


def _queries(page: Any) -> Iterator[str]:
    offered = sorted(_offered(page))
    yield f"q={quote(NUL)}"
    yield f"q={BROKEN}&" + "&".join(f"{name}={NUMBERS[0]}" for name in USUAL)
    for name in offered:
        for text in (*NUMBERS, "abc"):
            yield urlencode({name: text})


def _offered(page: Any) -> set[str]:
    """Return the names that the page itself puts into addresses."""
    if page.streaming or "html" not in page.headers.get("content-type", ""):
        return set()
    tree = LexborHTMLParser(page.content)
    fields = tree.css("form[method=get] [name]")
    links = (urlsplit(one.attributes.get("href") or "") for one in tree.css("main a[href*='?']"))
    names = {one.attributes.get("name") or "" for one in fields}
    return names | {name for link in links if not link.path for name, _ in parse_qsl(link.query)}


def _addresses(route: Route, values: dict[str, Any]) -> Iterator[str]:
    """Yield the address with a hostile value for each argument, where the route takes it at all."""
    for name in route.arguments:
        template = _template(route, values, name)
        for value in (quote(NUL), *NUMBERS, "abc", BROKEN):
            address = template.replace(MARK, value)
            if _leads_to(unquote(address)) == route.name:
                yield address


def _leads_to(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def _template(route: Route, values: dict[str, Any], name: str) -> str:
    try:
        return reverse(route.name, kwargs={**values, name: MARK})
    except NoReverseMatch:
        return reverse(route.name, kwargs=values).replace(str(values[name]), MARK)


def _forms(page: Any) -> Iterator[dict[str, Any]]:
    found = form_values(page)
    if found:
        yield dict.fromkeys(found, NUL)
        yield dict.fromkeys(found, NUMBERS[0])
        yield {name: NUMBERS[0] if value.isdigit() else WORDS for name, value in found.items()}


def _body(schema: dict[str, Any], all_of: dict[str, Any], text: str, number: int) -> Any:
    """Return a value of the shape that a schema asks for, made of this text and this number."""
    if "$ref" in schema:
        return _body(all_of[schema["$ref"].rpartition("/")[2]], all_of, text, number)
    if "anyOf" in schema:
        return _body(schema["anyOf"][0], all_of, text, number)
    match schema.get("type"):
        case "object":
            return {
                name: _body(one, all_of, text, number)
                for name, one in schema.get("properties", {text: {}}).items()
            }
        case "array":
            return [_body(schema.get("items", {}), all_of, text, number)]
        case "integer" | "number":
            return number
        case "boolean":
            return True
        case _:
            return schema["enum"][0] if "enum" in schema else text
