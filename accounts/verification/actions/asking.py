"""Asking registers about an application, after the commit: the network is never in a request or a transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from accounts.models import Application, Register, RegisterAnswer
from accounts.verification import registers
from accounts.verification.enums import PROVING, Outcome, RegisterKind
from core import audit, clock, outbox
from core.models import OutboxRow

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_TASK: Final = "accounts.verification.tasks.ask_register_task"
# Minutes until a register that did not answer is asked again; afterwards it is left to people.
AGAIN: Final = (1, 5, 15, 60, 240, 720, 1440, 1440, 1440)


def ask_registers(application: Application) -> None:
    """Have all registers of the country asked anew, in the caller's transaction."""
    application.answers.all().delete()
    wanted = Register.objects.filter(Q(country="") | Q(country__iexact=application.country), active=True)
    for register in wanted.order_by("pk"):
        answer = RegisterAnswer.objects.create(application=application, register=register, at=clock.now())
        _ask_later(answer)


def ask_again(*, answer: RegisterAnswer) -> None:
    """Have one register asked now, because somebody wants to know; part of the caller's transaction."""
    RegisterAnswer.objects.filter(pk=answer.pk).update(attempts=0)
    _ask_later(answer)


def _ask_later(answer: RegisterAnswer, due: datetime | None = None) -> None:
    task: Callable[..., None] = import_string(_TASK)
    outbox.add(task, answer.pk, key=f"ask-register:{answer.pk}", lane=OutboxRow.Lane.SLOW, due=due)


def ask_register(answer_id: int) -> None:
    """Ask one register and keep what it says; one that is away is asked again later, and staff see why."""
    answer = RegisterAnswer.objects.select_related("application__user", "register").filter(pk=answer_id).first()
    if answer is None or not answer.application.is_open:
        return
    try:
        reply = registers.ask(answer.register, _question(answer.application))
    except registers.Away as reason:
        reply = registers.Reply(Outcome.AWAY, str(reason)[:40])
    _keep(answer, reply)


def _question(application: Application) -> registers.Question:
    confirmed = EmailAddress.objects.filter(user_id=application.user_id, verified=True)
    return registers.Question(
        number=application.number,
        name=application.user.name,
        emails=tuple(confirmed.order_by("pk").values_list("email", flat=True)),
        today=clock.now().date(),
    )


@transaction.atomic
def _keep(asked: RegisterAnswer, reply: registers.Reply) -> None:
    """Write the answer, unless the application changed while the register was thinking."""
    application = Application.objects.select_for_update().get(pk=asked.application_id)
    answer = RegisterAnswer.objects.filter(pk=asked.pk).first()
    if answer is None or not application.is_open:
        return
    answer.outcome, answer.detail, answer.said = reply.outcome, reply.detail, reply.said
    answer.attempts, answer.at = answer.attempts + 1, clock.now()
    answer.save()
    if reply.outcome == Outcome.AWAY and answer.attempts <= len(AGAIN):
        _ask_later(answer, clock.now() + timedelta(minutes=AGAIN[answer.attempts - 1]))
    detail = {"register": answer.register_id, "outcome": str(reply.outcome), "detail": reply.detail}
    audit.record("verification.register-answered", actor=None, target=application, detail=detail)


def is_matched(application: Application) -> bool:
    """Whether a register that counts says the same."""
    return application.answers.filter(outcome=Outcome.MATCH, register__kind__in=PROVING).exists()


def is_supported(application: Application) -> bool:
    """Whether there is something beside the number that a verifier can look at."""
    if application.evidence.exists():
        return True
    return application.answers.filter(outcome=Outcome.MATCH, register__kind__in=RegisterKind.values).exists()
