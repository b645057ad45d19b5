"""The site as ``make serve`` serves it: gunicorn in a process of its own.

What it costs is read from the kernel's account of that process, so neither the
browser's side nor what a test runner adds to a call is in the figures.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

from .server import Answer

ROOT = Path(__file__).resolve().parents[2]
NANO = 1e-9
# One connection lasts for the whole run: no browser opens one for each request.
CONFIG = ["-c", "python:cms.gunicorn_conf", "--keep-alive", "60"]


class Served:
    """One worker of gunicorn, and a browser with one session that talks to it."""

    def __init__(self, environ, headers, log):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        keep = {
            name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ
        }
        self.log = log
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", *CONFIG, "cms.wsgi"],
                cwd=ROOT,
                env={**keep, **environ, "PORT": str(self.port), "WEB_WORKERS": "1"},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.headers = headers
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self._wait()
        self.worker = self._worker()

    def _wait(self):
        for _ in range(300):
            try:
                self.get("/healthz")
            except OSError:
                assert self.process.poll() is None, self.log.read_text()
                self.connection.close()
                time.sleep(0.1)
            else:
                return
        raise TimeoutError(self.log.read_text())

    def _worker(self):
        tasks = Path(f"/proc/{self.process.pid}/task")
        children = " ".join((t / "children").read_text() for t in tasks.iterdir())
        (worker,) = children.split()
        return Path(f"/proc/{worker}/task")

    def cpu(self):
        """Seconds of CPU that the worker has used, system calls included."""
        return NANO * sum(
            int((task / "schedstat").read_text().split()[0])
            for task in self.worker.iterdir()
        )

    def close(self):
        self.connection.close()
        self.process.terminate()
        self.process.wait(timeout=30)

    def get(self, path, status=200):
        return self._answer("GET", path, None, {}, status)

    def post(self, path, fields, status=200):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._answer("POST", path, urlencode(fields, doseq=True), kind, status)

    def _answer(self, method, path, body, headers, expected):
        self.connection.request(method, path, body, {**self.headers, **headers})
        response = self.connection.getresponse()
        content = response.read()
        answer = Answer(response.status, response.getheaders(), content)
        assert answer.status == expected, (path, answer.status, content[:300])
        return answer
