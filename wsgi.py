"""The WSGI application, for gunicorn, waitress and ``flask``."""

import gc

# What is made until the application is there stays: to look through it for what does not is a quarter of a start.
gc.disable()

from petition import create_app  # noqa: E402

app = create_app()
gc.freeze()
gc.enable()
