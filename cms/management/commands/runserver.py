"""Django's development server, which ends its greeting with what a newcomer needs."""

from django.conf import settings
from django.contrib.staticfiles.management.commands.runserver import (
    Command as RunserverCommand,
)

from .demo import tell_accounts


class Command(RunserverCommand):
    def on_bind(self, server_port):
        if not getattr(settings, "DEMO_ACCOUNTS", False):
            super().on_bind(server_port)
            return
        tell_accounts(self.stdout)
        self.stdout.write(
            f"\n{settings.SITE_NAME} runs on http://localhost:{server_port}/ "
            "(Ctrl-C stops it)"
        )
