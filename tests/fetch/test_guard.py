"""Private addresses are refused at every hop, on the address that would be connected to."""

import ipaddress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.capture import FetchStatus
from crawler.middlewares.guard.addresses import AddressRule
from crawler.middlewares.guard.special_addresses import REGISTRIES, AddressBlock
from tests.fetch.harness import Job, Outcome, crawl, plan_of
from tests.fetch.resolving import SETTINGS, names
from tests.newspaper.fixture import Press

NOT_PUBLIC = {
    "127.0.0.1": "loopback",
    "127.8.9.1": "loopback",
    "0.0.0.0": "unspecified",
    "10.1.2.3": "private",
    "172.31.0.1": "private",
    "192.168.1.1": "private",
    "169.254.169.254": "link-local",
    "100.64.0.1": "not public",
    "224.0.0.251": "multicast",
    "240.0.0.1": "private",
    "255.255.255.255": "private",
    "198.18.0.1": "private",
    "::1": "loopback",
    "::": "unspecified",
    "fe80::1": "link-local",
    "fd00::1": "private",
    "ff02::1": "multicast",
    "::ffff:127.0.0.1": "loopback",
    "::ffff:10.0.0.1": "private",
    "64:ff9b::a00:1": "private",
    "2002:7f00:1::": "loopback",
    "2001:db8::1": "private",
    "fec0::1": "private",
    "feff:ffff::1": "private",
    "3fff::1": "private",
    "3fff:fff:ffff::1": "private",
    "5f00::1": "private",
    "4000::1": "private",
    "192.88.99.1": "private",
    "192.88.99.2": "private",
    "ff05::2": "multicast",
    "239.1.2.3": "multicast",
    "::127.0.0.1": "loopback",
    "::8.8.8.8": "private",
    "::ffff:0:10.0.0.1": "private",
    "64:ff9b:1::a00:1": "private",
    "64:ff9b:1::808:808": "private",
    "2001:0:7f00:1::1": "loopback",
    "2001:0:808:808::f5ff:fffe": "private",
    "2002:a9fe:a9fe::1": "link-local",
    "2002:808:808::1": "private",
    "2a00:1450::5efe:10.0.0.1": "private",
    "2a00:1450::200:5efe:192.168.7.7": "private",
    "2a00:1450:1:2:0:5efe:7f00:1": "loopback",
    "2a00:1450:1:2:300:5efe:a9fe:a9fe": "link-local",
    "fe80::1%eth0": "link-local",
    "::ffff:169.254.169.254": "link-local",
}
PUBLIC = [
    "93.184.216.34",
    "1.1.1.1",
    "2606:4700:4700::1111",
    "64:ff9b::101:101",
    "::ffff:1.1.1.1",
    "2a00:1450::5efe:8.8.8.8",
    "3fff:1000::1",
    "223.255.255.254",
    "192.88.98.1",
    "172.32.0.1",
]
LITERALS = ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"]
SPELLINGS = ["2130706433", "0x7f000001", "017700000001", "127.1", "0"]
"""Ways to write 127.0.0.1 and 0.0.0.0 that no article's address has: they are no URLs here, and a
redirect to one is a redirect to none.
"""


@pytest.mark.parametrize(("address", "kind"), NOT_PUBLIC.items())
def test_address_that_is_not_public_is_refused(address: str, kind: str) -> None:
    """The rule knows every kind of address that is not the public Internet's, and says
    which it is.
    """
    assert f"{address} is {kind}" in (AddressRule().refusal(address) or "")
    assert AddressRule(allow_private=True).refusal(address) is None


@pytest.mark.parametrize("address", PUBLIC)
def test_public_address_is_allowed(address: str) -> None:
    """A public address is no matter for the rule, in whatever notation."""
    assert AddressRule().refusal(address) is None


@pytest.mark.parametrize("block", REGISTRIES, ids=lambda block: block.prefix)
def test_each_row_of_the_registries_is_kept(block: AddressBlock) -> None:
    """First, middle and last address of each row are judged by its column "Globally Reachable", or
    by that of a smaller block within.
    """
    network = ipaddress.ip_network(block.prefix)
    first, last = int(network.network_address), int(network.broadcast_address)
    if block.prefix in ("::ffff:0:0/96", "64:ff9b::/96"):  # judged by the IPv4 address within
        first, last = (
            first + int(ipaddress.IPv4Address("8.8.8.8")),
            first + int(ipaddress.IPv4Address("9.9.9.9")),
        )
    for number in (first, (first + last) // 2, last):
        address = type(network.network_address)(number)
        within = [row for row in REGISTRIES if address in ipaddress.ip_network(row.prefix)]
        nearest = max(within, key=lambda row: ipaddress.ip_network(row.prefix).prefixlen)
        reachable = nearest.reachable or block.prefix == "::ffff:0:0/96"
        assert (AddressRule().refusal(str(address)) is None) == reachable, address


def test_registries_are_whole() -> None:
    """No row is lost: so many were in each registry, and they differ in what Python
    knows of them.
    """
    versions = [ipaddress.ip_network(block.prefix).version for block in REGISTRIES]
    assert (versions.count(4), versions.count(6)) == (26, 25)
    assert len({block.prefix for block in REGISTRIES}) == len(REGISTRIES)


def test_what_is_no_address_is_refused() -> None:
    """A resolver that answers with something else than an address is not believed."""
    assert "is no IP address" in (AddressRule().refusal("example.org") or "")


@settings(deadline=None)  # the first call makes the table, which takes long on a busy machine
@given(st.integers(min_value=0, max_value=2**32 - 1))
def test_wrapping_an_address_changes_nothing(number: int) -> None:
    """An IPv4 address inside an IPv6 one is judged as the IPv4 address that it will be."""
    plain = ipaddress.IPv4Address(number)
    refused = AddressRule().refusal(str(plain)) is not None
    bases = [
        int(ipaddress.IPv6Address(base))
        for base in ("64:ff9b::", "2a00:1450:4001:81b:0:5efe::", "2a00:1450:4001:81b:200:5efe::")
    ]
    for wrapped in (
        f"::ffff:{plain}",
        *(str(ipaddress.IPv6Address(base + number)) for base in bases),
    ):
        assert (AddressRule().refusal(wrapped) is not None) == refused


@pytest.fixture(scope="module")
def guarded(module_press: Press) -> Outcome:
    """Provide one guarded crawl, in which only 127.0.0.2 counts as public."""
    port = module_press.base.rpartition(":")[2]
    urls = [
        f"http://public.test:{port}/story/clock",
        f"http://public.test:{port}/redirect/to?url={module_press.url('/story/harbour')}",
        f"http://public.test:{port}/redirect/to?url=http://localhost:{port}/story/harbour",
        f"http://private.test:{port}/story/harbour",
        f"http://both.test:{port}/chunked/clock",
        *(
            f"http://{host}:{port}/story/{number}"
            for number, host in enumerate(LITERALS + SPELLINGS)
        ),
        *(
            f"http://public.test:{port}/redirect/to?url=http://{host}:{port}/story/{number}"
            for number, host in enumerate(SPELLINGS)
        ),
    ]
    script = names(
        public_test=[["127.0.0.2"]],
        private_test=[["10.0.0.7"]],
        both_test=[["127.0.0.1", "127.0.0.2"]],
    )
    return crawl(
        Job(
            plan_of(*urls, allow_private_networks=False),
            settings=SETTINGS,
            environ=script,
            public=("127.0.0.2/32",),
        )
    )


def test_public_host_is_fetched(guarded: Outcome) -> None:
    """A host with a public address is connected to there, and the capture names the address."""
    (page,) = (
        page
        for page in guarded.pages
        if "public.test" in page.url and "/story/" in page.url and "redirect" not in page.url
    )
    assert page.capture
    assert page.capture.answer.ip == "127.0.0.2"


def test_only_the_public_address_of_a_host_is_tried(guarded: Outcome) -> None:
    """Of several addresses of one host, those that are not public are never connected to."""
    (page,) = (page for page in guarded.pages if "both.test" in page.url)
    assert page.capture
    assert page.capture.answer.ip == "127.0.0.2"


@pytest.mark.parametrize(
    "fragment",
    [
        "url=http://127.0.0.1",
        "url=http://localhost",
        "//private.test",
        *(f"//{host}:" for host in LITERALS),
    ],
)
def test_private_address_is_refused(guarded: Outcome, fragment: str) -> None:
    """A name, a literal in any spelling and a redirect that lead to a private address are refused,
    and the reason names the address.
    """
    (page,) = (
        page
        for page in guarded.pages
        if fragment in page.url and ("redirect" in page.url) == ("url=" in fragment)
    )
    assert page.fetch_status is FetchStatus.REFUSED
    assert "address: " in (page.reason or "")
    assert len(page.hops) == ("redirect" in page.url)


@pytest.mark.parametrize("host", SPELLINGS)
def test_odd_spelling_of_an_address_is_no_url(guarded: Outcome, host: str) -> None:
    """A number that a resolver would take for an address is fetched neither directly nor after a
    redirect.
    """
    direct, redirected = sorted(
        (page for page in guarded.pages if f"//{host}:" in page.url), key=lambda page: len(page.url)
    )
    assert (direct.fetch_status, redirected.fetch_status) == (
        FetchStatus.REFUSED,
        FetchStatus.FAILED,
    )
    assert "no usable host" in (direct.reason or "")
    assert "a redirect to no URL" in (redirected.reason or "")


def test_refused_addresses_see_no_request(module_press: Press, guarded: Outcome) -> None:
    """Nothing reached the server but what was meant for its public address."""
    assert guarded.pages
    assert {entry["headers"]["Host"].rpartition(":")[0] for entry in module_press.log()} == {
        "public.test",
        "both.test",
    }


def test_name_that_changes_its_mind_gains_nothing(newspaper: Press) -> None:
    """A name that is public at first and private at the next connection is refused there."""
    port = newspaper.base.rpartition(":")[2]
    urls = [f"http://rebind.test:{port}/chunked/{name}" for name in ("clock", "harbour", "orchard")]
    script = names(rebind_test=[["127.0.0.2"], ["127.0.0.1"]])
    job = Job(
        plan_of(*urls, concurrency=1, allow_private_networks=False),
        settings=SETTINGS,
        environ=script,
        public=("127.0.0.2/32",),
    )
    endings = [page.fetch_status for page in crawl(job).pages]
    assert sorted(endings) == [FetchStatus.ANSWERED, FetchStatus.REFUSED, FetchStatus.REFUSED]


def test_robots_is_guarded_too(newspaper: Press) -> None:
    """The fetch of robots.txt is bound by the guard, and what it refuses is the page's reason."""
    url = newspaper.url("/story/clock")
    page = crawl(Job(plan_of(url, obey_robots=True, allow_private_networks=False), public=())).page(
        url
    )
    assert page.fetch_status is FetchStatus.REFUSED
    assert newspaper.log() == []


def test_guard_before_a_proxy(newspaper: Press) -> None:
    """Through a proxy, a host with a private address among its addresses is refused, also by
    literal; the proxy's own host too.
    """
    hosts = {
        "private.test": ["10.0.0.7"],
        "mixed.test": ["127.0.0.2", "10.0.0.7"],
        "six.test": ["fec0::1"],
    }
    literals = (
        "10.0.0.1",
        "[::ffff:10.0.0.1]",
        "[fec0::1]",
        "10.0.0.2.",
        "%31%30.0.0.3",
        "\uff11\uff10.0.0.4",
    )
    urls = [f"http://{host}/x" for host in (*hosts, *literals)]
    urls.append(newspaper.url("/story/clock"))
    environ = {
        "http_proxy": newspaper.base,
        **names(**{host.replace(".", "_"): [found] for host, found in hosts.items()}),
    }
    job = Job(
        plan_of(*urls, allow_private_networks=False),
        settings=SETTINGS,
        environ=environ,
        public=("127.0.0.2/32",),
    )
    assert {page.url: page.fetch_status for page in crawl(job).pages} == dict.fromkeys(
        urls, FetchStatus.REFUSED
    )
    assert newspaper.log() == []


@pytest.mark.parametrize("proxy_resolves", [False, True])
# a parameter of the test
def test_name_that_nobody_here_can_judge(newspaper: Press, proxy_resolves: bool) -> None:  # noqa: FBT001
    """A proxy is asked for a name without an address here, or with a late one, only if it is said
    to judge; for a private one never.
    """
    urls = [f"http://{host}.test/story/clock" for host in ("nameless", "late", "private")]
    script = names(nameless_test=[[]], late_test=[None], private_test=[["10.0.0.7"]])
    rule = {"ADDRESS_RULE": AddressRule(proxy_resolves=proxy_resolves)}
    job = Job(
        plan_of(*urls, retries=0),
        settings=SETTINGS | rule,
        environ={"http_proxy": newspaper.base, **script},
    )
    endings = {page.url: page.fetch_status for page in crawl(job).pages}
    unjudged = FetchStatus.ANSWERED if proxy_resolves else FetchStatus.FAILED
    assert endings == dict(zip(urls, (unjudged, unjudged, FetchStatus.REFUSED), strict=True))
    assert {entry["path"] for entry in newspaper.log()} == (
        set(urls[:2]) if proxy_resolves else set()
    )


def test_name_that_changes_its_mind_before_a_proxy(newspaper: Press) -> None:
    """Behind a proxy a name is judged anew for each request, and one that was private once stays
    refused.
    """
    urls = [f"http://rebind.test/chunked/{name}" for name in ("clock", "harbour", "orchard")]
    environ = {
        "http_proxy": newspaper.base,
        **names(rebind_test=[["127.0.0.2"], ["10.0.0.7"], ["127.0.0.2"]]),
    }
    job = Job(
        plan_of(*urls, concurrency=1, allow_private_networks=False),
        settings=SETTINGS,
        environ=environ,
        public=("127.0.0.2/32",),
    )
    endings = [page.fetch_status for page in crawl(job).pages]
    assert sorted(endings) == [FetchStatus.ANSWERED, FetchStatus.REFUSED, FetchStatus.REFUSED]


def test_proxys_host_is_no_way_around(newspaper: Press) -> None:
    """The proxy's host is exempt as a proxy only.

    A page on it that needs no proxy is judged like any other.
    """
    url = newspaper.url("/story/clock")
    environ = {"http_proxy": newspaper.base, "no_proxy": "127.0.0.1"}
    assert (
        crawl(Job(plan_of(url, allow_private_networks=False), environ=environ, public=()))
        .page(url)
        .fetch_status
        is FetchStatus.REFUSED
    )
