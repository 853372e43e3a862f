import asyncio
import io
import json
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from mingtang.wiring.config.serving.bodies import Intake
from mingtang.wiring.config.serving.bridge import FileWrapper
from mingtang.wiring.config.serving.gateway import BACK_OFF_SECONDS, Gateway
from mingtang.wiring.config.serving.sizes import Bounds, LaneSize
from tests.wiring.config.serving.asking import ask, slowly

BOUNDS = Bounds(
    body=1000,
    body_seconds=0.2,
    upload=5000,
    upload_seconds=0.2,
    uploads_at_once=1,
    held=3000,
    held_by_one=1500,
)
MULTIPART = "multipart/form-data; boundary=a"


class Echo:
    """A WSGI application that notes its environments and answers with the body it was sent."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.seen.append(environ)
        body = environ["wsgi.input"].read()
        match environ["PATH_INFO"]:
            case "/fails":
                raise RuntimeError("no such luck")
            case "/file":
                start("200 OK", [("Content-Type", "application/pdf")])
                return environ["wsgi.file_wrapper"](io.BytesIO(b"f" * 200_000))
            case "/parts":
                start("206 Partial Content", [])
                return (part for part in (b"one", b"", b"two"))
        start("200 OK", [("Content-Type", "text/plain")])
        return [body]


@pytest.fixture
def make() -> Iterator[Callable[..., Gateway]]:
    made: list[Gateway] = []

    def make(**changes: Any) -> Gateway:
        particulars: dict[str, Any] = {
            "lanes": {"work": LaneSize(2, 4), "watch": LaneSize(1, 1)},
            "lane_of": lambda method, path: "watch" if path == "/healthz" else "work",
            "bounds": BOUNDS,
        }
        gateway = Gateway(changes.pop("application", Echo()), **particulars | changes)
        made.append(gateway)
        return gateway

    yield make
    for gateway in made:
        for lane in gateway.lanes.values():
            lane.close()


def run(*arguments: Any, **more: Any) -> Any:
    return asyncio.run(ask(*arguments, **more))


def test_request_reaches_the_application_as_wsgi_has_it(make: Callable[..., Gateway]) -> None:
    echo = Echo()
    answer = run(
        make(application=echo),
        "/a?b=1",
        method="POST",
        chunks=[b"one", b"two"],
        length=6,
        content_type="text/plain",
        x_forwarded_for="10.0.0.1",
    )

    assert (answer.status, answer.body) == (200, b"onetwo")
    environ = echo.seen[0]
    assert environ["PATH_INFO"] == "/a"
    assert environ["QUERY_STRING"] == "b=1"
    assert environ["CONTENT_LENGTH"] == "6"
    assert environ["CONTENT_TYPE"] == "text/plain"
    assert environ["HTTP_X_FORWARDED_FOR"] == "10.0.0.1"
    assert environ["REMOTE_ADDR"] == "127.0.0.1"


def test_header_with_an_underscore_is_not_taken_for_another(make: Callable[..., Gateway]) -> None:
    echo = Echo()
    gateway = make(application=echo)
    scope_headers = {"x_forwarded_for": "10.0.0.1"}

    async def forged() -> None:
        messages = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> dict[str, Any]:
            return messages.pop()

        async def send(message: dict[str, Any]) -> None:
            return

        await gateway(
            {
                "type": "http",
                "method": "GET",
                "path": "/",
                "raw_path": b"/",
                "query_string": b"",
                "http_version": "1.1",
                "scheme": "http",
                "headers": [(k.encode(), v.encode()) for k, v in scope_headers.items()],
            },
            receive,
            send,
        )

    asyncio.run(forged())
    assert "HTTP_X_FORWARDED_FOR" not in echo.seen[0]


@pytest.mark.parametrize("length", [5001, None])
def test_body_over_the_bound_is_refused_unread(
    make: Callable[..., Gateway], length: int | None
) -> None:
    echo = Echo()
    answer = run(make(application=echo), "/", method="POST", chunks=[b"x" * 900] * 6, length=length)

    assert answer.status == 413
    assert answer.taken <= 1800
    assert "内容过大" in answer.body.decode()
    assert answer.headers["connection"] == "close"
    assert echo.seen == []


def test_slow_body_is_given_up_and_takes_no_thread(make: Callable[..., Gateway]) -> None:
    gateway = make()

    async def crowd() -> tuple[Any, list[Any]]:
        slow = [
            asyncio.ensure_future(ask(gateway, "/", method="POST", chunks=slowly(100)))
            for _ in range(50)
        ]
        await asyncio.sleep(0.05)
        quick = await ask(gateway, "/")
        assert not any(one.done() for one in slow)
        return quick, list(await asyncio.gather(*slow))

    quick, slow = asyncio.run(crowd())
    assert quick.status == 200
    assert {one.status for one in slow} == {408}


def test_memory_for_bodies_of_one_address_is_bounded(make: Callable[..., Gateway]) -> None:
    gateway = make(bounds=Bounds(body=1000, body_seconds=2, held=3000, held_by_one=1500))

    async def hold(chunks: list[bytes]) -> Any:
        for chunk in chunks:
            yield chunk
        await asyncio.sleep(0.3)

    async def crowd() -> list[int]:
        first = asyncio.ensure_future(
            ask(gateway, "/", method="POST", chunks=hold([b"x" * 900]), address="127.0.0.9")
        )
        await asyncio.sleep(0.05)
        same = await ask(
            gateway, "/", method="POST", chunks=[b"x" * 900], length=900, address="127.0.0.9"
        )
        other = await ask(
            gateway, "/", method="POST", chunks=[b"x" * 900], length=900, address="127.0.0.8"
        )
        await first
        later = await ask(
            gateway, "/", method="POST", chunks=[b"x" * 900], length=900, address="127.0.0.9"
        )
        return [same.status, other.status, later.status]

    assert asyncio.run(crowd()) == [503, 200, 200]


def test_large_upload_of_a_stranger_is_refused_unread(make: Callable[..., Gateway]) -> None:
    asked: list[str] = []

    def stranger(cookies: str) -> bool:
        asked.append(cookies)
        return False

    answer = run(
        make(is_signed_in=stranger),
        "/documents/add/",
        method="POST",
        chunks=[b"x" * 900] * 5,
        length=4500,
        content_type=MULTIPART,
        cookie="sessionid=a",
    )

    assert (answer.status, answer.taken) == (403, 0)
    assert asked == ["sessionid=a"]


def test_large_upload_of_a_person_is_taken_in(make: Callable[..., Gateway]) -> None:
    answer = run(
        make(is_signed_in=lambda cookies: True),
        "/documents/add/",
        method="POST",
        chunks=[b"x" * 900] * 5,
        length=4500,
        content_type=MULTIPART,
    )

    assert (answer.status, answer.body) == (200, b"x" * 4500)


def test_large_form_of_anybody_is_taken_where_the_face_takes_forms(
    make: Callable[..., Gateway],
) -> None:
    gateway = make(open_uploads=("/forms/",))
    sent: dict[str, Any] = {
        "method": "POST",
        "chunks": [b"x" * 900] * 5,
        "length": 4500,
        "content_type": MULTIPART,
    }
    assert [run(gateway, path, **sent).status for path in ("/forms/a/", "/")] == [200, 413]


def test_one_address_has_so_many_uploads_under_way() -> None:
    intake = Intake(Bounds(body=10, upload=10, uploads_at_once=8, uploads_by_one=1))

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0.05)
        return {"type": "http.request", "body": b"x"}

    async def three() -> list[object]:
        bodies = await asyncio.gather(
            *(intake.upload(receive, address) for address in "aab"), return_exceptions=True
        )
        for body in bodies:
            if not isinstance(body, BaseException):
                body.close()
        return [getattr(body, "status", "taken") for body in bodies]

    assert asyncio.run(three()) == ["taken", 503, "taken"]
    assert intake.uploads == 0


@pytest.mark.parametrize("length", [5400, None])
def test_upload_over_its_bound_is_refused(make: Callable[..., Gateway], length: int | None) -> None:
    gateway = make(is_signed_in=lambda cookies: True)
    answer = run(
        gateway,
        "/",
        method="POST",
        chunks=[b"x" * 900] * 6,
        length=length,
        content_type=MULTIPART,
    )

    assert answer.status == 413
    assert gateway.intake.uploads == 0


def test_one_upload_too_many_is_told_to_come_back(make: Callable[..., Gateway]) -> None:
    gateway = make(is_signed_in=lambda cookies: True)

    async def two() -> list[int]:
        answers = await asyncio.gather(
            *(
                ask(gateway, "/", method="POST", chunks=slowly(3), content_type=MULTIPART)
                for _ in range(2)
            )
        )
        return sorted(answer.status for answer in answers)

    assert asyncio.run(two()) == [200, 503]


def test_busy_lane_answers_503_and_the_others_go_on(make: Callable[..., Gateway]) -> None:
    gate = threading.Event()

    def waits(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/healthz":
            gate.wait(10)
        start("200 OK", [])
        return [b"ok"]

    gateway = make(application=waits)

    async def crowd() -> tuple[Any, Any, Any, float, list[Any]]:
        taken = [asyncio.ensure_future(ask(gateway, "/")) for _ in range(6)]
        await asyncio.sleep(0.05)
        begun = time.monotonic()
        page = await ask(gateway, "/", method="POST", chunks=[b"x" * 900], length=900)
        waited = time.monotonic() - begun
        document = await ask(gateway, "/api/v1/sites")
        healthy = await ask(gateway, "/healthz")
        gate.set()
        return page, document, healthy, waited, list(await asyncio.gather(*taken))

    page, document, healthy, waited, taken = asyncio.run(crowd())
    assert page.status == document.status == 503
    assert page.taken == 0  # nobody would have worked it off
    assert waited >= BACK_OFF_SECONDS[0]
    assert page.headers["retry-after"] == document.headers["retry-after"] == "5"
    assert "系统繁忙" in page.body.decode()
    assert document.headers["content-type"] == "application/problem+json"
    assert json.loads(document.body)["type"] == "urn:mingtang:problem:busy"
    assert healthy.status == 200
    assert {one.status for one in taken} == {200}


def test_failure_outside_of_django_has_a_number(
    make: Callable[..., Gateway], caplog: pytest.LogCaptureFixture
) -> None:
    answer = run(make(), "/fails")

    assert answer.status == 500
    (record,) = [record for record in caplog.records if record.exc_info]
    assert record.__dict__["number"] in answer.body.decode()


def test_file_is_sent_in_blocks_and_closed(make: Callable[..., Gateway]) -> None:
    assert run(make(), "/file").body == b"f" * 200_000
    file = io.BytesIO(b"ab")
    FileWrapper(file).close()
    assert file.closed


def test_parts_are_sent_one_after_the_other(make: Callable[..., Gateway]) -> None:
    answer = run(make(), "/parts")
    assert (answer.status, answer.body) == (206, b"onetwo")


def test_head_has_no_body(make: Callable[..., Gateway]) -> None:
    assert run(make(), "/file", method="HEAD").body == b""


def test_client_that_leaves_takes_nothing_along(make: Callable[..., Gateway]) -> None:
    gateway = make()

    async def leaves() -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            raise AssertionError(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/",
            "raw_path": b"/",
            "query_string": b"",
            "http_version": "1.1",
            "scheme": "http",
            "headers": [(b"content-length", b"10")],
        }
        await gateway(scope, receive, send)

    asyncio.run(leaves())
    assert gateway.lanes["work"].pending == 0


def test_life_of_the_process(make: Callable[..., Gateway]) -> None:
    begun: list[str] = []
    gateway = make(at_start=lambda: begun.append("start"), at_end=lambda: begun.append("end"))
    said: list[str] = []

    async def live() -> None:
        messages = [{"type": "lifespan.shutdown"}, {"type": "lifespan.startup"}]

        async def receive() -> dict[str, Any]:
            return messages.pop()

        async def send(message: dict[str, Any]) -> None:
            said.append(message["type"])

        await gateway({"type": "lifespan"}, receive, send)

    interval = sys.getswitchinterval()
    try:
        asyncio.run(live())
    finally:
        sys.setswitchinterval(interval)
    assert begun == ["start", "end"]
    assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
