"""Makes a migrated database into a site: groups, pages, first administrator."""

import getpass
import os
import sys

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from cms import site_setup
from cms.accounts.models import User
from courses.domain import roles


class Command(BaseCommand):
    help = (
        "Create the groups, the home page, the catalogue and the first administrator. "
        "May run again at any time: what exists is left alone."
    )

    def add_arguments(self, parser):
        parser.add_argument("--email", help="address of the first administrator")
        parser.add_argument(
            "--no-input",
            action="store_true",
            help="ask nothing; take ADMIN_EMAIL and ADMIN_PASSWORD from the "
            "environment, or make no administrator",
        )

    def handle(self, *args, email=None, no_input=False, **options):
        for name in site_setup.create_pages(
            site_name=settings.SITE_NAME, site_url=settings.SITE_URL
        ):
            self.stdout.write(f"Created {name}")
        # After the pages: the catalogue is opened to the groups and put under the workflow.
        for name in roles.create_roles():
            self.stdout.write(f"Created {name}")
        self._administrator(email, ask=not no_input and sys.stdin.isatty())

    def _administrator(self, email, *, ask):
        if User.objects.filter(is_superuser=True, is_active=True).exists():
            return
        email = email or os.environ.get("ADMIN_EMAIL", "")
        if not email and ask:
            email = input("E-mail address of the first administrator: ")
        if not email:
            if not getattr(settings, "DEMO_ACCOUNTS", False):
                self.stdout.write(
                    "There is no administrator yet: "
                    "manage.py setup --email YOU@EXAMPLE.ORG"
                )
            return
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address.") from error
        if User.objects.filter(email=email.strip().lower()).exists():
            raise CommandError(
                f"{email} has an account that is not an administrator. "
                "Choose another address."
            )
        password = os.environ.get("ADMIN_PASSWORD", "")
        if not password and ask:
            password = getpass.getpass("Password: ")
        if not password:
            raise CommandError("ADMIN_PASSWORD is not set, and nobody can be asked.")
        try:
            validate_password(password, User(email=email))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        site_setup.create_person(
            email=email, password=password, is_staff=True, is_superuser=True
        )
        self.stdout.write(f"Created administrator {email}")
