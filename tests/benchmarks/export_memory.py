"""Exports everything in a process of its own, and says how much memory that took.

Prints the peak of resident memory over what the process held when it was ready and had
exported once: ``python -m tests.benchmarks.export_memory SESSION_KEY FORMAT``.
"""

import json
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")


def memory(name):
    """A line of the kernel's account of this process, in bytes."""
    for line in STATUS.read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(name)


def main(session_key, kind):
    import django

    django.setup()
    from django.urls import reverse

    from .server import Server

    server = Server(session_key)
    report = reverse("ce_completions:index")
    # Once without rows: what is loaded and compiled the first time is not the export's.
    nothing = f"{report}?export={kind}&completed_at_from=1999-01-01&completed_at_to=1999-01-01"
    for _chunk in server.stream(nothing):
        pass
    idle = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts again from here
    size = sum(len(chunk) for chunk in server.stream(f"{report}?export={kind}"))
    result = {"idle": idle, "peak": memory("VmHWM"), "bytes": size}
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
