"""The wheel, and a site that installs it by the page for integrators alone."""

import os
import shutil
import socket
import subprocess
import sys
import time
import venv
import zipfile
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from .browser import Browser
from .integrators import edit, read_steps

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = ["media", "quizzes", "courses"]
PAGE = ROOT / "docs" / "integrators.md"
SOURCE = {".py", ".html", ".css", ".js", ".svg", ".yaml", ".md", ".txt", ".json", ".po"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel from a copy, so that nothing is left in the repository."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    ignore = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in [*PLUGIN, "tests", "cms"]:
        shutil.copytree(ROOT / name, source / name, ignore=ignore)
    for name in ["pyproject.toml", "README.md", "LICENSE", "NOTICE", ".gitignore"]:
        shutil.copy(ROOT / name, source / name)
    run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        source,
    )
    (built,) = folder.glob("*.whl")
    return built


def run(command, folder, **environment):
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def clean_environment(**values):
    """Return this process's environment without what ties it to this repository."""
    ours = ("DJANGO_", "PYTEST_", "PYTHON", "COV_", "VIRTUAL_ENV")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    return {**kept, **values}


def test_wheel_holds_the_three_packages_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]

    tops = {name.split("/")[0] for name in names}
    (about,) = {top for top in tops if top.endswith(".dist-info")}
    assert tops - {about} == set(PLUGIN)
    held = {name for name in names if not name.startswith(about)}
    assert held >= shipped_files()
    assert not [name for name in held if "/tests/" in name or name.endswith(".pyc")]
    assert {f"{about}/licenses/LICENSE", f"{about}/licenses/NOTICE"} <= set(names)


def shipped_files():
    """Every source file of the plugin, as Git would have it: .gitignore eats nothing."""
    found = {
        path.relative_to(ROOT).as_posix()
        for app in PLUGIN
        for path in (ROOT / app).rglob("*")
        if path.suffix in SOURCE and "__pycache__" not in path.parts
    }
    assert "courses/curriculum/sot/course.yaml" in found
    assert "media/static/ce_media/base.css" in found
    assert "quizzes/migrations/0001_questions_quizzes_attempts.py" in found
    return found


@pytest.fixture(scope="module")
def site(wheel, tmp_path_factory):
    """A new environment with a site from ``wagtail start``, the page followed."""
    folder = tmp_path_factory.mktemp("site")
    environment = folder / "env"
    venv.create(environment, with_pip=True)
    path = f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"
    run(
        ["pip", "install", "-q", "--prefer-binary", "wagtail>=8.0.1,<8.1"],
        folder,
        PATH=path,
    )
    run(["wagtail", "start", "mysite"], folder, PATH=path)
    site = folder / "mysite"
    for step in read_steps(PAGE):
        if step.action == "run":
            for command in step.text.splitlines():
                command = command.replace("wagtail-ce-courses", str(wheel))
                run(["sh", "-e", "-c", command], site, PATH=path)
        else:
            edit(step, site)
    return site, path


@pytest.fixture(scope="module")
def address(site):
    folder, path = site
    account = (
        "from django.contrib.auth import get_user_model;"
        "get_user_model().objects.create_user('ana', password='a-long-pass-phrase',"
        " first_name='Ana')"
    )
    run(["python", "manage.py", "shell", "-v", "0", "-c", account], folder, PATH=path)
    host = f"127.0.0.1:{free_port()}"
    command = ["python", "manage.py", "runserver", "--noreload", host]
    with open(folder / "server.log", "w") as log:
        server = subprocess.Popen(
            command,
            cwd=folder,
            env=clean_environment(PATH=path),
            stdout=log,
            stderr=log,
        )
        try:
            wait_for(f"http://{host}/", server)
            yield f"http://{host}"
        finally:
            server.terminate()
            server.wait(timeout=20)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(url, server):
    for _ in range(100):
        assert server.poll() is None, "The server did not start."
        try:
            with urlopen(url, timeout=10):
                return
        except HTTPError:
            return
        except URLError:
            time.sleep(0.2)
    raise AssertionError("The server did not answer.")


def test_page_for_integrators_has_all_its_steps():
    actions = [step.action for step in read_steps(PAGE)]

    assert actions == ["run", "append", "before", "write", "run", "run"]


def test_site_of_the_page_for_integrators_serves_a_lesson(address):
    browser = Browser()
    sign_in = browser.get(f"{address}/learn/")
    assert "/_util/login/" in sign_in.url
    (form,) = sign_in.forms
    browser.submit(form, username="ana", password="a-long-pass-phrase")

    course = browser.get(f"{address}/courses/sot-foundations/")
    (enroll,) = [form for form in course.forms if "/enroll/" in form["action"]]
    lesson = browser.submit(enroll)

    assert lesson.url.startswith(f"{address}/courses/sot-foundations/m1/")
    assert "Two patients ask you the same question" in lesson.html
    # The site's own frame, and the plugin's files.
    assert "css/mysite.css" in lesson.html
    for name in ("ce_media/base.css", "ce_courses/lesson.js"):
        with urlopen(f"{address}/static/{name}", timeout=30) as response:
            assert response.status == 200
