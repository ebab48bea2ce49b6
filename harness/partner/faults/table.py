"""Lists every fault by its name."""

from __future__ import annotations

from typing import Final, TypeAlias

from harness.partner.faults.base import Fault
from harness.partner.faults.callbacks import DuplicateDelivery, OutOfOrderDelivery
from harness.partner.faults.certificates import BadCertificate
from harness.partner.faults.clocks import ClockSkew
from harness.partner.faults.contents import (
    MalformedJson,
    SchemaViolation,
    UnknownProperties,
    WrongCharset,
    WrongMediaType,
)
from harness.partner.faults.credentials import (
    BadToken,
    ExpiredToken,
    RotatedKey,
    RotatedSecret,
    ShortLived,
    WithoutToken,
)
from harness.partner.faults.delays import Bandwidth, Dribble, Latency, SlowHeaders
from harness.partner.faults.endings import (
    LostAcknowledgement,
    NoAnswer,
    ResetAfter,
    ResetBefore,
    ResetDuring,
    TruncatedBody,
    WrongContentLength,
)
from harness.partner.faults.refusals import Conflict, Gone, Redirect, Refused, ServerError, TooManyRequests, Unavailable

AnyFault: TypeAlias = (
    Latency
    | Bandwidth
    | SlowHeaders
    | Dribble
    | ResetBefore
    | ResetDuring
    | ResetAfter
    | LostAcknowledgement
    | NoAnswer
    | TruncatedBody
    | WrongContentLength
    | MalformedJson
    | WrongMediaType
    | WrongCharset
    | SchemaViolation
    | UnknownProperties
    | TooManyRequests
    | Unavailable
    | ServerError
    | Conflict
    | Refused
    | Gone
    | Redirect
    | ExpiredToken
    | RotatedSecret
    | RotatedKey
    | BadToken
    | ShortLived
    | WithoutToken
    | DuplicateDelivery
    | OutOfOrderDelivery
    | ClockSkew
    | BadCertificate
)

FAULTS: Final[dict[str, type[Fault]]] = {
    "latency": Latency,
    "bandwidth": Bandwidth,
    "slow-headers": SlowHeaders,
    "dribble": Dribble,
    "reset-before": ResetBefore,
    "reset-during": ResetDuring,
    "reset-after": ResetAfter,
    "lost-acknowledgement": LostAcknowledgement,
    "no-answer": NoAnswer,
    "truncated-body": TruncatedBody,
    "wrong-content-length": WrongContentLength,
    "malformed-json": MalformedJson,
    "wrong-media-type": WrongMediaType,
    "wrong-charset": WrongCharset,
    "schema-violation": SchemaViolation,
    "unknown-properties": UnknownProperties,
    "too-many-requests": TooManyRequests,
    "unavailable": Unavailable,
    "server-error": ServerError,
    "conflict": Conflict,
    "refused": Refused,
    "gone": Gone,
    "redirect": Redirect,
    "expired-token": ExpiredToken,
    "rotated-secret": RotatedSecret,
    "rotated-key": RotatedKey,
    "bad-token": BadToken,
    "short-lived-token": ShortLived,
    "no-token": WithoutToken,
    "duplicate-delivery": DuplicateDelivery,
    "out-of-order-delivery": OutOfOrderDelivery,
    "clock-skew": ClockSkew,
    "bad-certificate": BadCertificate,
}
"""The same by name."""
