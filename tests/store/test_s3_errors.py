"""Every exception of the vendor's is one of ours.

A new one in a new release fails here, not in production.
"""

import inspect

import boto3.exceptions
import botocore.exceptions
import botocore.parsers
import pytest

from crawler.errors import ObjectMissing, StoreDenied, StoreError, StoreUnavailable
from crawler.store.s3_errors import EXCEPTIONS, translate, translated

# Faults of a program that uses the library wrongly, or of services that we do not use. Were one
# raised, it would be a plain StoreError.
OF_NO_CONCERN = {
    "ApiVersionNotFoundError",
    "Boto3Error",
    "BotoCoreError",
    "DataNotFoundError",
    "DynamoDBNeedsConditionError",
    "DynamoDBNeedsKeyConditionError",
    "DynamoDBOperationNotSupportedError",
    "DynanmoDBOperationNotSupportedError",
    "InvalidCrtTransferConfigError",
    "InvalidExpressionError",
    "MissingServiceIdError",
    "NoInitialResponseError",
    "NoVersionFound",
    "OperationNotPageableError",
    "ResourceLoadException",
    "ResourceNotExistsError",
    "RetriesExceededError",
    "S3TransferFailedError",
    "S3UploadFailedError",
    "StubAssertionError",
    "StubResponseError",
    "UnStubbedResponseError",
    "UndefinedModelAttributeError",
    "UnknownAPIVersionError",
    "UnknownClientMethodError",
    "UnknownServiceError",
    "UnknownServiceStyle",
    "UnseekableStreamError",
    "WaiterConfigError",
    "WaiterError",
}
# Of no family: raised only while the library reads its own data, or a kind of answer that S3's four
# verbs here never give.
NOT_CAUGHT = {"MissingServiceIdError", "NoInitialResponseError", "UndefinedModelAttributeError"}


def vendor_exceptions() -> list[type[Exception]]:
    """Return every exception class that boto3 and botocore define for their callers."""
    modules = (botocore.exceptions, botocore.parsers, boto3.exceptions)
    found = {
        thing
        for module in modules
        for _, thing in inspect.getmembers(module, inspect.isclass)
        if issubclass(thing, Exception)
    }
    ours = {
        each
        for each in found
        if each.__module__.split(".")[0] in {"boto3", "botocore"} and not issubclass(each, Warning)
    }
    return sorted(ours, key=lambda each: each.__name__)


@pytest.mark.parametrize("vendor", vendor_exceptions(), ids=lambda each: each.__name__)
def test_every_exception_is_mapped(vendor: type[Exception]) -> None:
    """Each exception is mapped itself or through its family, or is named above as one that cannot
    concern us.
    """
    mapped = issubclass(vendor, botocore.exceptions.ClientError) or any(
        base in EXCEPTIONS for base in vendor.__mro__
    )
    assert mapped != (vendor.__name__ in OF_NO_CONCERN)


@pytest.mark.parametrize(
    "vendor",
    [each for each in vendor_exceptions() if each.__name__ not in NOT_CAUGHT],
    ids=lambda each: each.__name__,
)
def test_every_exception_is_caught(vendor: type[Exception]) -> None:
    """Whatever the library raises leaves the store as one of ours, with a hint and its cause."""
    error = vendor.__new__(vendor)  # their constructors all differ
    error.args = ("what happened",)
    if isinstance(error, botocore.exceptions.ClientError):
        error.response = {"Error": {"Code": "AccessDenied", "Message": "what happened"}}
    with pytest.raises(StoreError, match="the place") as caught, translated("the place"):
        raise error
    assert caught.value.__cause__ is error
    assert caught.value.hint


def test_ours_pass() -> None:
    """An error of ours is not translated again."""
    with pytest.raises(ObjectMissing, match=r"^gone$"), translated("the place"):
        raise ObjectMissing("gone")


def test_the_nearest_family_decides() -> None:
    """An exception with a word of its own does not get its family's."""
    assert isinstance(translate(botocore.exceptions.NoCredentialsError(), "x"), StoreDenied)
    failed = botocore.exceptions.SSLError(
        endpoint_url="https://s3.test", error=OSError("certificate has expired")
    )
    error = translate(failed, "x")
    assert isinstance(error, StoreUnavailable)
    assert "AWS_CA_BUNDLE" in str(error.hint)
