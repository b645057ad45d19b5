"""Settings for one person's own machine: what ``make run`` uses."""

from .base import *  # noqa: F403

DEBUG = True
SECRET_KEY = env.str("SECRET_KEY", "local-only-not-a-secret")  # noqa: F405
DEMO_ACCOUNTS = True
