"""Settings for one person's own machine: what ``make run`` uses."""

from .base import *  # noqa: F403

DEBUG = True
SECRET_KEY = env.text("SECRET_KEY", "local-only-not-a-secret")  # noqa: F405
# The demo command makes accounts with a known password: here, and nowhere else.
DEMO_ACCOUNTS = True
