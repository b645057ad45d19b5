"""The tests of a host only run under that host's settings.

The suite itself runs on the reference site's; ``test_hosts.py`` starts each host's
tests in a process of its own.
"""

import os

if os.environ.get("DJANGO_SETTINGS_MODULE") != "tests.settings.custom_host":
    collect_ignore = ["test_custom_host.py"]
else:
    collect_ignore = ["test_hosts.py"]
