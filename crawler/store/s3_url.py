"""The S3 settings that are checked before anything is sent."""

from urllib.parse import urlsplit

from crawler.config.places import BUCKET
from crawler.errors import BadKey, ConfigError
from crawler.store.base import check_key


def parse_url(url: str) -> tuple[str, str]:
    """Bucket and prefix (empty where there is none) of ``s3://bucket/prefix``.

    Raises ``ConfigError``.
    """
    scheme, _, rest = url.partition("://")
    bucket, _, prefix = rest.partition("/")
    if scheme != "s3":
        raise ConfigError([f"store.url: {url!r} is not of the form s3://bucket/prefix"])
    if not BUCKET.fullmatch(bucket):
        problem = (
            f"store.url: {bucket!r} can be no bucket: three or more letters, digits, dots "
            "and hyphens; credentials do not belong here"
        )
        raise ConfigError(
            [problem], hint="Write s3://bucket/prefix; the server goes to store.endpoint_url."
        )
    prefix = prefix.rstrip("/")
    try:
        return bucket, check_key(prefix) if prefix else ""
    except BadKey as error:
        raise ConfigError(
            [f"store.url: the prefix {prefix!r} can start no key: {error}"]
        ) from error


def parse_endpoint(endpoint_url: str | None) -> str | None:
    """Return the endpoint as it was given.

    Raises ``ConfigError`` unless it is an ``http`` or ``https`` URL of a host without credentials.
    """
    if endpoint_url is None:
        return None
    parts = urlsplit(endpoint_url)
    if parts.username or parts.password:
        message = "store.endpoint_url: credentials do not belong into a URL"
        raise ConfigError(
            [message], hint="Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile."
        )
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigError(
            [f"store.endpoint_url: {endpoint_url!r} is no http or https URL with a host"]
        )
    return endpoint_url
