"""The address guard holds for everything that a browser asks for, not only for the page."""

import socket
from collections.abc import Iterable, Iterator
from dataclasses import replace
from threading import Thread

import pytest

from crawler.capture import FetchStatus
from tests.fetch.harness import Job, Outcome, crawl
from tests.fetch.resolving import SETTINGS, names
from tests.newspaper.fixture import Press
from tests.render.staging import SOURCE, capture_of, rendering_of, rendering_plan

_WORKER = """
const at_work = script => {
  const worker = new Worker(window.URL.createObjectURL(new Blob([script])));
  fetch("/held/worker");
  worker.onmessage = () => fetch("/control/set/held/worker", {method: "POST", body: "1"});
};
"""
"""The page does not come to rest before its worker is done: the newspaper holds an answer back
until then.
"""

_PUBLIC = ("127.0.0.2/32",)
_WAYS = {
    "fetch": "fetch('URL').catch(() => 0);",
    "posted": "fetch('URL', {method: 'POST', body: 'x', mode: 'no-cors'}).catch(() => 0);",
    "xhr": "const asked = new XMLHttpRequest(); asked.open('GET', 'URL'); asked.send();",
    "image": "new Image().src = 'URL';",
    "frame": "const f = document.createElement('iframe'); f.src = 'URL'; document.body.append(f);",
    "script": "const s = document.createElement('script'); s.src = 'URL'; document.head.append(s);",
    "style": "document.head.insertAdjacentHTML('beforeend', '<link rel=stylesheet href=\"URL\">');",
    "prefetch": (
        "document.head.insertAdjacentHTML('beforeend', '<link rel=prefetch "
        'href="URL"><link rel=preconnect href="URL">\');'
    ),
    "beacon": "navigator.sendBeacon('URL', 'x');",
    "events": "new EventSource('URL');",
    "socket": "new WebSocket('URL'.replace('http', 'ws'));",
    "worker": f"{_WORKER} at_work(\"fetch('URL').catch(() => 0).then(() => postMessage(0))\");",
    "popup": "open('URL');",
    "form": "document.body.insertAdjacentHTML('beforeend', '<iframe name=i></iframe><form "
    'id=f action="URL" target=i>\');'
    " document.getElementById('f').submit();",
    "object": (
        "document.body.insertAdjacentHTML('beforeend', '<object "
        'data="URL"></object><embed src="URL"><video src="URL">\');'
    ),
    "download": (
        "document.body.insertAdjacentHTML('beforeend', '<a id=a href=\"URL\" "
        "download>'); document.getElementById('a').click();"
    ),
    "redirected": "fetch('/redirect/to?url=' + 'URL').catch(() => 0);",
}
"""Ways to ask for a URL."""

_FEW = ("fetch", "frame", "script", "socket", "worker", "form", "download", "redirected")
"""Those that each run of the tests tries. A browser takes a second for each."""

_UNSEEN = ("image", "prefetch", "popup", "object")
"""Ways that may end before they get to the proxy: pictures are not loaded, and the rest may be cut
by the page's end.
"""


def _script(way: str, target: str) -> str:
    return _WAYS[way].replace("'URL'", f"'{target}'").replace('"URL"', f'"{target}"')


def _crawled(press: Press, ways: Iterable[str]) -> Outcome:
    """Return one guarded crawl, in which only 127.0.0.2 counts as public, and each page tries
    another way to a name of 127.0.0.1.
    """
    port = press.base.rpartition(":")[2]
    for way in ways:
        press.say(
            f"acting/{way}", _script(way, f"http://inside-{way}.test:{port}/status/200?{way}")
        )
    urls = [f"http://public.test:{port}/acting/{way}" for way in ways]
    script = names(
        public_test=[["127.0.0.2"]], **{f"inside-{way}_test": [["127.0.0.1"]] for way in ways}
    )
    plan = rendering_plan(*urls, allow_private_networks=False)
    return crawl(Job(plan, settings=SETTINGS, environ=script, public=_PUBLIC))


@pytest.fixture(scope="module")
def outcome(module_press: Press) -> Outcome:
    """Provide a crawl that tried a few ways."""
    return _crawled(module_press, _FEW)


@pytest.fixture(scope="module")
def further_outcome(module_press: Press) -> Outcome:
    """Provide a crawl that tried all others."""
    return _crawled(module_press, [way for way in _WAYS if way not in _FEW])


def _require_guarded(outcome: Outcome, press: Press, way: str) -> None:
    page = next(page for page in outcome.pages if page.url.endswith(f"/acting/{way}"))
    assert press.log(f"/status/200?{way}") == []
    if way == "download":
        assert (
            page.fetch_status is FetchStatus.REFUSED
        )  # another site's file is no download: the browser would go there
        return
    missing = rendering_of(page).missing
    assert way in _UNSEEN or any(
        "127.0.0.1 is loopback" in why and f"inside-{way}.test" in why for why in missing
    )


@pytest.mark.parametrize("way", _FEW)
def test_no_way_leads_inside(outcome: Outcome, module_press: Press, way: str) -> None:
    """Whatever a script asks with, a private address gets no request.

    The page is read all the same, and its capture says what was not.
    """
    _require_guarded(outcome, module_press, way)


@pytest.mark.slow
@pytest.mark.parametrize("way", [way for way in _WAYS if way not in _FEW])
def test_no_further_way_leads_inside(
    further_outcome: Outcome, module_press: Press, way: str
) -> None:
    """Nor do the ways that are tried less often."""
    _require_guarded(further_outcome, module_press, way)


def test_public_addresses_are_asked(outcome: Outcome, module_press: Press) -> None:
    """The guard does not stop what it need not.

    The redirect's first hop, at the public address, was asked for.
    """
    assert outcome.pages
    assert module_press.log("/redirect/to")


def test_refusals_are_logged(outcome: Outcome) -> None:
    """The log names the page, the place and the reason."""
    assert "its scripts wanted inside-fetch.test" in outcome.log


@pytest.mark.parametrize(
    "target", ["http://inside.test:PORT/story/x", "http://other.test:PORT/story/x"]
)
def test_script_leads_nowhere(newspaper: Press, target: str) -> None:
    """A page whose script leads to another address, private or not, is refused with that address,
    and nobody goes there.
    """
    port = newspaper.base.rpartition(":")[2]
    newspaper.say("acting/leading", f"location.replace('{target.replace('PORT', port)}');")
    url = f"http://public.test:{port}/acting/leading"
    script = names(
        public_test=[["127.0.0.2"]], other_test=[["127.0.0.2"]], inside_test=[["127.0.0.1"]]
    )
    page = crawl(
        Job(
            rendering_plan(url, allow_private_networks=False),
            settings=SETTINGS,
            environ=script,
            public=_PUBLIC,
        )
    ).page(url)
    assert page.fetch_status is FetchStatus.REFUSED
    assert page.reason == (
        f"rendering: the page's script leads to {target.replace('PORT', port)}, which "
        "is not followed"
    )
    assert newspaper.log("/story/x") == []


@pytest.mark.slow
def test_name_that_changes_its_answer_gains_nothing(newspaper: Press) -> None:
    """A name is resolved once, judged, and connected to there.

    One that turns private after its first answer leads to the first still.
    """
    port = newspaper.base.rpartition(":")[2]
    newspaper.say("acting/rebinding", "for (let n = 0; n < 4; n++) fetch('/status/200?' + n);")
    url = f"http://turning.test:{port}/acting/rebinding"
    script = names(turning_test=[["127.0.0.2"], ["127.0.0.2"], ["127.0.0.1"]])
    page = crawl(
        Job(
            rendering_plan(url, allow_private_networks=False),
            settings=SETTINGS,
            environ=script,
            public=_PUBLIC,
        )
    ).page(url)
    assert rendering_of(page).missing == ()
    assert rendering_of(page).requests == 4
    assert newspaper.log("/status/200")


@pytest.fixture
def datagrams() -> Iterator[tuple[int, list[bytes]]]:
    """Provide a UDP port of loopback, and what came to it."""
    received: list[bytes] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))

        def listen() -> None:
            while (data := sock.recv(4096)) != b"end":
                received.append(data)

        listener = Thread(target=listen)
        listener.start()
        yield sock.getsockname()[1], received
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"end", sock.getsockname())
        listener.join()


@pytest.mark.slow
def test_nothing_goes_past_the_proxy(newspaper: Press, datagrams: tuple[int, list[bytes]]) -> None:
    """WebRTC and WebTransport, which could send packets without a proxy, send none, from a page, a
    frame, a popup or a worker.
    """
    port, received = datagrams
    detours = f"""
    const transport = "try {{ new WebTransport('https://127.0.0.1:{port}/') }} catch (error) {{}}";
    const call = self => {{ try {{
      const peer = new self.RTCPeerConnection({{iceServers: [{{urls: 'stun:127.0.0.1:{port}'}}]}});
      peer.createDataChannel('x');
      peer.createOffer().then(offer => peer.setLocalDescription(offer));
    }} catch (error) {{}} }};
    const frame = document.createElement('iframe');
    document.body.append(frame);
    call(window); call(frame.contentWindow); call(open('about:blank'));
    eval(transport); frame.contentWindow.eval(transport);
    new Worker(URL.createObjectURL(new Blob([transport])));
    """
    newspaper.say("acting/detours", detours)
    page = crawl(Job(rendering_plan(newspaper.url("/acting/detours")))).page(
        newspaper.url("/acting/detours")
    )
    assert rendering_of(page).settled
    assert received == []


SECRETS = {"READER": "subscriber-7781", "SESSION": "token=hush-5512"}


@pytest.mark.slow
def test_subscription_goes_to_its_own_site_only(newspaper: Press) -> None:
    """A source's cookies go along with what its page loads from its own site, and nowhere else.

    Scripts cannot read them.
    """
    host, other = (
        newspaper.base.removeprefix("http://"),
        newspaper.base.replace("127.0.0.1", "127.0.0.2"),
    )
    newspaper.say(
        "acting/paid",
        (
            f"fetch('/told/a'); fetch('{other}/told/b', {{mode: 'no-cors'}}); "
            "document.title = document.cookie;"
        ),
    )
    rules = replace(
        SOURCE, sites=(host,), headers_env=(("X-Reader", "READER"),), cookies_env="SESSION"
    )
    outcome = crawl(
        Job(rendering_plan(newspaper.url("/acting/paid"), rules=rules), environ=SECRETS)
    )
    page = outcome.page(newspaper.url("/acting/paid"))
    own, others = newspaper.log("/told/a")[0]["headers"], newspaper.log("/told/b")[0]["headers"]
    assert own["Cookie"] == SECRETS["SESSION"]
    assert {"Cookie", "X-Reader"}.isdisjoint(others)
    assert not any(
        secret in f"{capture_of(page).rendering!r}{outcome.log}" for secret in SECRETS.values()
    )
    assert b"hush" not in rendering_of(page).html


@pytest.mark.slow
def test_user_agent_is_the_configured_one(newspaper: Press) -> None:
    """What a page loads is asked for under the same name as the page."""
    newspaper.say(
        "acting/named",
        (
            f"{_WORKER} fetch('/told/a'); "
            f"at_work(`fetch('${{location.origin}}/told/b').then(() => postMessage(0))`);"
        ),
    )
    crawl(Job(rendering_plan(newspaper.url("/acting/named"))))
    assert {entry["headers"]["User-Agent"] for entry in newspaper.log("/")} == {
        "PalimpsestTest/1.0"
    }
    assert {
        entry["headers"].get("sec-ch-ua-platform", '"Linux"') for entry in newspaper.log("/")
    } == {'"Linux"'}
    assert len(newspaper.log("/told")) == 2


@pytest.mark.slow
def test_certificates_are_verified_for_all_that_is_loaded(newspaper: Press) -> None:
    """A page whose certificate the crawl was told to trust is rendered as a page of https.

    What it loads must convince the browser too.
    """
    newspaper.say(
        "acting/secure",
        "document.title = location.protocol + isSecureContext; fetch('/told/a').catch(() => 0);",
    )
    url = newspaper.tls_base + "/acting/secure"
    page = crawl(
        Job(rendering_plan(url), environ={"SSL_CERT_FILE": str(newspaper.certificate)})
    ).page(url)
    assert b"<title>https:true</title>" in rendering_of(page).html
    assert rendering_of(page).requests == 1
    assert newspaper.log("/told") == []


@pytest.mark.slow
def test_proxy_of_the_environment_is_gone_through(newspaper: Press) -> None:
    """Where the environment names a proxy, what the page loads goes through it too, and names that
    resolve to private addresses do not.
    """
    port = newspaper.base.rpartition(":")[2]
    newspaper.say(
        "acting/proxied",
        f"fetch('/told/a'); fetch('http://inside.test:{port}/told/b').catch(() => 0);",
    )
    script = names(public_test=[["127.0.0.2"]], inside_test=[["10.0.0.7"]])
    url = f"http://public.test:{port}/acting/proxied"
    environ = {**script, "http_proxy": f"http://user:word@127.0.0.1:{port}"}
    outcome = crawl(
        Job(
            rendering_plan(url, allow_private_networks=False),
            settings=SETTINGS,
            environ=environ,
            public=_PUBLIC,
        )
    )
    assert rendering_of(outcome.page(url)).missing == (
        f"inside.test:{port}: address: 10.0.0.7 is private (allow_private_networks permits it)",
    )
    paths = {entry["path"]: entry["headers"] for entry in newspaper.log("http://")}
    assert set(paths) == {url, f"http://public.test:{port}/told/a"}
    assert len({headers.get("Proxy-Authorization") for headers in paths.values()} - {None}) == 1
