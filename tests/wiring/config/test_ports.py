import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from mingtang.wiring.config.ports import UnusablePort, answers, is_free, port_from


def test_port_is_the_usual_one_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)
    assert port_from("PORT", 8000) == 8000
    monkeypatch.setenv("PORT", "9000")
    assert port_from("PORT", 8000) == 9000


@pytest.mark.parametrize("text", ["0", "65536", "http", "-1", "８０００", "80.5"])
def test_port_that_is_none_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", text)

    with pytest.raises(UnusablePort, match="不是端口号"):
        port_from("PORT", 8000)


def test_port_held_by_someone_is_not_free() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        assert not is_free(port)
    assert is_free(port)


@pytest.mark.parametrize(("body", "is_ours"), [(b"ok", True), (b"It works!", False)])
def test_answer_on_a_port_tells_our_own_process(body: bytes, is_ours: bool) -> None:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        assert answers(server.server_port) is is_ours
        thread.join()


def test_answer_of_nobody_is_none() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    assert not answers(port)
