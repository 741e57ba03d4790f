"""Keeping registers: their settings, and the files of those that are files.

A file is read in whole before anything changes. Its lines become a new edition, in short transactions, and the
edition counts from one moment to the next; the one before is removed afterwards.
"""

from __future__ import annotations

import hashlib
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts.models import Register, RegisterEntry
from accounts.verification import permissions
from accounts.verification.enums import RegisterKind
from accounts.verification.registers import files
from core import audit, clock, outbox
from core.access import Viewer, require
from core.files import sealed
from core.models import OutboxRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FOLDER: Final = "registers"
INCOMING: Final = "registers-incoming"
MOST_BYTES: Final = 25 * 1024 * 1024
_TASK: Final = "accounts.verification.tasks.read_register_task"
_AT_ONCE: Final = 500
_SHOWN_PROBLEMS: Final = 500


@transaction.atomic
def save_register(*, register: Register | None, values: Mapping[str, Any], by: Viewer) -> Register:
    """Add a register or change how it is asked."""
    require(permissions.can_keep_registers, by)
    register = register or Register()
    for name, value in values.items():
        setattr(register, name, value)
    register.save()
    audit.record("register.saved", actor=by, target=register, detail={"kind": register.kind})
    return register


@transaction.atomic
def take_file(*, register: Register, data: bytes, by: Viewer) -> None:
    """Take an uploaded file; it is read after the commit. One that waits already gives way to it."""
    require(permissions.can_keep_registers, by)
    register = Register.objects.select_for_update().get(pk=register.pk)
    if register.waiting_path:
        sealed.drop(FOLDER, register.waiting_path)
    register.waiting_path = sealed.keep(FOLDER, data, _name(register))
    register.save(update_fields=["waiting_path"])
    task: Callable[..., None] = import_string(_TASK)
    outbox.add(task, register.pk, lane=OutboxRow.Lane.SLOW)
    audit.record("register.file-sent", actor=by, target=register)


def _name(register: Register) -> str:
    return f"register:{register.pk}"


def read_waiting(register_id: int) -> None:
    """Read the file that waits."""
    register = Register.objects.filter(pk=register_id).first()
    if register is None or not register.waiting_path:
        return
    path = register.waiting_path
    load(register, sealed.read(FOLDER, path, _name(register)))
    with transaction.atomic():
        Register.objects.filter(pk=register_id, waiting_path=path).update(waiting_path="")
        sealed.drop(FOLDER, path)


def look_into_folder() -> int:
    """Read `<number of the register>.csv` from the folder of incoming files where it changed; returns how many."""
    folder = Path(settings.VAR_DIR) / INCOMING
    read = 0
    for register in Register.objects.filter(kind=RegisterKind.FILE, active=True):
        path = folder / f"{register.pk}.csv"
        if path.is_file() and path.stat().st_size <= MOST_BYTES:
            data = path.read_bytes()
            if hashlib.sha256(data).hexdigest() != register.digest:
                load(register, data)
                read += 1
    return read


def load(register: Register, data: bytes) -> None:
    """Make the file the edition that counts; with any problem nothing changes but the list of problems."""
    reading = files.read(data, register.columns)
    digest = hashlib.sha256(data).hexdigest()
    if reading.problems:
        _say(register, reading.problems, digest)
        return
    edition = register.edition + 1
    _remove(register, keep=register.edition)  # left over from a reading that was cut short
    lines = iter(reading.lines.items())
    while some := list(islice(lines, _AT_ONCE)):
        RegisterEntry.objects.bulk_create(
            RegisterEntry(
                register=register,
                edition=edition,
                number=number,
                name=line.name,
                in_force=line.in_force,
                until=line.until,
            )
            for number, line in some
        )
    with transaction.atomic():
        Register.objects.filter(pk=register.pk).update(
            edition=edition,
            entries_count=len(reading.lines),
            problems=[],
            problem_count=0,
            read_at=clock.now(),
            digest=digest,
        )
        audit.record("register.read", actor=None, target=register, detail={"lines": len(reading.lines)})
    _remove(register, keep=edition)


@transaction.atomic
def _say(register: Register, problems: list[files.Problem], digest: str) -> None:
    Register.objects.filter(pk=register.pk).update(
        problems=problems[:_SHOWN_PROBLEMS], problem_count=len(problems), read_at=clock.now(), digest=digest
    )
    audit.record("register.refused", actor=None, target=register, detail={"problems": len(problems)})


def _remove(register: Register, *, keep: int) -> None:
    """Remove all other editions, a part at a time."""
    others = register.entries.exclude(edition=keep).order_by("pk").values_list("pk", flat=True)
    while some := list(others[:_AT_ONCE]):
        RegisterEntry.objects.filter(pk__in=some).delete()
