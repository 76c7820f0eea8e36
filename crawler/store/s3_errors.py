"""What boto3 and S3-compatible servers say, in our words.

Every exception of theirs is mapped; a test fails when one is not.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from boto3 import exceptions as boto3
from botocore import exceptions as vendor
from botocore.parsers import ResponseParserError

from crawler.errors import (
    StoreBroken,
    StoreDenied,
    StoreError,
    StoreMissing,
    StoreTooWeak,
    StoreUnavailable,
)
from crawler.proxy_settings import with_proxies, with_proxy

TAKEN = frozenset({"PreconditionFailed", "412"})
CONFLICTS = frozenset({"ConditionalRequestConflict", "OperationAborted"})
NO_OBJECT = frozenset({"NoSuchKey", "404", "NotFound"})
LOST = vendor.HTTPClientError  # the request was sent, and may have taken place; no answer came
CUT = (
    vendor.IncompleteReadError,
    vendor.ResponseStreamingError,
    vendor.ReadTimeoutError,
    vendor.FlexibleChecksumError,
)

_Kind = tuple[type[StoreError], str]

_KEYS = "Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile that AWS_PROFILE names."
_RIGHTS = (
    "The credentials need s3:GetObject, s3:ListBucket and, to crawl, s3:PutObject on this bucket."
)
_SESSION = (
    "The session has ended: renew it (for example `aws sso login`), or set AWS_SESSION_TOKEN anew."
)
_CLOCK = "This machine's clock and the server's differ: set the clock."
_REGION = "Set store.region to the bucket's region."
_BUCKET = "Create the bucket, or mend store.url."
_BUSY = "The server asks for fewer requests: lower crawl.concurrency, or try again later."
_DOWN = "Is the server running, and store.endpoint_url right? Is there a network?"
_LATER = "Try again later."
_BYTES = (
    "The bytes changed on the way. Try again; if it persists, look for a faulty "
    "proxy or network card."
)
PROXY = "A proxy or a login page may stand between: check store.endpoint_url."
_TLS = (
    "The certificate was not accepted. For a private authority set AWS_CA_BUNDLE "
    "to its certificates."
)
_AWS_FILES = "Look at ~/.aws/config, ~/.aws/credentials and the AWS_* variables."
_SETTINGS = "Look at the store section of the configuration."
_KMS = "Check store.kms_key_id, and that the credentials may use this key."
_LOCK = "object_lock_days needs a bucket that was created with object lock."
_WEAK = (
    "The server does not know conditional writes or checksums, which an archive "
    "needs: use another server."
)
_RELEASE = "This is a fault in the program or in the installed boto3: please report it."

_CODES: dict[str, _Kind] = {
    "NoSuchBucket": (StoreMissing, _BUCKET),
    "404": (StoreMissing, _BUCKET),
    "NotFound": (StoreMissing, _BUCKET),
    "AccessDenied": (StoreDenied, _RIGHTS),
    "AllAccessDisabled": (StoreDenied, _RIGHTS),
    "AccountProblem": (StoreDenied, "Ask the provider: the account is closed or not paid."),
    "NotSignedUp": (StoreDenied, "Ask the provider: the account is not signed up for storage."),
    "UnauthorizedAccess": (StoreDenied, _RIGHTS),
    "InvalidAccessKeyId": (StoreDenied, _KEYS),
    "SignatureDoesNotMatch": (StoreDenied, _KEYS),
    "InvalidSecurity": (StoreDenied, _KEYS),
    "ExpiredToken": (StoreDenied, _SESSION),
    "ExpiredTokenException": (StoreDenied, _SESSION),
    "TokenRefreshRequired": (StoreDenied, _SESSION),
    "InvalidToken": (StoreDenied, _SESSION),
    "InvalidClientTokenId": (StoreDenied, _KEYS),
    "RequestTimeTooSkewed": (StoreDenied, _CLOCK),
    "RequestExpired": (StoreDenied, _CLOCK),
    "AuthorizationHeaderMalformed": (StoreDenied, _REGION),
    "PermanentRedirect": (StoreError, _REGION),
    "TemporaryRedirect": (StoreError, _REGION),
    "IllegalLocationConstraintException": (StoreError, _REGION),
    "InvalidBucketName": (StoreError, _SETTINGS),
    "InvalidObjectState": (
        StoreError,
        "The object lies in an archive class: restore it, and take the rule off the bucket.",
    ),
    "KMS.DisabledException": (StoreDenied, _KMS),
    "KMS.NotFoundException": (StoreDenied, _KMS),
    "KMS.InvalidStateException": (StoreDenied, _KMS),
    "KMS.KMSInvalidStateException": (StoreDenied, _KMS),
    "KMSNotConfigured": (StoreError, _KMS),
    "SlowDown": (StoreUnavailable, _BUSY),
    "Throttling": (StoreUnavailable, _BUSY),
    "ThrottlingException": (StoreUnavailable, _BUSY),
    "RequestLimitExceeded": (StoreUnavailable, _BUSY),
    "TooManyRequestsException": (StoreUnavailable, _BUSY),
    "BandwidthLimitExceeded": (StoreUnavailable, _BUSY),
    "ConditionalRequestConflict": (StoreUnavailable, _LATER),
    "OperationAborted": (StoreUnavailable, _LATER),
    "RequestTimeout": (StoreUnavailable, _LATER),
    "IncompleteBody": (StoreUnavailable, _LATER),
    "QuotaExceeded": (StoreUnavailable, "The bucket's quota is used up: raise it."),
    "XMinioStorageFull": (StoreUnavailable, "The server's disks are full."),
    "BadDigest": (StoreBroken, _BYTES),
    "InvalidDigest": (StoreBroken, _BYTES),
    "XAmzContentSHA256Mismatch": (StoreBroken, _BYTES),
    "XAmzContentChecksumMismatch": (StoreBroken, _BYTES),
    "ObjectLockConfigurationNotFoundError": (StoreError, _LOCK),
    "InvalidRequest": (StoreError, f"If the server complains of object lock: {_LOCK}"),
    "NotImplemented": (StoreTooWeak, _WEAK),
}

_STATUSES: dict[int, _Kind] = {
    301: (StoreError, _REGION),
    307: (StoreError, _REGION),
    401: (StoreDenied, _KEYS),
    403: (StoreDenied, _RIGHTS),
    404: (StoreMissing, _BUCKET),
    429: (StoreUnavailable, _BUSY),
    501: (StoreTooWeak, _WEAK),
    503: (StoreUnavailable, _BUSY),
    507: (StoreUnavailable, "The server's disks are full."),
}

EXCEPTIONS: dict[type[Exception], _Kind] = {
    vendor.ConnectionError: (StoreUnavailable, _DOWN),
    vendor.HTTPClientError: (StoreUnavailable, _DOWN),
    vendor.SSLError: (StoreUnavailable, _TLS),
    vendor.ProxyConnectionError: (
        StoreUnavailable,
        "Check https_proxy and http_proxy, or name the server in no_proxy.",
    ),
    vendor.IncompleteReadError: (StoreUnavailable, _LATER),
    vendor.CapacityNotAvailableError: (StoreUnavailable, _BUSY),
    vendor.MetadataRetrievalError: (
        StoreUnavailable,
        "The machine's metadata service gave no credentials; " + _KEYS,
    ),
    vendor.NoCredentialsError: (StoreDenied, _KEYS),
    vendor.PartialCredentialsError: (StoreDenied, _KEYS),
    vendor.CredentialRetrievalError: (StoreDenied, _AWS_FILES),
    vendor.UnknownCredentialError: (StoreDenied, _AWS_FILES),
    vendor.RefreshWithMFAUnsupportedError: (StoreDenied, _SESSION),
    vendor.ProfileNotFound: (StoreDenied, _AWS_FILES),
    vendor.SSOError: (StoreDenied, _SESSION),
    vendor.LoginError: (StoreDenied, _SESSION),
    vendor.NoAuthTokenError: (StoreDenied, _SESSION),
    vendor.TokenRetrievalError: (StoreDenied, _SESSION),
    vendor.UnknownTokenProviderError: (StoreDenied, _AWS_FILES),
    vendor.ChecksumError: (StoreBroken, _BYTES),
    vendor.FlexibleChecksumError: (StoreBroken, _BYTES),
    vendor.AwsChunkedWrapperError: (StoreBroken, _BYTES),
    vendor.PaginationError: (
        StoreBroken,
        "The server repeats itself while listing: it is not fit for an archive.",
    ),
    ResponseParserError: (StoreBroken, PROXY),
    vendor.ConfigNotFound: (StoreError, _AWS_FILES),
    vendor.ConfigParseError: (StoreError, _AWS_FILES),
    vendor.InvalidConfigError: (StoreError, _AWS_FILES),
    vendor.InvalidRetryConfigurationError: (StoreError, _AWS_FILES),
    vendor.InvalidDefaultsMode: (StoreError, _AWS_FILES),
    vendor.InvalidProxiesConfigError: (StoreError, _AWS_FILES),
    vendor.InvalidChecksumConfigError: (StoreError, _AWS_FILES),
    vendor.InvalidIMDSEndpointError: (StoreError, _AWS_FILES),
    vendor.InvalidIMDSEndpointModeError: (StoreError, _AWS_FILES),
    vendor.InvalidS3UsEast1RegionalEndpointConfigError: (StoreError, _AWS_FILES),
    vendor.InvalidSTSRegionalEndpointsConfigError: (StoreError, _AWS_FILES),
    vendor.InvalidEndpointDiscoveryConfigurationError: (StoreError, _AWS_FILES),
    vendor.InvalidEndpointConfigurationError: (StoreError, _SETTINGS),
    vendor.UnsupportedServiceProtocolsError: (StoreError, _AWS_FILES),
    vendor.InvalidS3AddressingStyleError: (StoreError, _SETTINGS),
    vendor.InvalidDNSNameError: (StoreError, _SETTINGS),
    vendor.InvalidHostLabelError: (StoreError, _SETTINGS),
    vendor.BaseEndpointResolverError: (StoreError, _REGION),
    vendor.EndpointProviderError: (StoreError, _SETTINGS),
    vendor.UnknownRegionError: (StoreError, _REGION),
    vendor.ServiceNotInRegionError: (StoreError, _REGION),
    vendor.ValidationError: (StoreError, _SETTINGS),
    vendor.ParamValidationError: (StoreError, _SETTINGS),
    vendor.MissingParametersError: (StoreError, _SETTINGS),
    vendor.UnsupportedS3ArnError: (StoreError, _SETTINGS),
    vendor.UnsupportedS3ConfigurationError: (StoreError, _SETTINGS),
    vendor.UnsupportedS3AccesspointConfigurationError: (StoreError, _SETTINGS),
    vendor.UnsupportedS3ControlArnError: (StoreError, _SETTINGS),
    vendor.UnsupportedS3ControlConfigurationError: (StoreError, _SETTINGS),
    vendor.UnsupportedOutpostResourceError: (StoreError, _SETTINGS),
    vendor.MissingDependencyException: (StoreError, "Install what it names beside Palimpsest."),
    vendor.UnknownSignatureVersionError: (StoreError, _RELEASE),
    vendor.UnsupportedSignatureVersionError: (StoreError, _RELEASE),
    vendor.MD5UnavailableError: (StoreError, _RELEASE),
    # botocore asks a redirecting server for the bucket's region, and asks again when it is
    # redirected there, without end.
    RecursionError: (
        StoreError,
        (
            "The server redirects every request. Is store.endpoint_url http:// where it "
            "should be https://?"
        ),
    ),
}
_RAISED = (
    vendor.BotoCoreError,
    vendor.ClientError,
    boto3.Boto3Error,
    ResponseParserError,
    RecursionError,
    OSError,
    ValueError,
)


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Turn the vendor's exception into one of the ``StoreError`` family.

    It names the place, and keeps its cause.
    """
    try:
        yield
    except _RAISED as error:
        raise translate(error, place) from error


def translate(error: Exception, place: str) -> StoreError:
    """Our word for the vendor's exception, with a hint on how to mend it."""
    kind, hint = _kind_of(error)
    return kind(f"{place}: {_message(error)}", hint=_on_the_way(hint, error))


def code_of(error: vendor.ClientError) -> str:
    """Return the server's error code.

    For an answer without a body (HEAD) the HTTP status as text.
    """
    return str(error.response.get("Error", {}).get("Code", ""))


def _kind_of(error: Exception) -> _Kind:
    if isinstance(error, vendor.ClientError):
        return _kind_of_answer(error)
    known = (EXCEPTIONS[base] for base in type(error).__mro__ if base in EXCEPTIONS)
    return next(known, (StoreError, _RELEASE))


def _kind_of_answer(error: vendor.ClientError) -> _Kind:
    if code_of(error) in _CODES:
        return _CODES[code_of(error)]
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if status in _STATUSES:
        return _STATUSES[status]
    # HTTP's server errors
    return (StoreUnavailable, _LATER) if status >= 500 else (StoreBroken, PROXY)  # noqa: PLR2004


def _on_the_way(hint: str, error: Exception) -> str:
    """Return the hint, and the proxy that may be the one that did not answer, or did."""
    if isinstance(error, vendor.ClientError):
        # an answer without S3's own words
        return with_proxies(hint) if code_of(error).isdecimal() else hint
    endpoint = getattr(error, "kwargs", {}).get("endpoint_url")
    return with_proxy(hint, endpoint) if endpoint else hint


def _message(error: Exception) -> str:
    if isinstance(error, vendor.ClientError):
        said = error.response.get("Error", {}).get("Message", "")
        return f"the server answered {code_of(error)}: {said}".rstrip(": ")
    return str(error)
