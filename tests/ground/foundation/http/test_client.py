import datetime
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mingtang.ground.foundation.http import (
    Answer,
    FetchError,
    FetchFailed,
    FetchRefused,
    Limits,
    connection,
    fetch,
)
from tests.ground.foundation.http.servers import Server, running


@pytest.fixture(scope="module")
def shared_server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def server(shared_server: Server) -> Server:
    shared_server.requests.clear()
    return shared_server


def get(server: Server, path: str, **particulars: object) -> Answer:
    url = f"{server.origin}/{path}"
    return fetch(url, allowed_origins=[server.origin], **particulars)  # type: ignore[arg-type]


def failure(server: Server, path: str, **particulars: object) -> FetchError:
    with pytest.raises(FetchError) as error:
        get(server, path, **particulars)
    return error.value


def test_fetch_returns_the_answer(server: Server) -> None:
    answer = get(server, "page?q=通知&x=1#部分")
    assert (answer.status, answer.body.decode()) == (200, "<p>通知</p>")
    assert answer.headers["content-type"] == "text/html"
    assert (answer.address, answer.redirects) == ("127.0.0.1", ())
    (request,) = server.requests
    assert request[:2] == ("GET", "/page?q=%E9%80%9A%E7%9F%A5&x=1")
    assert request[2]["Host"] == f"127.0.0.1:{server.port}"
    assert request[2]["Accept-Encoding"] == "identity"


def test_fetch_returns_any_status_as_an_answer(server: Server) -> None:
    assert get(server, "status/404").status == 404
    assert get(server, "status/500").body == b"gone"


def test_fetch_asks_for_the_head_alone(server: Server) -> None:
    answer = get(server, "large/1000", method="head")
    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, b"", "1000")


def test_fetch_sends_a_body_and_headers_but_not_those_of_the_connection(server: Server) -> None:
    headers = {"Content-Type": "application/json", "Host": "evil.cn", "content-length": "1"}
    get(server, "page", method="POST", body=b"{}", headers=headers)
    method, _, sent, body = server.requests[0]
    assert (method, body, sent["Content-Type"]) == ("POST", b"{}", "application/json")
    assert (sent["Host"], sent["Content-Length"]) == (f"127.0.0.1:{server.port}", "2")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1/", "private"),
        ("http://[::1]/", "private"),
        ("http://[::ffff:10.0.0.1]/", "private"),
        ("http://[64:ff9b::7f00:1]/", "private"),
        ("http://0.0.0.0/", "private"),
        ("http://169.254.169.254/latest/meta-data", "private"),
        ("http://localhost:8001/", "private"),
        ("http://10.1.2.3/", "private"),
        ("file:///etc/passwd", "scheme"),
        ("ftp://a.cn/", "scheme"),
        ("gopher://a.cn/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("//a.cn/", "scheme"),
        ("", "scheme"),
        ("http://user:pass@a.cn/", "userinfo"),
        ("http://a.cn\\@b.cn/", "userinfo"),
        ("http:///path", "address"),
        ("http://a b.cn/", "address"),
        ("http://a.cn/\r\nX: y", "address"),
        ("http://a.cn:99999/", "address"),
        ("http://[::1/", "address"),
        ("http://a..cn/", "address"),
        ("http://a%2ecn/", "address"),
        ("http://b.cn\\.a.cn/", "address"),
    ],
)
def test_fetch_refuses_what_must_not_be_fetched(url: str, code: str) -> None:
    with pytest.raises(FetchRefused) as refused:
        fetch(url)
    assert refused.value.code == code


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1"])
def test_fetch_refuses_old_spellings_of_an_address(host: str) -> None:
    def as_the_system_reads_it(host: str, port: int) -> list[str]:
        return [socket.inet_ntoa(socket.inet_aton(host))]

    with pytest.raises(FetchRefused, match="内部"):
        fetch(f"http://{host}/", resolver=as_the_system_reads_it)


def test_fetch_refuses_a_name_that_means_this_house(server: Server) -> None:
    with pytest.raises(FetchRefused, match="指向内部或保留地址"):
        fetch(f"http://intern.cn:{server.port}/", resolver=lambda host, port: ["127.0.0.1"])
    assert not server.requests


def test_fetch_connects_to_the_address_it_looked_at(server: Server) -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    origin = f"http://portal.cn:{server.port}"
    answer = fetch(f"{origin}/page", allowed_origins=[origin], resolver=rebinding)
    assert (answer.address, asked) == ("127.0.0.1", ["portal.cn"])
    assert server.requests[0][2]["Host"] == f"portal.cn:{server.port}"


def test_fetch_tries_the_next_address(server: Server) -> None:
    origin = f"http://portal.cn:{server.port}"
    answer = fetch(
        f"{origin}/page",
        allowed_origins=[origin],
        resolver=lambda host, port: ["127.0.0.99", "127.0.0.1"],
    )
    assert answer.address == "127.0.0.1"


def test_fetch_goes_by_way_of_a_configured_origin(server: Server) -> None:
    answer = fetch("https://www.gov.example.cn/page", via=server.origin)
    assert answer.status == 200
    assert server.requests[0][2]["Host"] == "www.gov.example.cn"
    moved = fetch("http://www.gov.example.cn/moved/301", via=server.origin)
    assert (moved.status, moved.headers["location"]) == (301, "/page")


def test_fetch_follows_redirects_and_remembers_them(server: Server) -> None:
    answer = get(server, "moved/301")
    assert (answer.status, answer.url) == (200, f"{server.origin}/page")
    assert answer.redirects == (f"{server.origin}/moved/301",)


@pytest.mark.parametrize(
    ("status", "method", "body"),
    [
        (301, "GET", b""),
        (302, "GET", b""),
        (303, "GET", b""),
        (307, "POST", b"x"),
        (308, "POST", b"x"),
    ],
)
def test_fetch_repeats_a_post_only_where_told(
    server: Server, status: int, method: str, body: bytes
) -> None:
    get(server, f"moved/{status}", method="POST", body=b"x")
    assert (server.requests[1][0], server.requests[1][3]) == (method, body)


def test_fetch_looks_at_every_hop(server: Server) -> None:
    elsewhere = f"to/http~127.0.0.2:{server.port}!page"
    assert failure(server, elsewhere).code == "private"
    assert failure(server, "to/file~!etc!passwd").code == "scheme"
    assert len(server.requests) == 2


def test_fetch_stops_after_so_many_redirects(server: Server) -> None:
    assert failure(server, "again/0", limits=Limits(max_redirects=3)).code == "redirects"
    assert len(server.requests) == 4


def test_fetch_does_not_take_a_sign_in_to_another_origin(server: Server) -> None:
    other = f"http://localhost:{server.port}"
    fetch(
        f"{server.origin}/to/http~localhost:{server.port}!page",
        headers={"Authorization": "Bearer x", "Cookie": "a=b", "X-Kind": "y"},
        allowed_origins=[server.origin, other],
    )
    first, second = (request[2] for request in server.requests)
    assert (first["Authorization"], first["Cookie"], first["X-Kind"]) == ("Bearer x", "a=b", "y")
    assert "Authorization" not in second
    assert "Cookie" not in second
    assert second["X-Kind"] == "y"


def test_fetch_stops_at_the_size(server: Server) -> None:
    limits = Limits(max_bytes=5000)
    assert len(get(server, "large/5000", limits=limits).body) == 5000
    assert failure(server, "large/5001", limits=limits).code == "too_large"
    assert failure(server, "chunks/5", limits=limits).code == "too_large"
    assert len(get(server, "chunks/4", limits=limits).body) == 4096


def test_fetch_counts_unpacked_bytes(server: Server) -> None:
    assert get(server, "packed/5000").body == bytes(5000)
    assert failure(server, "packed/50000000", limits=Limits(max_bytes=5000)).code == "too_large"


@pytest.mark.parametrize("path", ["short", "cut", "nonsense"])
def test_fetch_does_not_take_a_piece_for_the_whole(server: Server, path: str) -> None:
    assert failure(server, path).code == "broken"


def test_fetch_tells_an_encoding_it_does_not_read(server: Server) -> None:
    assert failure(server, "strange").code == "encoding"


def test_fetch_has_no_time_at_all(server: Server) -> None:
    assert failure(server, "page", limits=Limits(seconds=0)).code == "timeout"


@pytest.mark.parametrize("path", ["silence", "slow/head", "slow/body"])
def test_fetch_keeps_its_time_against_drops(server: Server, path: str) -> None:
    begun = time.monotonic()
    assert failure(server, path, limits=Limits(seconds=0.4)).code == "timeout"
    assert time.monotonic() - begun < 2


def test_fetch_keeps_its_time_against_a_silent_handshake() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        origin = f"https://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(FetchFailed) as failed:
            fetch(f"{origin}/", allowed_origins=[origin], limits=Limits(seconds=0.2))
    assert failed.value.code == "timeout"


def test_fetch_keeps_its_time_against_a_silent_name_server() -> None:
    def silent(host: str, port: int) -> list[str]:
        time.sleep(1)
        return []

    with pytest.raises(FetchFailed) as failed:
        fetch("http://a.cn/", limits=Limits(seconds=0.1), resolver=silent)
    assert failed.value.code == "timeout"


def test_fetch_tells_an_unknown_name() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError

    with pytest.raises(FetchFailed, match="解析不到") as failed:
        fetch("http://不存在.cn/", resolver=unknown)
    assert failed.value.code == "dns"


def test_fetch_hands_on_a_fault_of_the_resolver() -> None:
    def broken(host: str, port: int) -> list[str]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fetch("http://a.cn/", resolver=broken)


def test_fetch_tells_a_closed_port() -> None:
    with running() as server:
        origin = server.origin
    with pytest.raises(FetchFailed) as failed:
        fetch(f"{origin}/", allowed_origins=[origin])
    assert failed.value.code == "connect"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for portal.cn, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "portal.cn")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("portal.cn")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "portal.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_fetch_checks_certificate_and_name(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with running(context) as server:

        def secure(host: str) -> Answer:
            origin = f"https://{host}:{server.port}"
            return fetch(
                f"{origin}/page",
                allowed_origins=[origin],
                resolver=lambda host, port: ["127.0.0.1"],
            )

        connection._tls.cache_clear()
        with pytest.raises(FetchFailed, match="证书") as failed:
            secure("portal.cn")
        assert failed.value.code == "tls"
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        connection._tls.cache_clear()
        assert secure("portal.cn").status == 200
        with pytest.raises(FetchFailed, match="证书"):
            secure("other.cn")
    connection._tls.cache_clear()
