"""TLS as the target file names it: a CA of the vendor's own, and a client certificate where the server asks for one."""

import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from conformance.session import tls_of
from conformance.target import Reach, TargetFile
from harness.world.ports import ExchangeLostError, Request
from simulators.entropy import Entropy
from simulators.network import HttpNetwork

REQUEST = Request(method="GET", path="/")


class Authority:
    """A CA that is made for one test."""

    def __init__(self, folder) -> None:
        self.folder, self.key = folder, Entropy(1).p256_private_key("ca")
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test CA")])
        self.file = self.write("ca", self.sign(self.name, self.key, is_ca=True), self.key)

    def sign(self, name, key, *, is_ca=False):
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder(
                subject_name=name,
                issuer_name=self.name,
                public_key=key.public_key(),
                serial_number=x509.random_serial_number(),
                not_valid_before=now - timedelta(minutes=5),
                not_valid_after=now + timedelta(hours=1),
            )
            .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hashes.SHA256())
        )

    def write(self, label, certificate, key):
        file = self.folder / f"{label}.pem"
        pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
        private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
        file.write_bytes(certificate.public_bytes(pem) + private)
        return file

    def issued(self, label):
        key = Entropy(1).p256_private_key(label)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, label)])
        return self.write(label, self.sign(name, key), key)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


@contextmanager
def serving(authority, *, asks_client=False):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.issued("server"))
    if asks_client:
        context.load_verify_locations(authority.file)
        context.verify_mode = ssl.CERT_REQUIRED
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(url, **reach):
    target = TargetFile(kind="server", nation="kuwait", reach=Reach(url=url, **reach))
    with HttpNetwork(url, tls=tls_of(target)) as network:
        return network(REQUEST).body


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


def test_a_server_of_the_named_ca_is_reached(authority):
    with serving(authority) as url:
        assert ask(url, ca_file=str(authority.file)) == b"ok"


def test_a_server_of_an_unknown_ca_is_not_trusted(authority):
    with serving(authority) as url, pytest.raises(ExchangeLostError, match="certificate verify failed"):
        ask(url)


def test_a_server_that_asks_for_a_client_certificate_gets_it(authority):
    client = str(authority.issued("client"))
    with serving(authority, asks_client=True) as url:
        assert ask(url, ca_file=str(authority.file), client_certificate=client) == b"ok"


def test_a_server_that_asks_for_a_client_certificate_refuses_without(authority):
    with serving(authority, asks_client=True) as url, pytest.raises(ExchangeLostError):
        ask(url, ca_file=str(authority.file))
