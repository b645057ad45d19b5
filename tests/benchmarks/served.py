"""One worker of gunicorn, with what it costs read from the kernel's account of it.

So neither the browser's side nor what a test runner adds to a call is in the figures.
"""

from pathlib import Path
from urllib.parse import urlencode

from tests.serving import Gunicorn

from .server import Answer

NANO = 1e-9


class Served(Gunicorn):
    """One worker of gunicorn, and a browser with one session that talks to it."""

    def __init__(self, environ, headers, log):
        # One connection lasts for the whole run: no browser opens one for each request.
        super().__init__(environ, log, "--workers", "1", "--keep-alive", "60")
        self.headers = headers
        self.connection = self.connect()
        (worker,) = self.workers()
        self.worker = Path(f"/proc/{worker}/task")

    def cpu(self):
        """Seconds of CPU that the worker has used, system calls included."""
        return NANO * sum(
            int((task / "schedstat").read_text().split()[0])
            for task in self.worker.iterdir()
        )

    def close(self):
        if hasattr(self, "connection"):
            self.connection.close()
        super().close()

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
