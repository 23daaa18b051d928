"""Every environment variable, typed, described and defaulted. Only the entry points read it."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent


class Settings(BaseSettings):
    """Settings of one installation. The plant itself (lanes, devices, rules) is kept in the database."""

    model_config = SettingsConfigDict(
        env_prefix="GREENGATE_", env_file=".env", env_file_encoding="utf-8", extra="forbid"
    )

    data_dir: Annotated[
        Path, Field(description="Where the database, photographs, logs and our own Redis are kept.")
    ] = ROOT / "var"
    database_url: Annotated[
        str,
        Field(
            description="sqlite:///… or postgresql://…; empty: a SQLite file in the data folder."
        ),
    ] = ""
    redis_url: Annotated[
        str,
        Field(description="redis://… or unix://…; empty: a Redis of our own in the data folder."),
    ] = ""
    secret_key: Annotated[
        SecretStr,
        Field(description="Signs the sessions; empty: made once and kept in the data folder."),
    ] = SecretStr("")
    host: Annotated[str, Field(description="Address the portal listens on.")] = "0.0.0.0"
    port: Annotated[int, Field(ge=1, le=65535, description="Port the portal listens on.")] = 8080
    threads: Annotated[
        int,
        Field(ge=8, le=1000, description="Threads of the portal: at least open screens + 8."),
    ] = 48
    enterprise_no: Annotated[
        str, Field(max_length=18, description="企业编号, in front of every serial number.")
    ] = "1302000001"
    enterprise_name: Annotated[str, Field(description="Name of the plant, shown on pages.")] = ""
    address: Annotated[
        str,
        Field(
            pattern="^(https?://[^\\s/]+)?$",
            description="Address of the portal as people type it, for links in mails; empty: none.",
        ),
    ] = ""
    language: Annotated[
        str, Field(pattern="^(zh|en)$", description="Language of a page before somebody signs in.")
    ] = "zh"
    spare_watchers: Annotated[
        int,
        Field(ge=0, le=8, description="Lane workers beyond one per lane, ready to take over."),
    ] = 1
    clip_before_s: Annotated[
        int,
        Field(ge=15, le=120, description="Seconds that a passage's film begins before it (R-013)."),
    ] = 15
    clip_after_s: Annotated[
        int,
        Field(ge=15, le=120, description="Seconds that it goes on after the arm is down (R-013)."),
    ] = 15
    clip_longest_s: Annotated[
        int,
        Field(ge=60, le=900, description="Seconds of one film: a longer passage has several."),
    ] = 300
    record: Annotated[
        bool, Field(description="Keep everything that the lanes' cameras see, not passages alone.")
    ] = False
    photo_months: Annotated[
        int, Field(ge=24, description="Months for which photographs are kept (R-090).")
    ] = 24
    video_months: Annotated[
        int, Field(ge=12, description="Months for which films and recordings are kept (R-091).")
    ] = 12
    s3_endpoint: Annotated[
        str, Field(description="http://… or https://host:port of an S3-compatible store.")
    ] = ""
    s3_bucket: Annotated[
        str, Field(description="Its bucket, made beforehand, versioned and locked.")
    ] = ""
    s3_region: Annotated[
        str, Field(description="Its region, which every request is signed for.")
    ] = "us-east-1"
    s3_access_key: Annotated[
        str, Field(description="Who we are there: may put, get, list and delete objects.")
    ] = ""
    s3_secret_key: Annotated[SecretStr, Field(description="The secret that belongs to it.")] = (
        SecretStr("")
    )
    s3_prefix: Annotated[
        str, Field(description="In front of every key; empty: the bucket is ours alone.")
    ] = ""
    s3_ca_file: Annotated[
        str, Field(description="Certificates to trust for it; empty: those of the system.")
    ] = ""
    s3_local_days: Annotated[
        int,
        Field(
            ge=0,
            le=90,
            description="Days for which this machine keeps its own copy of what is in the bucket.",
        ),
    ] = 7
    evidence_store: Annotated[
        str,
        Field(
            pattern="^(disk|s3)$",
            description="Where evidence lies for good: disk (the data folder) or s3 (a bucket).",
        ),
    ] = "disk"
    tape_mib: Annotated[
        int,
        Field(
            ge=64,
            le=1_000_000,
            description="MiB at most, per camera, of the last minutes out of which films are cut.",
        ),
    ] = 2048
    eyes: Annotated[
        str,
        Field(
            pattern="^(auto|builtin|hyperlpr3)$",
            description="What reads plates: builtin, hyperlpr3, or auto: what was measured to read better.",
        ),
    ] = "auto"
    hyperlpr3_dir: Annotated[
        str,
        Field(description="Folder of hyperlpr3's models; empty: hyperlpr3 in the data folder."),
    ] = ""
    ntp_server: Annotated[
        str,
        Field(description="Time server to hold the clock against; empty: nobody checks it."),
    ] = ""
    secure_cookies: Annotated[
        bool, Field(description="Send cookies over HTTPS only; switch on behind TLS.")
    ] = False
    proxies: Annotated[
        int,
        Field(
            ge=0,
            le=5,
            description="Reverse proxies in front whose word is taken for where a visitor sits.",
        ),
    ] = 0
    session_hours: Annotated[
        int,
        Field(ge=1, le=168, description="Hours after which everybody signs in again: a shift."),
    ] = 16
    idle_minutes: Annotated[
        int,
        Field(
            ge=5,
            le=1440,
            description="Minutes without anything done that sign out admins and managers.",
        ),
    ] = 30
    idle_hours: Annotated[
        int,
        Field(
            ge=1,
            le=168,
            description="Hours that sign out all others; a guard's screen stays while it is open.",
        ),
    ] = 4
    second_factor_for: Annotated[
        str,
        Field(
            description="Roles that must have a second factor, with commas: admin,manager …",
        ),
    ] = ""
    password_length: Annotated[
        int, Field(ge=8, le=64, description="Characters that a new password has at least.")
    ] = 10
    invitation_hours: Annotated[
        int, Field(ge=1, le=720, description="Hours for which a link that lets somebody in works.")
    ] = 72
    export_days: Annotated[
        int, Field(ge=1, le=366, description="Days for which files that people asked for are kept.")
    ] = 7
    pack_days: Annotated[
        int, Field(ge=1, le=366, description="Days for which packs of draws are kept.")
    ] = 30
    log_level: Annotated[
        str, Field(pattern="^(debug|info|warning|error)$", description="How much is logged.")
    ] = "info"

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql://")):
            raise ValueError("begins with sqlite:/// or postgresql://")
        return value

    @field_validator("redis_url")
    @classmethod
    def _known_redis(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("begins with redis://, rediss:// or unix://")
        return value

    @field_validator("s3_endpoint")
    @classmethod
    def _known_store(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("begins with http:// or https://")
        return value

    @field_validator("evidence_store")
    @classmethod
    def _whole_store(cls, value: str, told: ValidationInfo) -> str:
        needed = ("s3_endpoint", "s3_bucket", "s3_access_key", "s3_secret_key")
        missing = [name for name in needed if not _said(told.data.get(name))]
        if value == "s3" and missing:
            raise ValueError(f"s3 needs GREENGATE_{missing[0].upper()}")
        return value

    @field_validator("second_factor_for")
    @classmethod
    def _known_roles(cls, value: str) -> str:
        if unknown := set(_listed(value)) - {"admin", "manager", "guard", "carrier", "inspector"}:
            raise ValueError(f"not a role: {', '.join(sorted(unknown))}")
        return value

    @property
    def second_factor_roles(self) -> frozenset[str]:
        return frozenset(_listed(self.second_factor_for))

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'greengate.db'}"

    @property
    def evidence_dir(self) -> Path:
        return self.data_dir / "evidence"

    @property
    def thumbnails_dir(self) -> Path:
        return self.data_dir / "thumbnails"

    @property
    def packs_dir(self) -> Path:
        return self.data_dir / "packs"

    @property
    def tape_dir(self) -> Path:
        return self.data_dir / "tape"

    @property
    def exports_dir(self) -> Path:
        return self.data_dir / "exports"

    @property
    def log_dir(self) -> Path:
        return self.data_dir / "log"

    @property
    def hyperlpr3_folder(self) -> Path:
        named = self.hyperlpr3_dir
        return Path(named).expanduser().resolve() if named else self.data_dir / "hyperlpr3"

    @property
    def font(self) -> Path:
        return ROOT / "static" / "vendor" / "wqy-microhei" / "wqy-microhei.ttc"


def _said(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value or "")


def _listed(text: str) -> list[str]:
    return [word for word in text.replace(",", " ").split() if word]


class BadSettings(Exception):
    """The environment or `.env` cannot be used; the message is one sentence for a person."""


def load() -> Settings:
    """The settings, or BadSettings with one sentence that names the variable and what it wants."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        if not name.startswith("GREENGATE_"):
            name = f"GREENGATE_{name}"
        raise BadSettings(f"{name}: {first['msg']}") from None
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise BadSettings(f".env cannot be read: {error}") from None
