"""One file that holds a site: its database and its uploads.

The archive is a gzipped tar: ``manifest.json`` (schema, engine, time), ``database`` (an
SQLite file, or SQL as ``pg_dump`` writes it) and ``uploads/``. It is written beside its
target and renamed when complete, so a file of that name is never half a backup.
"""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection

from .accounts.models import User

SCHEMA = 1
TIMEOUT = 3600


class BackupError(Exception):
    """The backup can't be made or restored; the message says why, for an operator."""


def create(*, path, at):
    """Writes a backup to ``path``, which must not exist; the site may go on running."""
    if path.exists():
        raise BackupError(f"{path} exists. Choose another name.")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
        database = Path(folder) / "database"
        _dump(database)
        archive = Path(folder) / "archive"
        with tarfile.open(archive, "w:gz", compresslevel=6) as tar:
            manifest = {
                "schema": SCHEMA,
                "engine": connection.vendor,
                "created_at": at.isoformat(),
            }
            _add_text(tar, "manifest.json", json.dumps(manifest, indent=1))
            tar.add(database, "database")
            uploads = _uploads()
            if uploads is not None and uploads.is_dir():
                tar.add(uploads, "uploads")
        os.chmod(archive, 0o600)  # it holds names, addresses and records
        os.replace(archive, path)


def restore(*, path, overwrite, at):
    """Puts database and uploads back. All of the database, or nothing.

    Uploads that were there are kept beside, in a folder with the time in its name;
    its path is returned (None where there were none).
    """
    try:
        tar = tarfile.open(path, "r:gz")  # noqa: SIM115 (closed below)
    except (OSError, tarfile.TarError) as error:
        raise BackupError(f"{path} is not a backup: {error}") from error
    with tar, tempfile.TemporaryDirectory(prefix="restore-") as folder:
        manifest = _manifest(tar, path)
        if manifest["engine"] != connection.vendor:
            raise BackupError(
                f"This backup was made on {manifest['engine']}; "
                f"the site runs on {connection.vendor}."
            )
        if not overwrite and _has_people():
            raise BackupError(
                "There are accounts in this database. --yes replaces everything in it."
            )
        database = Path(folder) / "database"
        _extract(tar, tar.getmember("database"), database)
        uploads = _uploads()
        incoming = None
        if uploads is not None:
            incoming = uploads.with_name(f"{uploads.name}.incoming")
            shutil.rmtree(incoming, ignore_errors=True)
            _extract_uploads(tar, incoming)
        _load(database)
        return _swap(uploads, incoming, at) if incoming else None


def _dump(target):
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with _sqlite(target) as copy:
            connection.connection.backup(copy)
        return
    _require_postgresql()
    with target.open("wb") as out:
        _run(["pg_dump", "--no-owner", "--no-privileges", *_address()], stdout=out)


def _load(source):
    if connection.vendor == "sqlite":
        with _sqlite(source) as copy:
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BackupError("The database in this backup is damaged.")
            connection.ensure_connection()
            copy.backup(connection.connection)
        return
    _require_postgresql()
    # Everything out and everything in, in one transaction: it fails as a whole.
    fresh = source.with_name("fresh.sql")
    fresh.write_text("DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n")
    connection.close()
    _run(
        [
            *("psql", "--quiet", "--no-psqlrc", "--single-transaction"),
            *("--set", "ON_ERROR_STOP=1", "--output", os.devnull),
            *("--file", str(fresh), "--file", str(source), *_address()),
        ]
    )


class _sqlite:
    """A connection to a file of its own, closed at the end."""

    def __init__(self, path):
        self.connection = sqlite3.connect(path)

    def __enter__(self):
        return self.connection

    def __exit__(self, *args):
        self.connection.close()


def _require_postgresql():
    if connection.vendor != "postgresql":
        raise BackupError(f"Databases of the kind {connection.vendor} are not known.")


def _address():
    """Options that name the database; the password goes by the environment."""
    settings = connection.settings_dict
    options = ["--dbname", settings["NAME"]]
    for option, key in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
        if settings[key]:
            options += [option, str(settings[key])]
    return [*options, "--no-password"]


def _run(command, stdout=subprocess.DEVNULL):
    if shutil.which(command[0]) is None:
        raise BackupError(
            f"{command[0]} is not on this machine; it comes with PostgreSQL's client "
            "programs (Debian: apt-get install postgresql-client)."
        )
    password = connection.settings_dict["PASSWORD"]
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    done = subprocess.run(  # noqa: S603 (fixed programs, arguments from the settings)
        command,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=environment,
        timeout=TIMEOUT,
        check=False,
    )
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip()
        raise BackupError(f"{command[0]} failed: {reason[-2000:]}")


def _uploads():
    """The folder of uploads, or None where they are kept elsewhere."""
    if isinstance(default_storage, FileSystemStorage) or hasattr(
        default_storage, "base_location"
    ):
        return Path(default_storage.location)
    return None


def _has_people():
    if User._meta.db_table not in connection.introspection.table_names():
        return False
    return User.objects.exists()


def _manifest(tar, path):
    try:
        with tar.extractfile("manifest.json") as file:
            manifest = json.load(file)
    except (KeyError, ValueError, tarfile.TarError) as error:
        raise BackupError(f"{path} is not a backup of this site.") from error
    if manifest.get("schema") != SCHEMA:
        raise BackupError("This backup was made by another version; see CHANGELOG.md.")
    return manifest


def _add_text(tar, name, text):
    data = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    tar.addfile(entry, io.BytesIO(data))


def _extract_uploads(tar, folder):
    folder.mkdir(parents=True)
    for member in tar:
        name = PurePosixPath(member.name)
        if name.parts[0] != "uploads" or not member.isfile():
            continue
        if ".." in name.parts or name.is_absolute():
            raise BackupError(f"{member.name} would be written outside the uploads.")
        _extract(tar, member, folder.joinpath(*name.parts[1:]))


def _extract(tar, member, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    with tar.extractfile(member) as source, target.open("wb") as out:
        shutil.copyfileobj(source, out)


def _swap(uploads, incoming, at):
    kept = None
    if uploads.is_dir() and any(uploads.iterdir()):
        kept = uploads.with_name(f"{uploads.name}.before-{at:%Y%m%dT%H%M%SZ}")
        uploads.rename(kept)
    elif uploads.is_dir():
        uploads.rmdir()
    incoming.rename(uploads)
    return kept
