"""What the dynamic part behind nginx may be asked, and what happens when it is not there."""

from mingtang.faces.public.headers import SECURITY
from tests.faces.public.asking import over_socket
from tests.faces.public.conftest import Front
from tests.faces.public.site_tree import PORTAL


def test_the_dynamic_part_is_limited_and_files_are_not(front: Front) -> None:
    dynamic = [over_socket(front.port, "/api/v1/sites", PORTAL) for _ in range(80)]
    files = [over_socket(front.port, "/", PORTAL).status for _ in range(200)]

    assert {answer.status for answer in dynamic} == {200, 429}
    refused = next(answer for answer in dynamic if answer.status == 429)
    for name, value in SECURITY:
        assert refused.headers[name.lower()] == value
    assert "暂时无法办理" in refused.text
    assert refused.headers["retry-after"] == "60"
    assert set(files) == {200}


def test_visits_of_a_building_are_not_counted_against_its_forms(front: Front) -> None:
    visits = [
        over_socket(front.port, "/api/visits?path=/", PORTAL, "POST").status for _ in range(150)
    ]
    assert set(visits) == {200}
    assert over_socket(front.port, "/api/visits?path=/", PORTAL).status == 200
