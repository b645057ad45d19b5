"""The site as ``make serve`` serves it: gunicorn, in processes of its own."""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
CONFIG = ["-c", "python:cms.gunicorn_conf"]
HOST = "localhost:8000"
CSRF = "a" * 32


def database_url(config):
    """Return the address by which another process finds a database of Django's."""
    if config["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{config['NAME']}"
    user = quote(config["USER"]) + (f":{quote(w)}" if (w := config["PASSWORD"]) else "")
    host = f"{config['HOST'] or 'localhost'}:{config['PORT'] or 5432}"
    return f"postgresql://{user}@{host}/{config['NAME']}"


def production(config, secret_key):
    """Return the environment of a site with production's settings on a database."""
    return {
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "DATABASE_URL": database_url(config),
        "SECRET_KEY": secret_key,
        "SITE_URL": f"http://{HOST}",
        "PLAIN_HTTP": "1",
        "LOG_LEVEL": "WARNING",
    }


def browser_headers(session_key):
    """Return what the browser of somebody signed in sends with every request."""
    cookie = f"sessionid={session_key}; csrftoken={CSRF}"
    return {"Host": HOST, "Cookie": cookie, "X-CSRFToken": CSRF}


class Gunicorn:
    """gunicorn with the site's own configuration, until it is closed."""

    def __init__(self, environ, log, *options, app="cms.wsgi"):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        keep = {
            name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ
        }
        self.log = log
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", *CONFIG, *options, app],
                cwd=ROOT,
                env={**keep, **environ, "PORT": str(self.port)},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait()
        except BaseException:
            self.close()
            raise

    def _wait(self):
        for _ in range(600):
            connection = self.connect()
            try:
                connection.request("GET", "/healthz", headers={"Host": HOST})
                if connection.getresponse().status == 200:
                    return
            except OSError:
                pass
            finally:
                connection.close()
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)
        raise TimeoutError(self.log.read_text())

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def workers(self):
        """Return the ids of the processes that answer requests."""
        tasks = Path(f"/proc/{self.process.pid}/task")
        children = " ".join((t / "children").read_text() for t in tasks.iterdir())
        return [int(pid) for pid in children.split()]

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
