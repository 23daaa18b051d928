"""An encrypted line that breaks is a line that breaks: it may pass by itself, and nobody looks for a certificate."""

import ssl
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import devices
from devices.interfaces import DeviceError
from devices.rsa2_platform import generate_keys
from devices.s3 import Config, S3Bucket
from devices.tls import Trouble, trouble
from tests.certificates import certificate_in
from tests.devices.cutting import After, cutting
from workers import trials

Talk = Callable[[int, str], object]
LONG = "x" * 300_000
WHOM = ["platform", "trial", "mail", "bucket"]
FIRST_WORD = (After.KNOCK, After.GREETING)
CUTS = [
    (whom, after)
    for whom in WHOM
    for after in After
    if whom != "mail" or after in FIRST_WORD  # of mail the server says the first word
]
SAYS = r"cannot be reached|cut the connection|connection to the evidence store broke"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate_in(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def private_key(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(generate_keys(tmp_path_factory.mktemp("keys"))[0])


@pytest.fixture
def platform(private_key: str) -> Talk:
    def send(port: int, ca_file: str) -> object:
        platform = devices.connect("rsa2_platform", _platform_at(port, ca_file, private_key))
        with closing(platform):
            return platform.send_passage({"serial_no": "1", "cargo_name": LONG}, [])

    return send


@pytest.fixture
def trial(private_key: str) -> Talk:
    return lambda port, ca_file: trials.try_driver(
        "rsa2_platform", _platform_at(port, ca_file, private_key)
    )


@pytest.fixture
def mail() -> Talk:
    def send(port: int, ca_file: str) -> object:
        told = {"host": "127.0.0.1", "port": port, "security": "tls", "ca_file": ca_file}
        return devices.connect("smtp", {**told, "sender": "a@plant.example"}).send(
            LONG.encode(), "b@plant.example", lambda: None
        )

    return send


@pytest.fixture
def bucket() -> Talk:
    def read(port: int, ca_file: str) -> object:
        endpoint = f"https://127.0.0.1:{port}"
        with closing(
            S3Bucket(Config(endpoint, "films", "plant", "secret", ca_file=ca_file))
        ) as store:
            return store.read("ab/cd/x.jpg", 0, 500)

    return read


@pytest.mark.parametrize(("whom", "after"), CUTS)
def test_it_may_pass(
    request: pytest.FixtureRequest, certificate: Path, whom: str, after: After
) -> None:
    talk: Talk = request.getfixturevalue(whom)
    with cutting(certificate, after) as port:
        for _ in range(8):  # one cut is met as a broken line, the next as a fault of the encryption
            with pytest.raises(DeviceError, match=SAYS) as fault:
                talk(port, str(certificate))
            assert not fault.value.permanent


@pytest.mark.parametrize("whom", WHOM)
def test_whoever_is_not_trusted_is_named_so(
    request: pytest.FixtureRequest, certificate: Path, whom: str
) -> None:
    talk: Talk = request.getfixturevalue(whom)
    with (
        cutting(certificate, After.HALF_AN_ANSWER) as port,
        pytest.raises(DeviceError, match=r"certificate .* not trusted") as fault,
    ):
        talk(port, "")
    assert fault.value.permanent


def test_another_encryption_is_neither() -> None:
    assert trouble(ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version")) is (
        Trouble.OTHER_ENCRYPTION
    )
    assert trouble(ConnectionResetError()) is None


def _platform_at(port: int, ca_file: str, private_key: str) -> dict[str, object]:
    address = f"https://127.0.0.1:{port}"
    return {"base_url": address, "app_id": "a", "private_key": private_key, "ca_file": ca_file}
