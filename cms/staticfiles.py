"""Static files as they are served: one joined stylesheet, hashed names, compressed."""

import re

from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "site.css"
IMPORT = re.compile(r'^@import url\("([^"]+)"\);\n?', re.MULTILINE)
RELATIVE_URL = re.compile(r"url\(\s*['\"]?(?!/|#|data:|https?:)", re.IGNORECASE)


def joined(source, read):
    """A stylesheet with each ``@import url("…");`` line replaced by the file it names.

    ``read`` takes a name and gives that file's text. Files are written to be read from
    any folder: a relative ``url()`` in one is refused, since it would point elsewhere.
    """

    def replacement(match):
        name = match.group(1)
        content = read(name)
        if RELATIVE_URL.search(content) or "@import" in content:
            raise ImproperlyConfigured(
                f"{name} is joined into {STYLESHEET}: no relative url(), no @import."
            )
        return f"/* {name} */\n{content.strip()}\n"

    return IMPORT.sub(replacement, source)


class SiteStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Joins the site's stylesheet before it is hashed and compressed."""

    # Modules that import each other by relative path get hashed names, too.
    support_js_module_import_aggregation = True

    def post_process(self, paths, dry_run=False, **options):
        if STYLESHEET in paths and not dry_run:
            paths[STYLESHEET] = (_InMemory(self._join(paths)), STYLESHEET)
        yield from super().post_process(paths, dry_run, **options)

    def _join(self, paths):
        def read(name):
            if name not in paths:
                raise ImproperlyConfigured(
                    f"{STYLESHEET} imports {name}: no such file."
                )
            storage, path = paths[name]
            with storage.open(path) as file:
                return file.read().decode()

        return joined(read(STYLESHEET), read)


class _InMemory:
    """The part of a storage that collecting reads: ``open``."""

    def __init__(self, content):
        self.content = content

    def open(self, name):
        return ContentFile(self.content.encode(), name=name)
