"""A backup is made, the site is wrecked, the backup is restored."""

import io
import json
import stat
import tarfile

import pytest
from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.db import connection

from cms import backup, site_setup
from cms.accounts.models import User


@pytest.fixture
def uploads(tmp_path, settings):
    folder = tmp_path / "uploads"
    settings.MEDIA_ROOT = folder
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    return FileSystemStorage(location=folder)


@pytest.fixture
def filled(uploads):
    site_setup.create_person(email="lena@example.org", password="x")
    uploads.save("images/a.png", ContentFile(b"before"))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.usefixtures("filled")
def test_backup_wreck_restore(tmp_path, uploads):
    file = tmp_path / "site.tar.gz"
    call_command("backup", str(file))
    User.objects.all().delete()
    site_setup.create_person(email="intruder@example.org", password="x")
    uploads.delete("images/a.png")
    uploads.save("images/b.png", ContentFile(b"after"))

    call_command("restore", str(file), yes=True)

    assert User.objects.get().email == "lena@example.org"
    assert EmailAddress.objects.get().email == "lena@example.org"
    assert (tmp_path / "uploads" / "images" / "a.png").read_bytes() == b"before"
    assert not uploads.exists("images/b.png")
    (kept,) = tmp_path.glob("uploads.before-*")
    assert (kept / "images" / "b.png").read_bytes() == b"after"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.usefixtures("filled")
def test_restore_refuses_accounts_without_yes(tmp_path):
    file = tmp_path / "site.tar.gz"
    call_command("backup", str(file))

    with pytest.raises(CommandError, match="--yes replaces everything"):
        call_command("restore", str(file))

    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.usefixtures("filled")
def test_backup_is_private_and_overwrites_nothing(tmp_path):
    file = tmp_path / "site.tar.gz"
    call_command("backup", str(file))

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="Choose another name"):
        call_command("backup", str(file))


@pytest.mark.django_db
def test_backup_into_a_folder_that_is_not(tmp_path):
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("backup", str(tmp_path / "no" / "site.tar.gz"))


def archive(path, manifest, **files):
    with tarfile.open(path, "w:gz") as tar:
        entries = {"manifest.json": json.dumps(manifest).encode(), **files}
        for name, data in entries.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))


@pytest.mark.django_db
def test_restore_of_something_else(tmp_path):
    file = tmp_path / "x.tar.gz"
    file.write_bytes(b"not a backup")

    with pytest.raises(CommandError, match="is not a backup"):
        call_command("restore", str(file))


@pytest.mark.django_db
def test_restore_of_another_engine(tmp_path):
    file = tmp_path / "x.tar.gz"
    archive(file, {"schema": 1, "engine": "oracle"})

    with pytest.raises(CommandError, match="made on oracle"):
        call_command("restore", str(file))


@pytest.mark.django_db
def test_restore_of_a_later_schema(tmp_path):
    file = tmp_path / "x.tar.gz"
    archive(file, {"schema": 99, "engine": "sqlite"})

    with pytest.raises(CommandError, match="made by another version"):
        call_command("restore", str(file))


@pytest.mark.django_db
def test_restore_writes_nothing_outside_the_uploads(tmp_path, uploads):
    file = tmp_path / "x.tar.gz"
    archive(
        file,
        {"schema": 1, "engine": connection.vendor},
        database=b"",
        **{"uploads/../../evil": b"x"},
    )

    with pytest.raises(CommandError, match="outside the uploads"):
        call_command("restore", str(file))

    assert not (tmp_path.parent / "evil").exists()


@pytest.mark.django_db
def test_program_missing_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(backup.shutil, "which", lambda name: None)

    with pytest.raises(backup.BackupError, match="pg_dump is not on this machine"):
        backup._run(["pg_dump"])
