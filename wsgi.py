"""The WSGI application, for gunicorn, waitress and ``flask``."""

from petition import create_app

app = create_app()
