"""Somebody at a browser, whose console is watched."""

from urllib.parse import urlsplit


class Visitor:
    """One browser context with one page; ``problems`` is what its console complained of.

    ``expected`` holds beginnings of complaints that belong to the test's story, such as
    a failed request while the visitor is offline.
    """

    def __init__(self, browser, site, *, width=1280, height=900, **options):
        self.site = site
        self.problems = []
        self.expected = []
        self.context = browser.new_context(
            base_url=site, viewport={"width": width, "height": height}, **options
        )
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self._noted(str(error.error)))
        self.page = self.context.new_page()

    def _heard(self, message):
        if message.type in ("error", "warning"):
            self._noted(f"{message.text} ({message.location.get('url', '')})")

    def _noted(self, text):
        if not any(text.startswith(beginning) for beginning in self.expected):
            self.problems.append(f"{self.path}: {text}")

    def take_session(self, key):
        """Signed in, without the way through the form."""
        self.context.add_cookies(
            [{"name": "sessionid", "value": key, "url": self.site}]
        )

    def go(self, path):
        self.page.goto(path)
        return self.page

    @property
    def path(self):
        return urlsplit(self.page.url).path

    def main(self):
        return self.page.get_by_role("main")
