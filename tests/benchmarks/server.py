"""Requests as an application server makes them: an environ in, bytes out.

Django's test client copies the context of every template that is rendered, and with it
a page of many small includes looks dearer than it is.
"""

import io
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler


def open_session(user):
    """The session of somebody who signed in with a password."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


class Answer:
    def __init__(self, status, headers, content):
        self.status = int(str(status).split()[0])
        self.headers = dict(headers)
        self.content = content


class Server:
    """The whole site behind one session. Checks the status of every answer."""

    def __init__(self, session_key, csrf="a" * 32):
        self.handler = WSGIHandler()
        self.csrf = csrf
        cookies = {
            settings.SESSION_COOKIE_NAME: session_key,
            settings.CSRF_COOKIE_NAME: csrf,
        }
        cookie = "; ".join(f"{name}={cookies[name]}" for name in cookies)
        self.browser = {"Host": "localhost:8000", "Cookie": cookie, "X-CSRFToken": csrf}
        self.environ = {
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost:8000",
            "HTTP_COOKIE": cookie,
            "HTTP_X_CSRFTOKEN": csrf,
            "wsgi.url_scheme": "http",
            "wsgi.errors": io.StringIO(),
            "SCRIPT_NAME": "",
        }

    def get(self, path, status=200):
        path, _mark, query = path.partition("?")
        extra = {"REQUEST_METHOD": "GET", "QUERY_STRING": query}
        return self._answer(path, extra, b"", status)

    def post(self, path, fields, status=200):
        body = urlencode(fields, doseq=True).encode()
        extra = {
            "REQUEST_METHOD": "POST",
            "QUERY_STRING": "",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
        }
        return self._answer(path, extra, body, status)

    def stream(self, path):
        """The chunks of an answer as they are made."""
        path, _mark, query = path.partition("?")
        extra = {"REQUEST_METHOD": "GET", "QUERY_STRING": query}
        started = []
        response = self.handler(
            {**self.environ, **extra, "PATH_INFO": path, "wsgi.input": io.BytesIO()},
            lambda status, headers: started.append(status),
        )
        assert started[0].startswith("200"), started
        yield from response
        response.close()

    def _answer(self, path, extra, body, expected):
        started = []
        environ = {**self.environ, **extra}
        environ["PATH_INFO"] = path
        environ["wsgi.input"] = io.BytesIO(body)
        response = self.handler(environ, lambda *args: started.append(args))
        content = b"".join(response)
        response.close()
        answer = Answer(*started[0], content)
        assert answer.status == expected, (path, answer.status, content[:300])
        return answer
