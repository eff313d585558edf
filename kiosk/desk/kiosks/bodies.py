"""Rules. What crosses between desk and kiosk besides the messages themselves: the bodies of requests and answers."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from kiosk.guide.model import Slug

_HEXADECIMAL = r"^([0-9a-f]{2})+$"


class Refusal(BaseModel):
    """Any refusal: `error` is for programs, `message` a French sentence."""

    error: str
    message: str


class Kept(BaseModel):
    """The number of what the desk has now, on its disk."""

    id: str = Field(json_schema_extra={"format": "uuid"})


class Accepted(BaseModel):
    """What the resident said to an offer."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    accepted: bool


class PairingHalf(BaseModel):
    """A kiosk's half of SPAKE2, in hexadecimal."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kiosk: Slug
    message: str = Field(pattern=_HEXADECIMAL, max_length=128)


class PairingAnswer(BaseModel):
    """The desk's half, and the number of the exchange."""

    message: str
    session: str


class PairingProof(BaseModel):
    """A kiosk's proof that it has the key, for the certificate it sees (HMAC-SHA256, in hexadecimal)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    proof: str = Field(pattern=_HEXADECIMAL, min_length=64, max_length=64)


class PairingToken(BaseModel):
    """The kiosk's token, with the desk's proof over it."""

    token: str
    proof: str
