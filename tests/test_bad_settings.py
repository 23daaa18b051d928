"""A `.env` that cannot be used stops the start with one sentence and exit code 2."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from settings import ROOT

CORRUPT = {
    "not a number": (b"GREENGATE_PORT=eighty\n", "GREENGATE_PORT"),
    "out of range": (b"GREENGATE_THREADS=2\n", "GREENGATE_THREADS"),
    "no such setting": (b"GREENGATE_PROT=8080\n", "GREENGATE_PROT"),
    "a database nobody knows": (
        b"GREENGATE_DATABASE_URL=oracle://plant\n",
        "GREENGATE_DATABASE_URL",
    ),
    "a store without its bucket": (
        b"GREENGATE_EVIDENCE_STORE=s3\nGREENGATE_S3_ENDPOINT=http://store:9000\n",
        "GREENGATE_S3_BUCKET",
    ),
    "a role nobody has": (
        b"GREENGATE_SECOND_FACTOR_FOR=admin,king\n",
        "GREENGATE_SECOND_FACTOR_FOR",
    ),
    "not text": (b"GREENGATE_PORT=8080\n\xff\xfe\x00\x9f\n", ".env"),
}


@pytest.mark.parametrize("case", CORRUPT)
def test_one_sentence_and_exit_code_2(case: str, tmp_path: Path) -> None:
    content, named = CORRUPT[case]
    (tmp_path / ".env").write_bytes(content)
    clean = {name: value for name, value in os.environ.items() if "GREENGATE_" not in name}
    doctor = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "doctor"],
        cwd=tmp_path,
        env={**clean, "PYTHONPATH": str(ROOT), "FLASK_SKIP_DOTENV": "1"},  # as the Makefile does
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert doctor.returncode == 2, doctor.stderr
    assert named in doctor.stderr
    assert len(doctor.stderr.strip().splitlines()) == 1, doctor.stderr
