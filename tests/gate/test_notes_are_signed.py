"""Signed notes are the ones that transparency logs write: what others signed holds here."""

from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gate import notes

# The example of golang.org/x/mod/sumdb/note, with the key it was signed by.
NAME, KEY_ID, KEY = ["PeterNeumann", "c74f20a3", "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"]
NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
PUBLIC = b64decode(KEY)[1:]


def test_a_note_that_another_program_signed() -> None:
    [note] = notes.found_in(NOTE, 2)
    assert str(note) == NOTE
    assert note.is_signed_by(PUBLIC)
    assert notes.key_id(NAME, PUBLIC).hex() == KEY_ID
    assert notes.verifier_key(NAME, PUBLIC) == f"{NAME}+{KEY_ID}+{KEY}"


@pytest.mark.parametrize("place", [0, 30, 60, len(NOTE) - 40])
def test_another_text_is_not_signed(place: int) -> None:
    other = NOTE[:place] + ("A" if NOTE[place] != "A" else "B") + NOTE[place + 1 :]
    assert not any(note.is_signed_by(PUBLIC) for note in notes.found_in(other, 2))


def test_another_key_has_not_signed_it() -> None:
    key = Ed25519PrivateKey.generate()
    note = notes.sign("one\ntwo\n", "plant", key)
    assert note.is_signed_by(key.public_key().public_bytes_raw())
    assert not note.is_signed_by(Ed25519PrivateKey.generate().public_key().public_bytes_raw())


@pytest.mark.parametrize("around", ["{}", "您好：\n\n{}\n此致", "> 今日校验点\n>\n{}"])
def test_a_note_in_a_mail(around: str) -> None:
    told = NOTE if not around.startswith(">") else "".join(f"> {x}\n" for x in NOTE.splitlines())
    [note] = notes.found_in(around.format(told).replace("\n", "\r\n"), 2)
    assert note.is_signed_by(PUBLIC)


def test_a_text_without_a_note() -> None:
    assert list(notes.found_in("", 2)) == list(notes.found_in("— x y\n", 2)) == []
