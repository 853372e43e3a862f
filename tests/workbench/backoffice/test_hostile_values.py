"""NUL characters, rows that no number names, and pages that are none are refused at the door."""

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.workbench.backoffice.form_keys import FIELD
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db
CHOOSERS = ("wagtailimages_chooser", "wagtaildocs_chooser")


@pytest.fixture
def client(cast: Cast) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.officer)
    return client


@pytest.mark.parametrize("route", ["wagtailimages:index", "wagtaildocs:index", "content:list"])
@pytest.mark.parametrize("query", ["page=%00", "q=a%00b", "%00=1"])
def test_nul_in_a_query_is_refused(client: Client, route: str, query: str) -> None:
    assert client.get(f"{reverse(route)}?{query}").status_code == 400


def test_nul_in_a_path_is_refused(client: Client) -> None:
    assert client.get("/media/a%00.png").status_code == 400


@pytest.mark.parametrize("name", ["password", "nul\0name", FIELD])
def test_nul_in_a_form_is_refused(client: Client, name: str) -> None:
    response = client.post(reverse("wagtailadmin_account"), {name: "a\0b"})

    assert response.status_code == 400


def test_nul_in_an_address_of_the_interface_is_a_problem_document(client: Client) -> None:
    response = client.get("/api/v1/?q=%00")

    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"


def test_invalid_utf8_in_a_query_is_read_as_unknown_letters(client: Client) -> None:
    assert client.get(f"{reverse('content:list')}?q=%ff%fe%ed%a0%80").status_code == 200


@pytest.mark.parametrize("chooser", CHOOSERS)
@pytest.mark.parametrize("number", ["abc", "-1", "9" * 20, "1.5", "１"])
def test_chosen_row_that_no_number_names_is_not_found(
    client: Client, chooser: str, number: str
) -> None:
    one = client.get(reverse(f"{chooser}:chosen", args=[number]))
    several = client.get(reverse(f"{chooser}:chosen_multiple"), {"id": number})

    assert (one.status_code, several.status_code) == (404, 404)


@pytest.mark.parametrize("page", ["content:list", "9" * 20, "{"])
def test_page_to_go_on_to_that_is_no_address_is_not_followed(client: Client, page: str) -> None:
    edit = client.post(reverse("wagtaildocs:edit", args=[1]), {"next": page})
    sign_in = client.get(reverse("sign_in:enter"), {"next": page})

    assert edit.status_code == 404
    assert (sign_in.status_code, sign_in.headers["Location"]) == (302, "/")
