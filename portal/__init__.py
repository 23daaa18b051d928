"""Pages for people: they show and ask, and never touch hardware."""

from importlib import import_module
from importlib.util import find_spec
from threading import BoundedSemaphore

from flask import Flask, g
from jinja2 import StrictUndefined
from redis import Redis
from werkzeug.middleware.proxy_fix import ProxyFix

from gate.models import database, open_database
from gate.retention import Periods
from portal import (
    cli,
    errors,
    htmx,
    languages,
    navigation,
    security,
    sessions,
    sign_in_words,
    wording,
)
from portal.account_rules import AccountRules
from portal.addresses import url_for
from portal.alarms import alarms
from portal.attention import attention
from portal.kept_macros import with_kept
from portal.kept_secrets import kept_in
from portal.plant import Plant
from settings import ROOT, Settings
from workers import context, queues, redis_server

PAGES = (
    "lanes",
    "cases",
    "answers",
    "today",
    "passages",
    "trips",
    "saved",
    "exports",
    "looks",
    "corrections",
    "supplements",
    "paper",
    "reviews",
    "shifts",
    "inspection",
    "packs",
    "applications",
    "carriers",
    "vehicles",
    "extending",
    "tables",
    "rules",
    "policies",
    "switching",
    "exemptions",
    "exceedances",
    "imports",
    "temporary",
    "announced",
    "equipment",
    "regions",
    "devices",
    "reader_addresses",
    "readers",
    "lenses",
    "proof",
    "accounts",
    "own_account",
    "second_factor",
    "people",
    "invitations",
    "joining",
    "forgotten",
    "signing_up",
    "own_address",
    "poster",
    "own_company",
    "own_trucks",
    "applying",
    "own_pictures",
    "own_readings",
    "own_outlook",
    "own_visits",
    "own_fleet",
    "sign_ins",
    "pictures",
    "films",
    "recordings",
    "reports",
    "report_plan",
    "mails",
    "storage",
    "alarms",
    "live",
    "health",
)
"""Modules of this package, each with its blueprint `bp`."""
STREAMS_LEFT_FREE = 8
"""Threads that pages and pictures keep when every screen listens."""
DRAWN_ONCE = (
    "icon",
    "plate",
    "corrected",
    "manual",
    "differs",
    "verdict",
    "time",
    "date_time",
    "photo",
)
"""Macros of ui.html that look at nothing but the few words they are told."""
LARGEST_UPLOAD = 16 * 1024 * 1024


def create_app(settings: Settings, *, redis: Redis | None = None, pooled: bool = False) -> Flask:
    """The portal of one plant; `pooled` as in gate.models.open_database, for a server that keeps its threads."""
    app = Flask("portal", static_folder=ROOT / "static", template_folder=ROOT / "templates")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_UPLOAD
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "portal" / "translations")
    app.extensions["greengate"] = Plant(
        name=settings.enterprise_name,
        enterprise_no=settings.enterprise_no,
        language=settings.language,
        address=settings.address,
        store=context.store_of(settings),
        thumbnails_dir=settings.thumbnails_dir,
        packs_dir=settings.packs_dir,
        periods=Periods(settings.photo_months, settings.video_months),
        exports_dir=settings.exports_dir,
        font=settings.font,
        accounts=AccountRules.of(settings),
        redis=redis or queues.connect(settings.redis_url or redis_server.url(settings.data_dir)),
        streams=BoundedSemaphore(max(settings.threads - STREAMS_LEFT_FREE, 1)),
    )
    _use_database(app, settings.database, pooled=pooled)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, x_proto=0)  # type: ignore[method-assign]
    secret = settings.secret_key.get_secret_value() or kept_in(settings.data_dir, "session.key")
    lasts = app.extensions["greengate"].accounts.lasts
    sessions.init_app(app, secret=secret, secure=settings.secure_cookies, lasts=lasts)
    languages.init_app(app)
    htmx.init_app(app)
    security.init_app(app)
    errors.init_app(app)
    cli.init_app(app, settings)
    _set_templates(app, settings.enterprise_name)
    for page in PAGES:
        if find_spec(f"portal.{page}"):
            app.register_blueprint(import_module(f"portal.{page}").bp)
    return app


def _use_database(app: Flask, url: str, *, pooled: bool) -> None:
    """A connection per request, closed when its answer is ready: an open stream holds none."""
    open_database(url, pooled=pooled)

    def connect() -> None:
        database.connect(reuse_if_open=True)

    def close(_: BaseException | None) -> None:
        database.close()

    app.before_request_funcs.setdefault(None, []).insert(0, connect)
    app.teardown_request(close)


def _icons() -> str:
    """Where the icons are, worked out once a request: a long list shows hundreds."""
    if "icons" not in g:
        g.icons = url_for("static", filename="icons.svg")
    there: str = g.icons
    return there


def _set_templates(app: Flask, name: str) -> None:
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.filters.update(wording.FILTERS | sign_in_words.FILTERS)
    env.globals.update(
        current_user=security.current_user,
        idle_s=security.idle_s,
        may=security.may,
        attention=attention,
        alarms=alarms,
        url_for=url_for,
        exists=app.view_functions.__contains__,
        language=languages.language,
        plant_name=name,
        icons=_icons,
    )
    # Macros are global: those imported by a page are undefined when only a block of it is rendered.
    env.globals["ui"] = with_kept(env.get_template("ui.html").module, DRAWN_ONCE)
    env.globals["navigation"] = navigation.of(env)
    env.globals["guard"] = with_kept(env.get_template("guard.html").module, ["key"])
