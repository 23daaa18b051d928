"""The portal for a WSGI server: `gunicorn wsgi:app`."""

import sys

from portal import create_app
from settings import BadSettings, load

try:
    app = create_app(load(), pooled=True)
except BadSettings as problem:
    print(problem, file=sys.stderr)
    raise SystemExit(2) from None
