"""How gunicorn serves a real installation: ``gunicorn --config deploy/gunicorn.conf.py``, from the checkout.

What one instance needs otherwise, above all the port of a second one on the same machine, goes into the environment:
``GUNICORN_CMD_ARGS="--bind=127.0.0.1:8001 --workers=2"``. Under systemd
the address is the one in undersigned.socket.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

wsgi_app = "wsgi:app"
bind = "127.0.0.1:8000"
workers = 4
# Threads and SQLite do not mix, and a buffering proxy in front holds slow clients.
worker_class = "sync"

# No line for a request. What is said about a failing one loses its address and path in petition/core/logs.py.
accesslog = None
errorlog = "-"
loglevel = "info"

# Else every instance of a user listens at the same path in the home folder, and the last one started wins.
control_socket_disable = True

# Seconds. Whoever hangs is ended; what is being answered at a stop may be finished.
timeout = 30
graceful_timeout = 20
# The sign of life of a worker: on a disk it could hang behind other writing.
MEMORY = Path("/dev/shm")  # noqa: S108
worker_tmp_dir = str(MEMORY) if MEMORY.is_dir() else None
umask = 0o077


def on_starting(server):
    """Where the application cannot start, ends with its own line and code, before there is a port.

    Else each worker would say so, and the master would go on starting them.
    """
    tried = subprocess.run([sys.executable, "-c", "import wsgi"])
    if tried.returncode:
        sys.exit(tried.returncode)
    # Where the processes of this server keep what they count, for /metrics: in memory, and gone with it.
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp("-figures", "undersigned-", worker_tmp_dir))


def child_exit(server, worker):
    """Forgets what only a living process can say."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    """Takes the folder of figures away."""
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
