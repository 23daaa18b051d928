#!/usr/bin/env python3
"""Greengate 绿门: checks a pack of its ledger, offline, with nothing but Python 3.8 or newer.

    python3 check.py                                      the pack that this file lies in
    python3 check.py pack.zip --checkpoint mail.txt       another one, and a checkpoint that you hold

校验绿门台账数据包：不联网，只需 Python 3。--checkpoint 后接您手中留存的校验点文本。
What each file of a pack holds is written down in decision 0013 of Greengate; this file shares no code with it.
"""

import argparse
import base64
import datetime
import hashlib
import json
import os
import re
import sys
import zipfile
import zlib

FORMAT = "greengate-pack/1"
GENESIS = "0" * 64
MEDIA_KEY = re.compile(r"(.*_)?(photo|image|clip|fingerprint)$")
FINGERPRINT = re.compile(r"[0-9a-f]{64}$")
SIGNATURE = re.compile(r"\u2014 (\S+) ([A-Za-z0-9+/]{91}=?)$")
DRAW_FILE = re.compile(r"draw-([0-9]+)\.json$")
SHOWN = 40


# --- Ed25519 (RFC 8032), verification only -----------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def _add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _add(result, point)
        point = _add(point, point)
        number >>= 1
    return result


def _point(text):
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


try:  # a thousand times as fast, where it happens to be installed
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None  # type: ignore

BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_holds(public, message, signature):
    """Whether this is the signature of the key over the message."""
    if len(public) != 32 or len(signature) != 64:
        return False
    if Ed25519PublicKey is not None:
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
            return True
        except (InvalidSignature, ValueError):
            return False
    key, r, s = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= L:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    left, right = _times(s, BASE), _add(r, _times(int.from_bytes(digest, "little") % L, key))
    return not (
        (left[0] * right[2] - right[0] * left[2]) % P
        or (left[1] * right[2] - right[1] * left[2]) % P
    )


# --- The tree (RFC 6962, checked as RFC 9162 says) ----------------------------------------------------


def leaf_hash(content):
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_by_path(leaf, index, size, path):
    """The root that an audit path leads to, or None when it does not fit."""
    number, last = index, size - 1
    if not 0 <= index < size:
        return None
    for digest in path:
        if last == 0:
            return None
        if number & 1 or number == last:
            leaf = node_hash(digest, leaf)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            leaf = node_hash(leaf, digest)
        number, last = number >> 1, last >> 1
    return leaf if last == 0 else None


def is_beginning(first, first_root, size, root, path):
    """Whether a proof shows the tree of `first` leaves to be the beginning of the one of `size`."""
    if first == size:
        return first_root == root
    if not 0 < first < size or not path:
        return False
    path = list(path) if first & (first - 1) else [first_root, *path]
    number, last = first - 1, size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    old = new = path[0]
    for digest in path[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            old, new = node_hash(digest, old), node_hash(digest, new)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            new = node_hash(new, digest)
        number, last = number >> 1, last >> 1
    return last == 0 and old == first_root and new == root


# --- Signed notes and checkpoints ---------------------------------------------------------------------


class Note:
    """A text of whole lines and the signature under it."""

    def __init__(self, text, name, told):
        self.text, self.name, self.key_id, self.signature = text, name, told[:4], told[4:]

    def __str__(self):
        told = base64.b64encode(self.key_id + self.signature).decode()
        return "%s\n\u2014 %s %s\n" % (self.text, self.name, told)

    def is_signed_by(self, keys):
        """Whether one of the keys (name, raw key) has signed exactly this text."""
        for name, public in keys:
            mine = hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]
            if (name, mine) == (self.name, self.key_id):
                return ed25519_holds(public, self.text.encode(), self.signature)
        return False


def notes_in(text, lines):
    """Every note of so many lines in a text, whatever stands about it."""
    plain = [re.sub(r"^[>\s]+|\s+$", "", line) for line in text.replace("\ufeff", "").splitlines()]
    for place, line in enumerate(plain):
        match, begin = SIGNATURE.match(line), place - lines - 1
        if match and begin >= 0 and not plain[place - 1]:
            body = "".join(each + "\n" for each in plain[begin : place - 1])
            yield Note(body, match.group(1), base64.b64decode(match.group(2) + "=="))


class Head:
    """A checkpoint: of how many entries, with which root, whose hash last, when."""

    def __init__(self, note):
        origin, size, root, head, at = note.text.splitlines()
        self.note, self.origin, self.size, self.root = note, origin, int(size), unbase64(root)
        self.head, self.at = head[5:], at[3:]
        told = "%s\n%d\n%s\nhead %s\nat %s\n" % (origin, self.size, root, self.head, self.at)
        if told != note.text or len(self.root) != 32:
            raise ValueError("not a checkpoint")


def heads_in(text):
    """Every checkpoint in a text."""
    heads = []
    for note in notes_in(text, 5):
        try:
            heads.append(Head(note))
        except ValueError:
            continue
    return heads


def unbase64(text):
    """Bytes in Base64, which has one way of writing them only."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("not the one way")
    return raw


def members(line, *names):
    """The values of a JSON object with exactly these members, written in the one way."""
    told = json.loads(line.decode())
    same = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    if same != line or sorted(told) != sorted(names):
        raise ValueError("not as it was written")
    return [told[name] for name in names]


def key_of(told):
    """Name and raw key of a verifier key: name+id+Base64."""
    name, _, public = told.split("+", 2)
    raw = unbase64(public)
    if raw[:1] != b"\x01" or len(raw) != 33:
        raise ValueError("not an Ed25519 key")
    return name, raw[1:]


# --- Draws of an inspection, done again by the rules that stand at the top of sampling.py --------------------


MINUTE = datetime.timedelta(minutes=1)


class Numbers:
    """Numbers that follow from the seed of a draw and a name."""

    def __init__(self, seed, name):
        self.start, self.block = seed + name, 0

    def below(self, most):
        while True:
            told = hashlib.sha256(self.start + self.block.to_bytes(8, "big")).digest()
            self.block += 1
            number = int.from_bytes(told, "big")
            if number < 2**256 - 2**256 % most:
                return number % most


def seed_of(asked):
    told = dict(asked, draw="greengate/draw/1")
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def drawn_rows(seed, population, wanted):
    numbers, places = Numbers(seed, b"rows"), []
    while len(places) < min(wanted, len(population)):
        place = numbers.below(len(population))
        if place not in places:
            places.append(place)
    return [population[place] for place in places]


def drawn_windows(seed, spans, wanted):
    numbers, drawn = Numbers(seed, b"windows"), []
    for _ in range(1000):
        if len(drawn) == wanted:
            break
        length = 5 + numbers.below(6)
        rooms = [max(0, (end - start) // MINUTE - length + 1) for start, end in spans]
        if not sum(rooms):
            continue
        place = numbers.below(sum(rooms))
        for (start, _), room in zip(spans, rooms):  # noqa: B905
            if place < room:
                begin = start + place * MINUTE
                until = begin + length * MINUTE
                if all(begin >= other[1] or other[0] >= until for other in drawn):
                    drawn.append((begin, until))
                break
            place -= room
    return sorted(drawn)


def moments(spans):
    return [tuple(datetime.datetime.fromisoformat(moment) for moment in span) for span in spans]


# --- The pack: a folder or a zip ------------------------------------------------------------------------


class Pack:
    """Files of a pack by name."""

    def __init__(self, path):
        self.path, self._files = path, []
        self.zip = zipfile.ZipFile(path) if os.path.isfile(path) else None

    def names(self):
        """Every file, as zip names."""
        if self.zip is not None:
            return [name for name in self.zip.namelist() if not name.endswith("/")]
        found = []
        for folder, _, files in os.walk(self.path):
            inside = os.path.relpath(folder, self.path).replace(os.sep, "/")
            found += [name if inside == "." else inside + "/" + name for name in files]
        return found

    def open(self, name):
        if self.zip is not None:
            return self.zip.open(name)
        return open(os.path.join(self.path, *name.split("/")), "rb")

    def lines(self, name):
        """A file to be read bit by bit; closed with the pack."""
        file = self.open(name)
        self._files.append(file)
        return file

    def close(self):
        for file in self._files:
            file.close()
        if self.zip is not None:
            self.zip.close()

    def read(self, name):
        with self.open(name) as file:
            return file.read()

    def digest(self, name):
        digest = hashlib.sha256()
        with self.open(name) as file:
            for piece in iter(lambda: file.read(1 << 20), b""):
                digest.update(piece)
        return digest.hexdigest()


UNREADABLE = (
    OSError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
)


class Entry:
    """One line of entries.jsonl: the bytes that were hashed, and what they say."""

    def __init__(self, content):
        self.content = content
        told = members(content, "seq", "at", "kind", "previous", "body")
        self.seq, self.at, self.kind, self.previous, self.body = told
        if type(self.seq) is not int or type(self.at) is not str or type(self.body) is not dict:
            raise ValueError("not an entry")
        self.hash = hashlib.sha256(content).hexdigest()

    def media(self):
        """Field and fingerprint of every picture and clip that it names."""
        yield from _media(self.body, "")
        for key, value in self.body.items():
            if isinstance(value, str) and value.startswith("{"):
                try:
                    inner = json.loads(value)
                except ValueError:
                    continue
                yield from _media(inner, key + ".")


def _media(values, before):
    for key, value in sorted(values.items()):
        if isinstance(value, str) and MEDIA_KEY.match(key) and FINGERPRINT.match(value):
            yield before + key, value


class Lines:
    """The lines of a file, one ahead; a line that cannot be understood is an Unread."""

    def __init__(self, pack, name, make, report):
        self._make, self._name, self._report, self._number = make, name, report, 0
        try:
            self._file = pack.lines(name)
        except UNREADABLE as error:
            self._file = None
            report.find(
                None,
                "文件 %s 无法读取：%s" % (name, error),
                "%s cannot be read: %s" % (name, error),
            )
        self.next = self._read()

    def take(self):
        taken, self.next = self.next, self._read()
        return taken

    def _read(self):
        try:
            line = self._file.readline() if self._file else b""
        except UNREADABLE as error:
            self._report.find(
                None,
                "文件 %s 第 %d 行之后无法读取：%s" % (self._name, self._number, error),
                "%s cannot be read after line %d: %s" % (self._name, self._number, error),
            )
            line, self._file = b"", None
        if not line:
            return None
        self._number += 1
        try:
            if not line.endswith(b"\n"):
                raise ValueError("cut off")
            return self._make(line[:-1])
        except UNREADABLE:
            return Unread(self._number)


class Unread:
    """A line that is none of those that belong here."""

    seq = None

    def __init__(self, line):
        self.line = line


class Proof:
    """One line of proofs.jsonl."""

    def __init__(self, line):
        self.seq, path = members(line, "seq", "path")
        self.path = [unbase64(digest) for digest in path]
        if type(self.seq) is not int or any(len(digest) != 32 for digest in self.path):
            raise ValueError("not a proof")


class Medium:
    """One line of media.jsonl."""

    def __init__(self, line):
        told = members(line, "seq", "field", "sha256", "file", "why")
        self.seq, self.field, self.sha256, self.file, self.why = told
        if type(self.seq) is not int or not FINGERPRINT.match(self.sha256):
            raise ValueError("not a picture")
        if self.why not in (("missing", "left out", "let go") if self.file is None else ("",)):
            raise ValueError("not a reason")


# --- What was found -------------------------------------------------------------------------------------


class Report:
    """Findings by entry, and what is proven."""

    def __init__(self):
        self.findings, self.rows, self.said = [], [], []
        self.entries = self.media = self.media_missing = self.media_let_go = 0

    def find(self, seq, zh, en):
        """Something that is not as it must be: at an entry, or (None) with the pack as a whole."""
        self.findings.append((seq, zh, en))

    def say(self, zh, en):
        """Something that is proven, or that the reader should know."""
        self.said.append((zh, en))

    @property
    def holds(self):
        return not self.findings


class Examination:
    """One pass over a pack."""

    def __init__(self, pack, held):
        self.pack, self.held, self.report = pack, held, Report()
        self.manifest, self.keys, self.head = {}, [], None
        self.before = None
        self.doubtful = None
        self.first_at = self.last_at = None
        self.next_in_period = None
        self.hashed = {}
        self.said_let_go = {}
        self.draws, self.earlier = {}, {}

    def run(self):
        if self._read_manifest() and self._read_checkpoint():
            self._read_entries()
            self._close_period()
            self._close_let_go()
            self._look_for_strangers()
            self._compare_checkpoints()
            self._repeat_draws()
        return self.report

    def _read_manifest(self):
        find = self.report.find
        try:
            raw = self.pack.read("pack.json")
            self.manifest = json.loads(raw.decode())
            files = self._understand(self.manifest)
        except UNREADABLE as error:
            find(
                None, "pack.json 无法识别：%s" % error, "pack.json cannot be understood: %s" % error
            )
            return False
        self._check_seal(raw)
        for name, told in sorted(files.items()):
            try:
                same = self.pack.digest(name) == told
            except UNREADABLE:
                same = False
            if not same:
                find(None, "文件 %s 与打包时不一致" % name, "%s is not as it was packed" % name)
        return True

    def _understand(self, told):
        if told["format"] != FORMAT:
            raise ValueError(told["format"])
        texts, numbers = [told["origin"], told["made_at"]], [told["entries"]]
        self.keys = [key_of(key) for key in told["keys"]]
        self.wanted, self.period = told["entries"], told["period"]
        if self.period is not None:
            texts += [self.period["from"], self.period["to"]]
            numbers += [self.period["first"], self.period["last"]]
            self.next_in_period = self.period["first"]
        files = dict(told["files"])
        texts += list(files.values())
        if any(type(text) is not str for text in texts):
            raise ValueError("not a text")
        if any(type(number) is not int for number in numbers):
            raise ValueError("not a number")
        return files

    def _check_seal(self, raw):
        try:
            text = self.pack.read("seal.txt").decode()
            [note] = notes_in(text, 3)
            told = "%s\npack %s\nat %s\n" % (
                self.manifest["origin"],
                hashlib.sha256(raw).hexdigest(),
                self.manifest["made_at"],
            )
            sealed = (note.text, str(note)) == (told, text) and note.is_signed_by(self.keys)
        except UNREADABLE:
            sealed = False
        if not sealed:
            self.report.find(
                None, "封签 seal.txt 与数据包不符", "the seal (seal.txt) is not that of this pack"
            )

    def _read_checkpoint(self):
        find = self.report.find
        try:
            text = self.pack.read("checkpoint.txt").decode()
            [self.head] = heads_in(text)
            if str(self.head.note) != text:
                raise ValueError("not as it was written")
        except UNREADABLE:
            find(None, "checkpoint.txt 中没有校验点", "checkpoint.txt holds no checkpoint")
            return False
        if not self.head.note.is_signed_by(self.keys):
            find(None, "校验点签名无效", "the signature of the checkpoint does not hold")
        for told in self.manifest["keys"]:
            self.report.say("签名密钥 %s" % told, "signing key %s" % told)
        if self.head.origin != self.manifest["origin"]:
            find(None, "校验点属于另一家企业", "the checkpoint is of another plant")
        return True

    # Entries and their proofs go side by side, both by number.

    def _read_entries(self):
        pack, report = self.pack, self.report
        entries = Lines(pack, "entries.jsonl", Entry, report)
        proofs = Lines(pack, "proofs.jsonl", Proof, report)
        self.media = Lines(pack, "media.jsonl", Medium, report)
        odd_entries, odd_proofs, counted = [], {}, 0
        while entries.next is not None or proofs.next is not None:
            entry, proof = entries.next, proofs.next
            if isinstance(entry, Unread):
                counted += 1
                self._unread(entries.take(), proofs)
            elif isinstance(proof, Unread):
                self._proof_unread(proofs.take(), entry)
                if entry is not None:
                    counted += 1
                    self._enter(entries.take(), None)
            elif proof is None or (entry is not None and entry.seq < proof.seq):
                odd_entries.append(entries.take())
            elif entry is None or entry.seq > proof.seq:
                odd_proofs.setdefault(proof.seq, proofs.take())
            else:
                counted += 1
                self._enter(entries.take(), proofs.take())
        self._explain(odd_entries, odd_proofs)
        self._settle(None)
        counted += len(odd_entries)
        if counted != self.wanted:
            report.find(
                None,
                "数据包应有 %d 条，实有 %d 条" % (self.wanted, counted),
                "the pack should hold %d entries and holds %d" % (self.wanted, counted),
            )
        while self.media.next is not None:
            self._stray_medium(self.media.take())

    def _unread(self, line, proofs):
        seq = proofs.next.seq if proofs.next is not None else None
        self.report.find(
            seq,
            "entries.jsonl 第 %d 行被改动，无法识别" % line.line,
            "line %d of entries.jsonl was changed and cannot be understood" % line.line,
        )
        if seq is not None:
            proofs.take()
        self._pass_media(seq)
        self._settle(None)
        if self.next_in_period is not None and seq == self.next_in_period:
            self.next_in_period += 1
        self.before = None

    def _proof_unread(self, line, entry):
        seq = entry.seq if entry is not None else None
        self.report.find(
            seq,
            "proofs.jsonl 第 %d 行被改动，无法识别" % line.line,
            "line %d of proofs.jsonl was changed and cannot be understood" % line.line,
        )

    def _explain(self, entries, proofs):
        """What stands in one file and not at the same place of the other."""
        for entry in entries:
            proof = proofs.pop(entry.seq, None)
            if proof is None:
                zh, en = "是后来插入的：没有证明", "was inserted: there is no proof of it"
            elif self._root(entry, proof) == self.head.root:
                zh, en = "顺序被调换", "does not stand in its place"
            else:
                zh, en = "内容被改动，位置也不对", "was changed and does not stand in its place"
            self.report.find(entry.seq, zh, en)
        for seq in sorted(proofs):
            self.report.find(
                seq, "被删除：只有证明，没有内容", "is missing: only its proof is here"
            )

    def _root(self, entry, proof):
        return root_by_path(leaf_hash(entry.content), entry.seq - 1, self.head.size, proof.path)

    def _enter(self, entry, proof):
        proven = proof is not None and self._root(entry, proof) == self.head.root
        before, self.before = self.before, entry
        follows = before is None or before.seq + 1 != entry.seq or entry.previous == before.hash
        if entry.seq == 1:
            follows = entry.previous == GENESIS
        self._settle(entry if proven and follows else None)
        if not proven and proof is not None:
            self.doubtful = entry
        if (
            proven
            and not follows
            and not (self.report.findings and self.report.findings[-1][0] == before.seq)
        ):
            self.report.find(entry.seq, "没有接在上一条之后", "does not follow the entry before it")
        self._count_in_period(entry)
        if proven:
            if entry.kind == "retention":
                self._let_go(entry)
            if entry.kind == "draw":
                self.draws[entry.seq] = entry.body
            self.report.entries += 1
            if entry.kind == "passage":
                self.report.rows.append(
                    (
                        entry.seq,
                        entry.body.get("serial_no"),
                        entry.body.get("passed_at"),
                        entry.body.get("plate_no"),
                    )
                )
        self._compare_media(entry)

    def _settle(self, following):
        """Say of the last entry, whose proof did not hold, what the proven one after it knows."""
        entry, self.doubtful = self.doubtful, None
        if entry is None:
            return
        if (
            following is not None
            and following.seq == entry.seq + 1
            and following.previous == entry.hash
        ):
            zh = "证明被改动；内容由下一条佐证，未变"
            en = (
                "its proof was changed; the entry itself is as the next one, which is proven, tells"
            )
        else:
            zh, en = "内容被改动", "was changed: it is not the entry that was signed"
        self.report.find(entry.seq, zh, en)

    # A period is proven complete when every number in it is there.

    def _count_in_period(self, entry):
        if (
            self.next_in_period is None
            or not self.period["first"] <= entry.seq <= self.period["last"]
        ):
            return
        self._skip_to(entry.seq)
        self.next_in_period = entry.seq + 1
        self.first_at = self.first_at or entry.at
        self.last_at = entry.at

    def _skip_to(self, seq):
        if seq > self.next_in_period:
            self.report.find(
                self.next_in_period,
                "第 %d 至 %d 条缺失" % (self.next_in_period, seq - 1),
                "entries %d to %d are missing" % (self.next_in_period, seq - 1),
            )

    def _close_period(self):
        if self.period is None:
            return
        first, last, size = self.period["first"], self.period["last"], self.head.size
        self._skip_to(last + 1)
        begins = first == 1 or (self.first_at or "~") <= self.period["from"]
        ends = last == size or (self.last_at or "") >= self.period["to"]
        if not begins or not ends or last > size:
            self.report.find(
                last if begins else first,
                "时段没有被完整覆盖：只有 %s 至 %s" % (self.first_at, self.last_at),
                "the period is not covered: only from %s to %s" % (self.first_at, self.last_at),
            )
        elif self.report.holds:
            told = (self.period["from"], self.period["to"], first, last)
            self.report.say(
                "时段 %s 至 %s 完整：第 %d 至 %d 条，一条不少" % told,
                "complete from %s to %s: entries %d to %d, none is missing" % told,
            )

    # Pictures and clips: by the SHA-256 that a proven entry names.

    def _pass_media(self, seq):
        while (
            self.media.next is not None
            and seq is not None
            and (isinstance(self.media.next, Unread) or self.media.next.seq <= seq)
        ):
            medium = self.media.take()
            if isinstance(medium, Unread):
                self._stray_medium(medium)

    def _compare_media(self, entry):
        told = {}
        while self.media.next is not None and (
            isinstance(self.media.next, Unread) or self.media.next.seq <= entry.seq
        ):
            medium = self.media.take()
            if isinstance(medium, Unread) or medium.seq < entry.seq:
                self._stray_medium(medium)
            else:
                told[medium.field] = medium
        for field, fingerprint in entry.media():
            self._compare_medium(entry, field, fingerprint, told.pop(field, None))
        for medium in told.values():
            self._stray_medium(medium)

    def _compare_medium(self, entry, field, fingerprint, medium):
        if medium is None or medium.sha256 != fingerprint:
            self.report.find(
                entry.seq,
                "图像清单与记录不符：%s" % field,
                "media.jsonl does not tell of its %s" % field,
            )
        elif medium.file is None:
            self.report.media_missing += 1
            if medium.why == "let go":
                self.said_let_go[fingerprint] = entry.seq, field
        elif self._digest(medium.file) == fingerprint:
            self.report.media += 1
        else:
            self.report.find(
                entry.seq,
                "图像被替换、改动或缺失：%s（%s）" % (field, medium.file),
                "its %s was replaced, changed or taken away (%s)" % (field, medium.file),
            )

    # What was removed when its time was over is named by a later entry of the same ledger.

    def _let_go(self, entry):
        for fingerprint in str(entry.body.get("fingerprints", "")).split("\n"):
            if self.said_let_go.pop(fingerprint, None):
                self.report.media_let_go += 1

    def _close_let_go(self):
        for seq, field in self.said_let_go.values():
            self.report.find(
                seq,
                "图像清单称 %s 已到期清理，但没有相应的清理记录" % field,
                "its %s is said to have been let go in its time, and no entry tells of it" % field,
            )
        if self.report.media_let_go:
            self.report.say(
                "未随包的图像中有 %d 个是保存期满后清理的，清理记录在案" % self.report.media_let_go,
                "%d of those not in the pack were let go when their time was over, as entries tell"
                % self.report.media_let_go,
            )

    def _digest(self, name):
        if name not in self.hashed:
            try:
                self.hashed[name] = self.pack.digest(name)
            except UNREADABLE:
                self.hashed[name] = None
        return self.hashed[name]

    def _stray_medium(self, medium):
        if isinstance(medium, Unread):
            self.report.find(
                None,
                "media.jsonl 第 %d 行被改动，无法识别" % medium.line,
                "line %d of media.jsonl was changed and cannot be understood" % medium.line,
            )
        else:
            self.report.find(
                medium.seq,
                "media.jsonl 中的 %s 不属于这条记录" % medium.field,
                "media.jsonl tells of a %s that the entry does not name" % medium.field,
            )

    def _look_for_strangers(self):
        for name in self.pack.names():
            if name.startswith("media/") and name not in self.hashed:
                self.report.find(
                    None, "图像 %s 不属于任何记录" % name, "%s belongs to no entry" % name
                )

    # Earlier checkpoints: today's tree must have grown out of theirs.

    def _compare_checkpoints(self):
        known = {}
        lines = Lines(self.pack, "consistency.jsonl", _earlier, self.report)
        while lines.next is not None:
            line = lines.take()
            if isinstance(line, Unread):
                self.report.find(
                    None,
                    "consistency.jsonl 第 %d 行被改动，无法识别" % line.line,
                    "line %d of consistency.jsonl was changed and cannot be understood" % line.line,
                )
                continue
            size, root, path = line
            known[size] = path
            if not is_beginning(size, root, self.head.size, self.head.root, path):
                self.report.find(
                    size,
                    "到这一条为止的早先校验点与现在的台账不一致",
                    "the earlier checkpoint up to here is no beginning of today's ledger",
                )
            else:
                self.earlier[size] = root
        if known:
            self.report.say(
                "现在的台账是此前 %d 个校验点的延续" % len(known),
                "today's ledger has grown out of %d earlier checkpoints" % len(known),
            )
        for name, text in self.held:
            self._compare_held(name, heads_in(text), known)

    def _compare_held(self, name, heads, known):
        if not heads:
            self.report.find(None, "%s 中没有校验点" % name, "%s holds no checkpoint" % name)
        for head in heads:
            size, whole = head.size, self.head
            problem = None
            if head.origin != whole.origin:
                problem = "属于另一家企业", "is of another plant"
            elif not head.note.is_signed_by(self.keys):
                problem = "签名无效，或由另一把密钥签署", "is not signed by a key of this pack"
            elif size > whole.size:
                problem = (
                    "包含更多记录：台账尾部被截断，或数据包早于它",
                    ("tells of more entries: the ledger was cut short, or the pack is older"),
                )
            elif size != whole.size and size not in known:
                problem = "在数据包中没有对应的证明", "has no proof in this pack"
            elif not is_beginning(size, head.root, whole.size, whole.root, known.get(size, [])):
                problem = (
                    "与现在的台账不一致：台账被改写",
                    ("is no beginning of today's ledger: the ledger was written anew"),
                )
            if problem:
                told = (name, head.at, size)
                self.report.find(
                    size,
                    "您持有的校验点（%s，%s，共 %d 条）" % told + problem[0],
                    "the checkpoint you hold (%s, %s, %d entries) " % told + problem[1],
                )
            else:
                self.report.say(
                    "您持有的校验点（%s，%s，共 %d 条）与台账一致" % (name, head.at, size),
                    "the checkpoint you hold (%s, %s, %d entries) agrees" % (name, head.at, size),
                )

    # A draw must follow from its seed, and be the one that was written into the ledger before it was seen.

    def _repeat_draws(self):
        for name in sorted(self.pack.names()):
            match = DRAW_FILE.match(name)
            if not match:
                continue
            seq = int(match.group(1))
            try:
                problem = self._objection_to_draw(seq, name)
            except (OverflowError, *UNREADABLE) as error:
                problem = "无法识别：%s" % error, "cannot be understood: %s" % error
            if problem:
                self.report.find(
                    seq, "抽查 %s %s" % (name, problem[0]), "%s %s" % (name, problem[1])
                )
            else:
                rows = ", ".join(str(row) for row in json.loads(self.draws[seq]["drawn"])["rows"])
                self.report.say(
                    "抽查（第 %d 条）已复算一致，抽中：%s" % (seq, rows),
                    "the draw of entry %d was done again and is the same: entries %s" % (seq, rows),
                )

    def _objection_to_draw(self, seq, name):
        """Why a draw is not to be believed, in both languages; None when it is."""
        if name not in self.manifest["files"]:
            return "不在封签之内", "is not under the seal"
        if seq not in self.draws:
            return "所属条目不在数据包中或未被证明", "is of an entry that is not proven here"
        told, body = json.loads(self.pack.read(name).decode()), self.draws[seq]
        written = json.loads(body["drawn"])
        asked = {
            "root": body["root"], "size": body["tree_size"], "word": body["word"],
            "start": body["start"], "end": body["end"],
            "rows": written["asked"]["rows"], "windows": written["asked"]["windows"],
        }  # fmt: skip
        same = all(told[key] == written[key] for key in ("rows", "windows", "spans"))
        if told["asked"] != asked or not same:
            return "与写入台账的不一致", "is not the one that was written into the ledger"
        return self._objection_to_seed(asked) or self._objection_to_rows(
            asked, told["population"], written
        )

    def _objection_to_seed(self, asked):
        size, root = asked["size"], base64.b64decode(asked["root"], validate=True)
        if root != (self.head.root if size == self.head.size else self.earlier.get(size)):
            return (
                "所用校验点在数据包中没有证明",
                "uses a checkpoint that has no proof in this pack",
            )
        return None

    def _objection_to_rows(self, asked, population, written):
        lines = b"".join(b"%d\n" % number for number in population)
        if hashlib.sha256(lines).hexdigest() != written["population_sha256"]:
            return "抽样总体与写入台账的不一致", "was not drawn from the rows that it names"
        if sorted(set(population)) != population:
            return "抽样总体次序有误", "names the rows it was drawn from in no order"
        among, proven = set(population), {row[0]: row[2] for row in self.report.rows}
        for number, at in sorted(proven.items()):
            inside = asked["start"] <= at < asked["end"] and number <= asked["size"]
            if inside and number not in among:
                return "抽样总体漏掉第 %d 条" % number, "was drawn without entry %d" % number
        seed = seed_of(asked)
        due = drawn_rows(seed, population, asked["rows"])
        if due != written["rows"]:
            return "应抽中 %s" % due, "must have drawn the entries %s" % due
        if drawn_windows(seed, moments(written["spans"]), asked["windows"]) != moments(
            written["windows"]
        ):
            return "抽中的时段与种子不符", "has times that do not follow from its seed"
        missing = [number for number in due if number not in proven]
        if missing:
            return (
                "抽中的第 %s 条不在数据包中" % missing,
                "drew entries that are not proven here: %s" % missing,
            )
        return None


def _earlier(line):
    size, root, path = members(line, "size", "root", "path")
    root, path = unbase64(root), [unbase64(digest) for digest in path]
    if type(size) is not int or any(len(digest) != 32 for digest in [*path, root]):
        raise ValueError("not a proof")
    return size, root, path


def examine(path, held=()):
    """Check the pack at this path. `held`: (name, text) of checkpoints that came by another way."""
    try:
        pack = Pack(path)
    except UNREADABLE as error:
        report = Report()
        report.find(None, "数据包无法打开：%s" % error, "the pack cannot be opened: %s" % error)
        return report
    try:
        return Examination(pack, list(held)).run()
    finally:
        pack.close()


def tell(report, out, show_all=False):
    """Print a report for people."""
    rows = report.rows if show_all else report.rows[:SHOWN]
    for seq, serial_no, at, plate in rows:
        out.write("  \u2713 %s  %s  %s  %s\n" % (seq, at, plate or "\u2014", serial_no))
    if len(rows) < len(report.rows):
        out.write("  …  --all (%d)\n" % len(report.rows))
    counts = (report.entries, len(report.rows), report.media, report.media_missing)
    out.write("\u2713 已证明 %d 条，其中进出厂记录 %d 条；图像 %d 个，未随包 %d 个\n" % counts)
    out.write(
        "  proven: %d entries, %d of them passages; %d pictures and clips, %d not in the pack\n"
        % counts
    )
    for zh, en in report.said:
        out.write("\u2713 %s\n  %s\n" % (zh, en))
    for seq, zh, en in report.findings:
        zh_where, en_where = (
            ("数据包", "pack") if seq is None else ("第 %d 条" % seq, "entry %d" % seq)
        )
        out.write("\u2717 %s：%s\n  %s: %s\n" % (zh_where, zh, en_where, en))
    if report.holds:
        out.write("\n结论：全部成立。\nEverything holds.\n")
    else:
        out.write(
            "\n结论：发现 %d 处问题。\n%d problems found.\n"
            % (len(report.findings), len(report.findings))
        )


def main(arguments=None):
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pack", nargs="?", default=os.path.dirname(os.path.abspath(__file__)))
    parser.add_argument("--checkpoint", action="append", default=[], metavar="FILE")
    parser.add_argument("--all", action="store_true", help="print every row 列出全部记录")
    told = parser.parse_args(arguments)
    held = []
    for name in told.checkpoint:
        try:
            with open(name, encoding="utf-8-sig") as file:
                held.append((name, file.read()))
        except (OSError, ValueError) as error:
            sys.stderr.write("%s: %s\n" % (name, error))
            return 2
    report = examine(told.pack, held)
    tell(report, sys.stdout, told.all)
    if not held:
        sys.stdout.write(
            "未提供早先的校验点：请用 --checkpoint 核对您留存的校验点。\n"
            "No earlier checkpoint was given: compare the one you hold with --checkpoint.\n"
        )
    return 0 if report.holds else 1


if __name__ == "__main__":
    sys.exit(main())
