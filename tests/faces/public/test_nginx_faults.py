"""Faults and encryption: the process behind is away, a certificate is there."""

import datetime
import http.client
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mingtang.faces.public.headers import PLAIN_SECURITY, SECURITY
from mingtang.faces.public.nginx import Tls, Wanted, configuration
from tests.faces.public import site_tree
from tests.faces.public.asking import over_socket
from tests.faces.public.site_tree import OLD, PORTAL, STRANGER
from tests.harness.nginx import Nginx, make_writable
from tests.harness.processes import free_ports


@dataclass(frozen=True)
class Encrypted:
    """An nginx with a certificate and nothing behind it."""

    plain: int
    port: int
    certificate: Path

    def ask(
        self, path: str, host: str = PORTAL, version: ssl.TLSVersion | None = None
    ) -> tuple[int, dict[str, str]]:
        context = ssl.create_default_context(cafile=str(self.certificate))
        context.check_hostname = False
        if version:
            context.minimum_version = context.maximum_version = version
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.port, context=context, timeout=10
        )
        try:
            connection.request("GET", path, headers={"Host": host})
            response = connection.getresponse()
            response.read()
            return response.status, {name.lower(): value for name, value in response.getheaders()}
        finally:
            connection.close()


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, PORTAL)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, secret


@pytest.fixture(scope="module")
def encrypted(open_folder: Path) -> Iterator[Encrypted]:
    root, run = open_folder / "www", open_folder / "run"
    site_tree.write(root)
    make_writable(run)
    plain, port, nobody = free_ports(3)
    certificate, key = _certificate(open_folder)
    wanted = Wanted(
        root,
        behind=f"127.0.0.1:{nobody}",
        listen=(f"127.0.0.1:{plain}",),
        tls=Tls(certificate, key, (f"127.0.0.1:{port}",)),
        trusted=("127.0.0.1", "10.0.0.0/8", "fd00::/8"),
        complete=True,
        run_folder=run,
    )
    file = open_folder / "nginx.conf"
    file.write_text(configuration(wanted), "utf-8")
    with Nginx(file, run / "nginx.pid").running():
        yield Encrypted(plain, port, certificate)


def test_encrypted_answers_keep_the_browser_with_encryption(encrypted: Encrypted) -> None:
    for path, status in (("/", 200), ("/nothing.html", 404), ("/.maps/a", 400), ("/api/", 502)):
        found, headers = encrypted.ask(path)
        assert found == status
        assert headers["strict-transport-security"] == "max-age=31536000"
        for name, value in PLAIN_SECURITY if status == 400 else SECURITY:
            assert headers[name.lower()] == value
    with (
        pytest.warns(DeprecationWarning, match="TLS"),
        pytest.raises((ssl.SSLError, ConnectionError)),
    ):
        encrypted.ask("/", version=ssl.TLSVersion.TLSv1_1)


def test_who_comes_without_encryption_is_sent_to_it(encrypted: Encrypted) -> None:
    for host in (PORTAL, OLD):
        answer = over_socket(encrypted.plain, "/a?b=1", host)
        where = f"https://{host}:{encrypted.port}/a?b=1"
        assert (answer.status, answer.headers["location"]) == (301, where)
    assert over_socket(encrypted.plain, "/", STRANGER).status == 404
    assert encrypted.ask("/a", OLD)[1]["location"] == f"https://{PORTAL}/a"
