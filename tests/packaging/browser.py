"""A visitor with a cookie jar and nothing else: follows links, fills in forms."""

from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, build_opener


class Page(HTMLParser):
    """What of a page a visitor acts on: its links, its forms with their fields."""

    def __init__(self, url, html):
        super().__init__()
        self.url, self.html = url, html
        self.links, self.forms = [], []
        self._form = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "a" and values.get("href"):
            self.links.append(urljoin(self.url, values["href"]))
        elif tag == "form":
            action = urljoin(self.url, values.get("action") or self.url)
            self._form = {"action": action, "fields": {}}
            self.forms.append(self._form)
        elif tag == "input" and self._form is not None and values.get("name"):
            self._form["fields"][values["name"]] = values.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None


class Browser:
    def __init__(self):
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, url):
        return self._open(url, None)

    def submit(self, form, **fields):
        data = urlencode({**form["fields"], **fields}).encode()
        return self._open(form["action"], data)

    def _open(self, url, data):
        with self._opener.open(url, data, timeout=30) as response:
            assert response.status == 200
            return Page(response.url, response.read().decode())
