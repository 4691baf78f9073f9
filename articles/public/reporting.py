"""Keeping a form of readers free of machines, without cookie, account, third party or stored address.

A signed token in the form says for which page and when it was served; the browser's own headers say that the form was
sent from our page; a counter for each network says how often. The counter's name is a keyed hash of the network and the
day: the address itself is nowhere, and after the day the name can no longer be made.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

SALT = "articles.public.report"
FASTEST = timedelta(seconds=3)  # nobody reads and fills the form in less
OLDEST = timedelta(days=1)  # then the form asks to be sent once more
LARGEST = 32_000  # bytes of a posted form
A_DAY = 24 * 60 * 60
#: Reports a day: from one network (a school or a hospital may share one), and from everywhere together.
FROM_A_NETWORK, FROM_EVERYWHERE = 10, 300
_PREFIX = {4: 24, 6: 48}  # bits of an address that stand for its network


@dataclass(frozen=True, slots=True)
class Token:
    """What a form's token says. ``nonce`` makes a double click one report, ``age`` is the time since it was served."""

    nonce: UUID
    age: timedelta


def new_token(slug: str, now: datetime) -> str:
    """The token of a form for this page, served now."""
    return signing.dumps([slug, uuid4().hex, int(now.timestamp())], salt=SALT)


def read_token(value: str, slug: str, now: datetime) -> Token | None:
    """The token if we made it for this page; else None."""
    try:
        known: Any = signing.loads(value, salt=SALT)
        page, nonce, served = known
    except (signing.BadSignature, TypeError, ValueError):
        return None
    if page != slug:
        return None
    return Token(UUID(nonce), timedelta(seconds=max(0, int(now.timestamp()) - served)))


def sent_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the form was sent by a page of ours. Browsers that say nothing are believed.

    Nothing hangs on a login here, so this only keeps other sites from sending reports through their visitors.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def network_of(request: HttpRequest) -> str:
    """The network a request comes from, as ``203.0.113.0/24``; empty when only our own proxy can be seen.

    Behind a proxy on this machine, or one that ``TRUST_PROXY`` declares, it is the address which that proxy added last.
    """
    remote = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
    try:
        address = ip_address(remote)
        if address.is_loopback or settings.TRUST_PROXY:
            address = ip_address(forwarded)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ip_network(f"{address}/{_PREFIX[address.version]}", strict=False))


def too_many(request: HttpRequest) -> bool:
    """Count one more report; whether its network, or everybody together, sent more than enough today.

    The counters stand in the cache: with a cache of its own each worker counts for itself, which only makes the limit
    wider.
    """
    day = timezone.localdate().isoformat()
    network = network_of(request)
    counts = [_count(f"report:{day}", FROM_EVERYWHERE)]
    if network:
        name = salted_hmac(SALT, f"{day} {network}", algorithm="sha256").hexdigest()[:32]
        counts.append(_count(f"report:{name}", FROM_A_NETWORK))
    return any(counts)


def _count(name: str, most: int) -> bool:
    cache.add(name, 0, A_DAY)
    try:
        return cache.incr(name) > most
    except ValueError:  # it fell out of the cache between the two lines
        return False
