"""The plugin in sites that are not the reference site, each in its own process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("settings", ["tests.settings.custom_host"])
def test_host_passes_its_own_tests(settings):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings}
    # What the outer run was told about coverage and workers is not for this one.
    environment.pop("PYTEST_ADDOPTS", None)

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/hosts"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert "skipped" not in run.stdout
