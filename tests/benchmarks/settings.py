"""Production's settings, and the bare views beside the site's own."""

import os

from cms.settings.production import *  # noqa: F403
from cms.settings.production import TEMPLATES

ROOT_URLCONF = "tests.benchmarks.urls"
STATIC_ROOT = os.environ["BENCH_STATIC"]
TEMPLATES[0]["DIRS"].append(os.environ["BENCH_TEMPLATES"])
