"""Makes a local site complete: tables, pages, starter course, an account for each role."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from cms import site_setup
from cms.accounts.models import User

PASSWORD = "sacrum-to-occiput"  # noqa: S105 (local settings only, and printed)
PEOPLE = [
    # address, first and last name, group
    ("learner@example.org", "Lena", "Learner", "Learners"),
    ("instructor@example.org", "Ian", "Instructor", "Instructors"),
    ("reviewer@example.org", "Rita", "Reviewer", "Clinical reviewers"),
    ("officer@example.org", "Omar", "Officer", "Records officers"),
    ("admin@example.org", "Ada", "Admin", None),
]


def tell_accounts(stdout):
    """Write the address of each demo account, its role, and the password."""
    stdout.write(f"Accounts, each with the password {PASSWORD}")
    for email, _first, _last, group in PEOPLE:
        stdout.write(f"  {email:<24} {group or 'Administrator'}")


class Command(BaseCommand):
    help = (
        "Migrate, set up, load the starter course and make demo accounts. "
        "Local settings only; may run again at any time."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--accounts-only", action="store_true", help="leave the course alone"
        )

    def handle(self, *args, accounts_only=False, **options):
        if not getattr(settings, "DEMO_ACCOUNTS", False):
            raise CommandError(
                "Demo accounts have a password that everyone knows: "
                "only the local settings allow them."
            )
        call_command("migrate", verbosity=0)
        call_command("setup", no_input=True, stdout=self.stdout)
        if not accounts_only:
            call_command(
                "load_course",
                str(settings.BASE_DIR / "courses" / "curriculum" / "sot"),
                stdout=self.stdout,
            )
        for email, first_name, last_name, group in PEOPLE:
            if User.objects.filter(email=email).exists():
                continue
            user = site_setup.create_person(
                email=email,
                password=PASSWORD,
                first_name=first_name,
                last_name=last_name,
                is_superuser=group is None,
                is_staff=group is None,
            )
            if group:
                user.groups.add(Group.objects.get(name=group))
        if options["verbosity"]:
            tell_accounts(self.stdout)
