"""The only place that calls other hosts: JSON over HTTPS from hosts that the settings name.

What a person types never chooses the host: it stands percent-encoded in a path or query under a fixed base address.
A call ends after ``LITERATURE_SECONDS`` whatever the other side does, is tried three times at most, reads two megabytes
at most, follows no redirect to another origin and takes no compressed answer (a small one may unpack to gigabytes).
"""

import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import urllib3
from django.conf import settings

ATTEMPTS = 3
REDIRECTS = 2
LARGEST = 2 * 1024 * 1024  # bytes
AGAIN = frozenset({429, 500, 502, 503, 504})
MOVED = frozenset({301, 302, 303, 307, 308})
LOOPBACK = frozenset({"127.0.0.1", "::1"})


class LookupFailed(Exception):
    """The look-up gave nothing; ``str()`` is the sentence for the person who asked."""


class NotKnown(LookupFailed):
    """The service answered that it has no such work."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service by its name on screens and its base address without a slash at the end."""

    name: str
    base: str


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Any
    body: bytes


class _Passing(Exception):
    """A fault that may be gone at the next attempt: ``str()`` is what to say if it is not."""


def get_json(service: Service, path: str) -> Any:
    """What ``service`` answers for ``path``. Raises ``NotKnown`` for 404, ``LookupFailed`` for everything else."""
    if not settings.LITERATURE_LOOKUP:
        raise LookupFailed("Look-up is switched off on this site: describe the source by hand.")
    until = time.monotonic() + settings.LITERATURE_SECONDS
    answer = _patiently(service, service.base + path, until)
    if answer.status == 404:
        raise NotKnown(f"{service.name} does not know it.")
    if answer.status != 200:
        raise LookupFailed(f"{service.name} refused to answer (status {answer.status}): describe the source by hand.")
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise odd(service) from error


def odd(service: Service) -> LookupFailed:
    """The failure for an answer of another form than the service promises."""
    return LookupFailed(f"{service.name} gave an answer that could not be read: describe the source by hand.")


def _patiently(service: Service, url: str, until: float) -> _Answer:
    """The answer of the last of three attempts at most, with longer and longer pauses between them."""
    with urllib3.PoolManager(retries=False) as pool:
        for attempt in range(ATTEMPTS):
            wait = settings.LITERATURE_PAUSE * 2**attempt
            try:
                answer = _follow(pool, service, url, until)
            except _Passing as error:
                sentence = str(error)
            else:
                if answer.status not in AGAIN:
                    return answer
                sentence = f"{service.name} is busy"
                wait = max(wait, _asked_to_wait(answer))
            if attempt + 1 == ATTEMPTS or time.monotonic() + wait >= until:
                raise LookupFailed(f"{sentence}: try again later, or describe the source by hand.")
            time.sleep(wait)
    raise AssertionError("unreachable")  # pragma: no cover


def _follow(pool: urllib3.PoolManager, service: Service, url: str, until: float) -> _Answer:
    """The answer after redirects inside the same origin."""
    for _ in range(REDIRECTS + 1):
        answer = _once(pool, service, url, until)
        if answer.status not in MOVED:
            return answer
        onward = _joined(url, answer.headers.get("location", ""))
        if _origin(onward) != _origin(url):
            raise LookupFailed(f"{service.name} sent us to another host, which is not followed.")
        url = onward
    raise LookupFailed(f"{service.name} sent us round in circles.")


def _once(pool: urllib3.PoolManager, service: Service, url: str, until: float) -> _Answer:
    _check_address(url)
    left = until - time.monotonic()
    if left <= 0:
        raise _Passing(_late(service))
    timeout = urllib3.Timeout(connect=min(3.0, left), read=left)
    headers = {"User-Agent": user_agent(), "Accept": "application/json", "Accept-Encoding": "identity"}
    try:
        response = pool.request(
            "GET", url, headers=headers, timeout=timeout, redirect=False, preload_content=False, decode_content=False
        )
        try:
            return _Answer(response.status, response.headers, _read(response, service, until))
        finally:
            response.close()
    except urllib3.exceptions.NewConnectionError as error:  # by descent a timeout too, though nobody was waited for
        raise _Passing(f"{service.name} could not be reached") from error
    except (urllib3.exceptions.ReadTimeoutError, urllib3.exceptions.ConnectTimeoutError) as error:
        raise _Passing(_late(service)) from error
    except urllib3.exceptions.SSLError as error:
        raise LookupFailed(f"{service.name} could not prove who it is, so nothing was read.") from error
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise _Passing(f"{service.name} could not be reached") from error


def _read(response: Any, service: Service, until: float) -> bytes:
    """The body, piece by piece, so that neither a huge nor a dripping answer holds anybody up."""
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise odd(service)
    body = b""
    while piece := response.read1(65536):
        body += piece
        if len(body) > LARGEST:
            raise LookupFailed(f"{service.name} gave an answer that is too long: describe the source by hand.")
        if time.monotonic() > until:
            raise _Passing(_late(service))
    return body


def _late(service: Service) -> str:
    return f"{service.name} did not answer within {settings.LITERATURE_SECONDS:g} seconds"


def _asked_to_wait(answer: _Answer) -> float:
    """Seconds of a ``Retry-After`` header; a date there counts as a long time."""
    asked = answer.headers.get("retry-after", "0").strip()
    return float(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 3600.0


def _check_address(url: str) -> None:
    """Raises ``LookupFailed`` unless the settings allow to call this address."""
    scheme, host, port = _origin(url)
    plain_loopback = settings.LITERATURE_PLAIN_LOOPBACK and host in LOOPBACK
    if host not in settings.LITERATURE_HOSTS or "@" in urlsplit(url).netloc:
        raise LookupFailed("The settings of this site do not allow to call that host.")
    if not plain_loopback and (scheme != "https" or port not in (None, 443)):
        raise LookupFailed("Other hosts are called over HTTPS only.")


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise _senseless() from error


def _senseless() -> LookupFailed:
    return LookupFailed("The other side named an address that makes no sense.")


def _origin(url: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or "", parts.port
    except ValueError as error:
        raise _senseless() from error


def user_agent() -> str:
    """Who calls and whom to write to, as both services ask of those who use them."""
    name = "".join(char for char in settings.SITE_NAME if char.isascii() and char.isalnum()) or "Site"
    return f"{name}/1 ({settings.SITE_URL}; mailto:{settings.CONTACT_EMAIL})"
