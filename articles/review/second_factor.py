"""The second factor: a code from an app on the person's own device (TOTP, RFC 6238), and recovery codes on paper.

Devices, codes and the growing wait after wrong codes are those of django-otp. Setting up and taking away stand in the
ledger, codes and secrets never do.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.models.notification import Event
from articles.review import permissions
from articles.review.errors import BadInput, InvalidTransition, NotAllowed, check_reason
from articles.review.ledger import Entry, record
from articles.review.notifications import tell

RECOVERY_CODES = 10
NAME = "app"


def enrolled(person: Any) -> bool:
    """Whether this person's password alone is not enough."""
    return TOTPDevice.objects.filter(user=person.pk, confirmed=True).exists()


def codes_left(person: Any) -> int:
    """How many recovery codes were not used yet."""
    return StaticToken.objects.filter(device__user=person.pk).count()


def begin(person: Any) -> TOTPDevice:
    """A device with a new secret, to be confirmed by a code. Raises ``InvalidTransition`` when one is confirmed."""
    with transaction.atomic():
        if enrolled(person):
            raise InvalidTransition("A second factor is set up already. Remove it before you set up another.")
        TOTPDevice.objects.filter(user=person.pk, confirmed=False).delete()
        return TOTPDevice.objects.create(user=person, name=NAME, confirmed=False)


def waiting(person: Any) -> TOTPDevice | None:
    """The device that was begun and not confirmed."""
    return TOTPDevice.objects.filter(user=person.pk, confirmed=False).first()


def confirm(person: Any, code: str) -> list[str]:
    """The first right code switches the second factor on. Returns the recovery codes, which are shown once.

    Raises ``BadInput`` for a wrong code.
    """
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=person.pk, confirmed=False).first()
        if device is None or enrolled(person):
            raise InvalidTransition("Begin again: this set-up is not waiting for a code any more.")
        sentence, codes = _verify(device, code), list[str]()
        if not sentence:
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            codes = _new_codes(person)
            record(timezone.now(), Entry("second_factor_added", person, subject=f"person:{person.pk}"))
            _tell(person, "A second factor was set up for your account.")
    if sentence:  # raised outside: what counts the wrong codes must stay written
        raise BadInput(sentence)
    return codes


def check(person: Any, code: str) -> str:
    """Empty when ``code`` is the code of the app now or an unused recovery code; else why not, in words.

    Each code counts once. After wrong ones django-otp makes the person wait, twice as long each time.
    """
    wanted = _tidy(code)
    with transaction.atomic():
        for model in (TOTPDevice, StaticDevice):
            # The app's codes are six digits, recovery codes eight letters and digits: each is asked of its own device.
            if (model is TOTPDevice) != wanted.isdecimal():
                continue
            device = model.objects.select_for_update().filter(user=person.pk, confirmed=True).first()
            return _verify(device, wanted) if device else "This code is not right."
    return "This code is not right."


def new_recovery_codes(person: Any, code: str) -> list[str]:
    """Other recovery codes; the old ones end. Raises ``BadInput`` for a wrong code."""
    if sentence := check(person, code):
        raise BadInput(sentence)
    with transaction.atomic():
        codes = _new_codes(person)
        record(timezone.now(), Entry("recovery_codes_made", person, subject=f"person:{person.pk}"))
    return codes


def remove(person: Any, code: str) -> None:
    """Take one's own second factor away. Raises ``BadInput`` for a wrong code."""
    if sentence := check(person, code):
        raise BadInput(sentence)
    _remove(person, person, "")


def reset(by: Any, person: Any, reason: str) -> None:
    """An administrator of credentials takes away what somebody else has lost. Raises ``NotAllowed`` for oneself."""
    permissions.check(by, "manage_credentials")
    check_reason(reason, "Say how you made sure who asked for it.")
    if by.pk == person.pk:
        raise NotAllowed("Nobody resets their own second factor: ask another administrator.")
    if not enrolled(person):
        raise InvalidTransition("This account has no second factor.")
    _remove(by, person, reason)


def _remove(by: Any, person: Any, reason: str) -> None:
    with transaction.atomic():
        TOTPDevice.objects.filter(user=person.pk).delete()
        StaticDevice.objects.filter(user=person.pk).delete()
        data = {"reason": reason} if reason else {}
        record(timezone.now(), Entry("second_factor_removed", by, subject=f"person:{person.pk}", data=data))
        _tell(person, "The second factor of your account was removed.")


def _new_codes(person: Any) -> list[str]:
    StaticDevice.objects.filter(user=person.pk).delete()
    device = StaticDevice.objects.create(user=person, name="paper", confirmed=True)
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    return codes


def _tell(person: Any, words: str) -> None:
    tell([person], f"{words} If that was not you, tell an administrator at once.", event=Event.NOTICE)


def _verify(device: TOTPDevice | StaticDevice, code: str) -> str:
    allowed, why = device.verify_is_allowed()
    if not allowed:
        seconds = max(1, round((why["locked_until"] - timezone.now()).total_seconds()))
        return f"Too many wrong codes. Wait {seconds} second{'' if seconds == 1 else 's'}, then give the next code."
    return "" if device.verify_token(_tidy(code)) else "This code is not right."


def _tidy(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()
