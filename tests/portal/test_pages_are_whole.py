"""Every page, for everybody who may see it, whole and as a fragment, in both languages."""

import re
from collections import Counter
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from babel.messages.pofile import read_po
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import RequestRedirect

from gate import (
    announced,
    checkpoints,
    clock,
    corrections,
    inspection,
    ledger,
    policies,
    shifts,
    supplements,
)
from gate.ledger import Result
from gate.models import Lane, Passage, ReviewDue, Vehicle
from tests import cast
from tests.browsing import HTMX, as_person
from tests.gate.supplied import VALUES
from tests.portal.conftest import Passing
from tests.portal.furniture import TABLE_ADDRESS
from tests.portal.test_words_are_translated import CATALOGUE

ADDRESSES = (
    "/",
    "/?case=1",
    "/keys",
    "/lift",
    "/lanes/1/lift",
    "/cases/1/admit",
    "/cases/1/refuse",
    "/cases/1/plate",
    "/questions",
    "/questions/bell",
    "/passages",
    "/passages?plate=%E5%86%80B&verdict=open&start=2026-01-01T00:00&end=nonsense",
    "/passages?plate=7K268&match=one&stage=6&carrier=%E5%8C%97&opened=automatic&reason=allowed&lane_id=1",
    "/exports",
    "/looks",
    "/looks?by=guard&what=search",
    "/passages/1",
    "/passages/2",
    "/passages/3",
    "/today",
    "/today?day=2026-01-01",
    "/today?day=nonsense",
    "/trips",
    "/trips?show=exits",
    "/trips?show=all&plate=%E5%86%80B&from=nonsense",
    "/trips/1",
    "/trips/3",
    "/trips/4",
    "/inspection",
    "/inspection/1",
    "/inspection/1/row/1",
    "/inspection/1/window/1",
    "/inspection/1/print",
    "/corrections",
    "/corrections/1",
    "/corrections/2",
    "/corrections/new/1",
    "/supplements",
    "/supplements/new?passage=7",
    "/supplements/new?passage=7&step=vehicle",
    "/supplements/new?passage=7&step=papers",
    "/supplements/new?passage=7&step=cargo",
    "/supplements/new?passage=7&step=check",
    "/supplements/paper",
    "/supplements/paper/form",
    "/supplements/reviews",
    "/supplements/reviews/1",
    "/passages/6",
    "/shifts",
    "/shifts/new",
    "/shifts/1",
    "/shifts/2",
    "/account",
    "/account/second-factor",
    "/people",
    "/people?q=nobody",
    "/people/3",
    "/invitations",
    "/sign-ins",
    "/sign-ins/changes",
    "/sign-ins?name=guard&how=in",
    "/applications/",
    "/applications/?show=all&q=7k2",
    "/applications/2",
    "/applications/4",
    "/applications/5",
    "/applications/7",
    "/carriers/",
    "/carriers/?q=nobody",
    "/carriers/1",
    "/carriers/2",
    "/vehicles/",
    "/rules/",
    "/exceedances",
    "/exceedances?q=nobody&state=all",
    "/exceedances/1",
    "/exceedances/1/release",
    "/exceedances/new",
    "/exceedances/imports/new",
    "/visits/",
    "/visits/1/withdraw",
    "/temporary/new",
    "/temporary/new?passage=1",
    "/policies/",
    "/policies/1",
    "/policies/1/withdraw",
    "/policies/1/change",
    "/policies/new",
    "/policies/new?warning=orange",
    "/policies/order",
    "/exemptions/",
    "/equipment/",
    "/proof",
    "/vehicles/?q=nobody&state=approved",
    "/vehicles/1",
    "/vehicles/1/edit",
    "/vehicles/1/suspend",
    "/vehicles/5",
    "/vehicles/new",
    "/vehicles/?ends=30&carrier=1",
    "/vehicles/1?all=1",
    "/vehicles/extend?all=1",
    "/vehicles/extend?vehicle=1&vehicle=5&valid_to=2031-01-01",
    "/vehicles/extend?vehicle=1&valid_to=soon",
    "/vehicles/tables/new",
    TABLE_ADDRESS,
    "/rules/effect?minimum_stage=6",
    "/exceedances/imports/1",
    "/exemptions/1/withdraw",
    "/equipment/gates/new",
    "/equipment/gates/1",
    "/equipment/lanes/new",
    "/equipment/lanes/1",
    "/equipment/lanes/1/region",
    "/equipment/lanes/1/region/taken",
    "/equipment/devices/new?kind=camera",
    "/equipment/devices/new?kind=platform",
    "/equipment/devices/new?kind=reader",
    "/equipment/devices/new?kind=reader&driver=json_webhook",
    "/equipment/devices/new?kind=mail",
    "/equipment/devices/1",
    "/equipment/questions/nobody-asked-this",
    "/recordings",
    "/recordings?lane=1&at=2026-01-01T00:00:00",
    "/reports",
    "/reports/1",
    "/reports/1?language=en",
    "/reports/plan",
    "/reports/plan/recipients/new",
    "/reports/plan/recipients/1",
    "/mails",
    "/storage",
    "/lenses",
    "/lenses/1",
    "/lenses/3",
    "/carriers/sign-up",
    "/carriers/poster",
    "/confirm/nobody-was-given-this",
    "/forgotten",
    "/my/company",
    "/my/fleet",
    "/my/fleet/of/nobody-was-given-this",
    "/my/trucks",
    "/my/trucks?q=nobody",
    "/my/trucks/1",
    "/my/trucks/1/when",
    "/my/trucks/2/when",
    "/my/visits",
    "/my/visits?truck=1",
    "/my/applications/1",
    "/my/applications/2",
    "/my/applications/3",
    "/my/applications/5",
    "/my/applications/6",
    "/my/applications/7",
    "/nothing-here",
)
TARGETS = ("hx-get", "hx-post", "href", "action", "src", "data-still", "sse-connect")


class Page(HTMLParser):
    """What a test wants to know of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.hx_targets: list[str] = []
        self.addresses: list[str] = []
        self.fields: set[str] = set()
        self.labelled: set[str] = set()
        self.texts: list[str] = []
        self.scripts = 0
        self._silent, self._in_label = 0, False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self._silent += tag in ("script", "style")
        if "id" in told:
            self.ids[told["id"]] += 1
        if "hx-target" in told:
            self.hx_targets.append(told["hx-target"])
        self.addresses += [told[name] for name in TARGETS if told.get(name, "").startswith("/")]
        if tag in ("input", "select", "textarea") and told.get("type") not in ("hidden", "submit"):
            self.fields.add(told.get("id", "without id"))
            if self._in_label:
                self.labelled.add(told.get("id", "without id"))
        if tag == "label":
            self._in_label = True
            self.labelled.add(told.get("for", ""))
        self.texts += [
            told[name] for name in ("alt", "title", "placeholder", "aria-label") if name in told
        ]
        assert not {name for name in told if name.startswith("on") or name == "style"}, told

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")
        self._in_label = self._in_label and tag != "label"

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._silent:
            self.texts.append(data.strip())


@pytest.fixture
def ledger_rows(
    passing: Passing, lanes: list[Lane], vehicles: dict[str, Vehicle], furniture: None
) -> list[Passage]:
    """A trip of entry and exit, a refused vehicle that a person let in, and a drill going on."""
    ends = clock.stamp(clock.now() + timedelta(days=1))
    two = {"warning": "orange", "measure": "2", "ends": ends, "reason": "季度演练", "drill": True}
    policies.announce(two, "manager")
    coming = {"plate_no": cast.UNKNOWN.plate_no, "plate_colour": "1", "channel": "phone"}
    announced.announce(coming | {"ends": ends, "note": "叶片检修"}, "guard")
    entry = passing(lanes[0], seconds_ago=90)
    ledger.note_outcome(entry, Result.LIFTED, position="open")
    leaving = passing(lanes[1], seconds_ago=30, reasons="leaving")
    ledger.note_outcome(leaving, Result.LIFTED, position="open")
    held = passing(
        lanes[2], plate_no="", plate_colour="", verdict="hold", reasons="unread",
        front_photo="", plate_photo="", evidence_problem="No space left on device",
        opening_mode="", decided_offline=True, look_alike="冀B7K269",
    )  # fmt: skip
    ledger.note_outcome(
        held, Result.LIFT_ORDERED, position="closed", by="guard", detail='{"reason": "已核对"}'
    )
    alone = passing(lanes[1], seconds_ago=10, reasons="leaving", plate_no="冀B7K26B")
    ledger.note_outcome(alone, Result.LIFTED, position="open")
    long_ago = passing(lanes[0], seconds_ago=300_000, plate_no="冀B7K269")
    ledger.note_outcome(long_ago, Result.LIFTED, position="open")
    for cargo, answer in (("焦炭", True), ("焦粉", None)):
        written = corrections.propose(
            entry, {"cargo_name": cargo}, reason="cargo", words="", by="guard"
        )
        if answer is not None:
            corrections.review(written.id, agreed=answer, words="", by="manager")
    checkpoints.make("greengate/test", Ed25519PrivateKey.generate())
    today = {"start": clock.now() - timedelta(days=9), "end": clock.now(), "rows": 5, "windows": 2}
    inspection.draw(purpose=inspection.SELF_CHECK, word="word", by="manager", **today)
    unread = {"plate_no": "", "plate_colour": "", "front_photo": "", "reasons": "unread"}
    for lane in (lanes[0], lanes[2]):
        through = passing(lane, seconds_ago=200 + lane.id, **unread)
        ledger.note_outcome(through, Result.LIFTED_BY_PERSON, position="open", by="guard")
        if lane == lanes[0]:
            told = supplements.tell(through, VALUES, by="guard")
            ReviewDue.create(supplement=told, since=clock.now())
    for _ in range(2):
        over = shifts.hand_over(
            shifts.standing([{"lane": "A-001", "what": "camera", "problem": "no route"}]),
            successor="manager", words="地磅待修", by="guard",
        )  # fmt: skip
    shifts.take_over(over.id, words="", by="manager")
    return [entry, leaving, held]


def open_page(client: FlaskClient, address: str) -> Page:
    return Page(client.get(address).text)


@pytest.mark.parametrize("person", cast.ACCOUNTS[:5], ids=lambda person: person.username)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_hold_together(
    app: Flask, ledger_rows: list[Passage], person: cast.Person, language: str
) -> None:
    client = as_person(app, person)
    client.post("/language", data={"language": language})
    router = app.url_map.bind("localhost")
    for address in ADDRESSES:
        response = client.get(address)
        assert response.status_code in (200, 303, 403, 404, 422), address
        if response.location:
            continue  # signed in already
        assert "HX-Request" in response.vary, address
        page = Page(response.text)
        assert [name for name, times in page.ids.items() if times > 1] == [], address
        assert [name for name in page.hx_targets if name.removeprefix("#") not in page.ids] == []
        assert page.fields <= page.labelled, address
        for link in page.addresses:
            try:
                router.match(re.split(r"[?#]", link)[0], method="GET")
            except RequestRedirect as slash:
                raise AssertionError(f"{address} links to {link}, which only redirects") from slash
            except Exception:
                router.match(re.split(r"[?#]", link)[0], method="POST")


@pytest.mark.slow
@pytest.mark.parametrize("person", cast.ACCOUNTS[:5], ids=lambda person: person.username)
def test_fragments_are_one_element_of_the_page(
    app: Flask, ledger_rows: list[Passage], person: cast.Person
) -> None:
    client = as_person(app, person)
    for address in ADDRESSES:
        response = client.get(address, headers=HTMX)
        assert response.status_code in (200, 303, 403, 404, 422), address
        if response.location:
            continue
        boosted = client.get(address, headers=HTMX | {"HX-Boosted": "true"})
        restored = client.get(address, headers=HTMX | {"HX-History-Restore-Request": "true"})
        assert "<html" in boosted.text
        assert "<html" in restored.text


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/", "lanes"),
        ("/passages", "results"),
        ("/lanes/1/lift", "sheet"),
        ("/cases/1/plate", "sheet"),
        ("/keys", "sheet"),
    ],
)
def test_a_fragment_is_the_block_of_its_name(
    guard: FlaskClient, ledger_rows: list[Passage], address: str, name: str
) -> None:
    told = guard.get(address, headers=HTMX).text.strip()
    assert "<html" not in told
    assert re.match(rf'<\w+ id="{name}"', told)


@pytest.mark.slow
def test_a_chinese_page_shows_no_english_sentence(app: Flask, ledger_rows: list[Passage]) -> None:
    with CATALOGUE.open("rb") as file:
        english = {
            message.id
            for message in read_po(file, locale="zh")
            if isinstance(message.id, str) and message.id and message.id != message.string
        }
    for person in (cast.ADMIN, cast.CARRIER):
        client = as_person(app, person)
        for address in ADDRESSES:
            assert set(open_page(client, address).texts) & english == set(), address


@pytest.mark.slow
def test_an_english_page_shows_no_chinese_but_names_and_plates(
    app: Flask, ledger_rows: list[Passage]
) -> None:
    with CATALOGUE.open("rb") as file:
        chinese = {m.string for m in read_po(file, locale="zh") if isinstance(m.string, str)}
    for person in (cast.ADMIN, cast.CARRIER):
        client = as_person(app, person)
        client.post("/language", data={"language": "en"})
        for address in ADDRESSES:
            page = client.get(address)
            if page.location:
                continue
            assert '<html lang="en">' in page.text
            texts = {text for text in Page(page.text).texts if re.search("[\u4e00-\u9fff]", text)}
            assert texts & chinese <= {"中文"}, address


def test_the_language_stays_with_the_person(app: Flask) -> None:
    here = as_person(app, cast.GUARD)
    response = here.post(
        "/language",
        data={"language": "en"},
        headers={"Referer": "http://localhost/passages?stage=5"},
    )
    assert response.location == "/passages?stage=5"
    assert '<html lang="en">' in as_person(app, cast.GUARD).get("/").text
    assert here.post("/language", data={"language": "fr"}).status_code == 400


def test_a_bug_is_a_page_with_a_number_that_the_log_knows(
    app: Flask, guard: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("portal.passages.search.passages", break_down)
    response = guard.get("/passages")
    assert response.status_code == 500
    assert re.search("故障编号：[0-9a-f]{6}", response.text)
    assert "broken on purpose" not in response.text
    toast = guard.get("/passages", headers=HTMX)
    assert toast.status_code == 500
    assert "<html" not in toast.text
    assert re.search("故障编号：[0-9a-f]{6}", toast.text)
