"""Inspection mode: an inspector draws, looks at each row with all that stands behind it, and writes what was found."""

import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from rq import Queue

from gate import checkpoints, clock, corrections, gaps, inspection, ledger, proof, sampling
from gate.gaps import Cause
from gate.ledger import Result
from gate.models import Draw, DrawFinding, Lane, Passage
from gate.pack.writing import CHECKER
from portal.items import ITEMS
from settings import Settings
from tests import cast
from tests.browsing import HTMX, as_person
from tests.portal.conftest import Filmed, Passing
from workers import context, draw_packs, queues

ASKED = {"rows": "5", "windows": "2", "word": "桥头的老槐树"}


@pytest.fixture
def inspector(app: Flask) -> FlaskClient:
    return as_person(app, cast.INSPECTOR)


@pytest.fixture
def passages(passing: Passing, lanes: list[Lane]) -> list[Passage]:
    """Eight of the last hour, one of them corrected, under a signed head."""
    made = [passing(lanes[n % 3], seconds_ago=3600 - 60 * n) for n in range(8)]
    for passage in made:
        ledger.note_outcome(passage, Result.LIFTED, position="open")
        written = corrections.propose(
            passage, {"cargo_name": "焦炭"}, reason="cargo", words="", by="guard"
        )
        corrections.review(written.id, agreed=True, words="", by="manager")
    checkpoints.make("greengate/test", Ed25519PrivateKey.generate())
    return made


def form_of(client: FlaskClient) -> dict[str, str]:
    page = client.get("/inspection").text
    return ASKED | dict(re.findall(r'name="(start|end)"[^>]* value="([^"]+)"', page))


def test_an_inspector_draws_and_goes_from_row_to_row(
    inspector: FlaskClient, passages: list[Passage]
) -> None:
    there = inspector.post("/inspection", data=form_of(inspector)).location
    draw = Draw.get()
    assert (draw.by, draw.purpose, draw.word) == ("inspector", "inspection", "桥头的老槐树")
    page = inspector.get(there).text
    assert page.count("尚未核对") == 5 + 2
    first = inspector.get(f"{there}/row/1").text
    for item in ITEMS:
        assert f'<span class="item-number">{item.number}</span>' in first
    for words in ("第 1 条，共 5 条", "焦炭", "原值：铁矿粉", "链上序号", "平台上传", "道闸已抬起"):
        assert words in first, words
    assert first.count('class="photo') >= 5  # three of the passage, two of its papers
    assert 'data-key="ArrowRight"' in first
    assert 'data-key="ArrowLeft"' not in first
    assert inspector.get(f"{there}/row/6").status_code == 404

    unsaid = inspector.post(f"{there}/row/1", data={"answer": "differs", "words": ""})
    assert unsaid.status_code == 422
    wrong = inspector.post(f"{there}/row/1", data={"answer": "differs", "words": "车斗是空的"})
    assert wrong.location.endswith("/row/2")
    for place in range(2, 6):
        answer = inspector.post(f"{there}/row/{place}", data={"answer": "agrees", "words": ""})
    assert answer.location == there
    assert inspector.post(f"{there}/window/2", data={"answer": "agrees"}).status_code == 303
    told = inspector.get(there).text
    assert "车斗是空的" in told
    assert told.count("尚未核对") == 1
    assert DrawFinding.select().count() == 6
    assert proof.verify().holds


def test_the_draw_is_repeated_from_what_is_saved(
    inspector: FlaskClient, passages: list[Passage]
) -> None:
    there = inspector.post("/inspection", data=form_of(inspector)).location
    saved = inspector.get(f"{there}/draw.json")
    assert "attachment" in saved.headers["Content-Disposition"]
    assert saved.json is not None
    assert list(sampling.objections(saved.json)) == []
    assert saved.json["asked"]["word"] == ASKED["word"]


def test_the_paper_has_everything_once(
    inspector: FlaskClient, passages: list[Passage], filmed: Filmed
) -> None:
    there = inspector.post("/inspection", data=form_of(inspector)).location
    paper = inspector.get(f"{there}/print").text
    assert paper.count('<section class="paper"') == 1 + 5
    drawn = inspection.of(Draw.get().id)
    assert drawn is not None
    for passage in drawn.passages:
        assert paper.count(passage.serial_no) == 1
    assert paper.count("本次通行没有录像") == 5
    clip = filmed(drawn.passages[0])
    paper = inspector.get(f"{there}/print").text
    assert f"media/{clip.fingerprint}.mp4" in paper
    assert f"/films/{clip.fingerprint}.mp4" in paper
    assert paper.count("本次通行没有录像") == 4


def test_gaps_of_the_period_are_shown_and_no_others(
    inspector: FlaskClient, passages: list[Passage]
) -> None:
    now, hour = clock.now(), timedelta(hours=1)
    gaps.begin(Cause.CAMERA, 2, now - 5 * hour, "RTSP 超时")
    gaps.end(Cause.CAMERA, 2, now - 4 * hour)
    gaps.whole(Cause.CLOCK, None, now - 1000 * hour, now - 900 * hour, "早已过去")
    gaps.begin(Cause.DOWN, 1, now - 2 * hour, "断电")
    period = now - 720 * hour, now
    assert [gap.cause for gap in gaps.within(*period)] == ["camera", "down"]
    assert [gap.cause for gap in gaps.within(now - 4 * hour, now)] == ["down"]
    there = inspector.post("/inspection", data=form_of(inspector)).location
    for page in (inspector.get(there).text, inspector.get(f"{there}/print").text):
        assert page.count("RTSP 超时") == 1
        assert "断电" in page
        assert "早已过去" not in page


def test_a_window_lists_who_came_in_its_minutes(
    inspector: FlaskClient, passages: list[Passage]
) -> None:
    there = inspector.post("/inspection", data=form_of(inspector)).location
    drawn = inspection.of(Draw.get().id)
    assert drawn is not None
    for place, span in enumerate(drawn.windows, start=1):
        page = inspector.get(f"{there}/window/{place}").text
        assert page.count('class="row-link"') == len(inspection.within(span))
    assert inspector.get(f"{there}/window/3").status_code == 404


def test_the_plant_checks_itself_and_leaves_the_inspectors_draws_alone(
    app: Flask, inspector: FlaskClient, passages: list[Passage]
) -> None:
    manager = as_person(app, cast.MANAGER)
    assert "本月自查尚未抽取" in manager.get("/inspection").text
    theirs = inspector.post("/inspection", data=form_of(inspector)).location
    ours = manager.post("/inspection", data=form_of(manager)).location
    assert "本月自查已于" in manager.get("/inspection").text
    assert {draw.purpose for draw in Draw.select()} == {"inspection", "self_check"}
    agrees = {"answer": "agrees", "words": ""}
    assert manager.post(f"{ours}/row/1", data=agrees).status_code == 303
    assert manager.post(f"{theirs}/row/1", data=agrees).status_code == 403
    assert inspector.post(f"{ours}/window/1", data=agrees).status_code == 403
    assert 'name="answer"' not in manager.get(f"{theirs}/row/1").text
    assert "更正这条记录" in manager.get(f"{ours}/row/1").text
    assert "更正这条记录" not in inspector.get(f"{theirs}/row/1").text


def test_what_is_missing_is_said_before_anything_is_drawn(
    inspector: FlaskClient, lanes: list[Lane]
) -> None:
    refused = inspector.post("/inspection", data=form_of(inspector) | {"word": ""})
    assert refused.status_code == 422
    assert "还没有签名的检查点" in refused.text
    assert "is-invalid" in refused.text
    assert Draw.select().count() == 0


def test_the_pack_of_a_draw_is_made_by_a_job_and_checked_without_us(
    inspector: FlaskClient, passages: list[Passage], settings: Settings, redis: Redis,
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    there = inspector.post("/inspection", data=form_of(inspector)).location
    inspector.post(f"{there}/row/1", data={"answer": "differs", "words": "车斗是空的"})
    assert inspector.get(f"{there}/pack.zip").status_code == 404
    assert inspector.post(f"{there}/pack").status_code == 303
    waiting = inspector.get(f"{there}/pack", headers=HTMX).text
    assert "正在制作" in waiting
    assert "hx-trigger" in waiting
    [job] = Queue(queues.SLOW, connection=redis).jobs
    assert (job.func_name, list(job.args)) == ("workers.calls.pack_draw", [1])

    monkeypatch.setattr(context, "settings", lambda: settings)
    monkeypatch.setattr(context, "redis", lambda: redis)
    monkeypatch.setattr(context, "seal", lambda: context.seal_of(settings))
    monkeypatch.setattr(context, "open_database", lambda: None)
    draw_packs.make(1)
    saved = inspector.get(f"{there}/pack.zip")
    (tmp_path / "draw.zip").write_bytes(saved.data)
    saved.close()
    assert "下载" in inspector.get(there).text
    checked = subprocess.run(
        [sys.executable, "-I", CHECKER, "draw.zip"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "已复算一致" in checked.stdout
    with zipfile.ZipFile(tmp_path / "draw.zip") as archive:
        lines = archive.read("entries.jsonl").splitlines()
    kinds = Counter(json.loads(line)["kind"] for line in lines)
    assert kinds["draw"] == kinds["draw_finding"] == 1
    assert kinds["passage"] >= 5
    assert kinds["correction"] == kinds["correction_review"] == kinds["passage"]
