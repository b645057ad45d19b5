"""Production settings, loaded the way a server loads them: in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": "kJ8f-Qz3vN1xW7cR5tY9uB2mE4aS6dG0hL_pO-iUyTrEwQaZxSw",
    "SITE_URL": "https://courses.example.org",
    "EMAIL_URL": "submission://user:password@mail.example.org:587",
}


def manage(*arguments, **environment):
    keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**keep, **GOOD, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_check_deploy_is_silent():
    done = manage("check", "--deploy", "--fail-level", "INFO")

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY: is not set"),
        ({"SITE_URL": ""}, "SITE_URL: is not set"),
        ({"SITE_URL": "http://courses.example.org"}, "SITE_URL: must begin with https"),
        ({"DATABASE_URL": "oracle://x"}, "DATABASE_URL: must be like postgresql"),
    ],
)
def test_settings_refuse_by_name(environment, message):
    done = manage("check", **environment)

    assert done.returncode != 0
    assert message in done.stderr


def test_plain_http_for_trying():
    done = manage(
        "shell",
        "--no-imports",
        "-c",
        "from django.conf import settings as s; "
        "print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)",
        PLAIN_HTTP="1",
        SITE_URL="http://localhost:8000",
    )

    assert done.stdout.strip() == "False False 0"


def test_logs_are_json():
    done = manage(
        "shell",
        "--no-imports",
        "-c",
        "import logging; logging.getLogger('django.request').error('x %s', 'y')",
    )

    assert '"level": "ERROR"' in done.stderr
    assert '"message": "x y"' in done.stderr
