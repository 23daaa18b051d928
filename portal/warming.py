"""Before the first visitor: templates compiled and the search read in, which would else keep a guard waiting."""

import structlog
from flask import Flask
from peewee import DatabaseError, InterfaceError

from gate import search
from gate.models import database

log = structlog.get_logger()


def warm_up(app: Flask) -> None:
    """Takes a second or two. A database that does not answer yet is no reason not to start."""
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    try:
        with database.connection_context():
            search.passages(search.Query())
    except (DatabaseError, InterfaceError) as away:
        log.warning("search_not_warm", problem=str(away))
