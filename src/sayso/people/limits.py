"""How often one network may hand in a form: generous for people, and too slow for a machine.

Kept in the memory of this process, by a hash that means nothing outside it or after it.
"""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from ipaddress import IPv6Address, IPv6Network, ip_address
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

MOST_NETWORKS = 10_000


class Bucket:
    """So many at once, and then one in so many seconds, for each network."""

    def __init__(
        self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.most, self.seconds, self.clock = most, seconds, clock
        self._salt = secrets.token_bytes(16)
        self._lock = Lock()
        self._full_at = OrderedDict[bytes, float]()

    def take(self, network: str) -> bool:
        """Whether one more may come from there now."""
        name = blake2b(network.encode(), key=self._salt, digest_size=16).digest()
        now = self.clock()
        with self._lock:
            full_at = max(self._full_at.pop(name, now), now) + self.seconds
            may = full_at - now <= self.most * self.seconds
            self._full_at[name] = full_at if may else full_at - self.seconds
            while len(self._full_at) > MOST_NETWORKS:
                self._full_at.popitem(last=False)
        return may


def network_of(request: HttpRequest) -> str:
    """Where a request comes from, as our own proxies tell it: of IPv6 the part of a household."""
    hops = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
    proxies = settings.ENVIRONMENT.proxies
    told = hops[-proxies] if 0 < proxies <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(told)
    except ValueError:
        return "nowhere"
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False))
    return str(address)
