"""Content as a text that can be kept, named by its digest, and read again years later."""

import hashlib
import json

from pydantic import BaseModel

from lms.domain.modules import Module
from lms.domain.policies import PolicyRegister
from lms.domain.quizzes import Bank


def canonical(model: BaseModel) -> str:
    """The one JSON text of a model: keys sorted, no spaces, defaults written out."""
    data = model.model_dump(mode="json")
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(text: str) -> str:
    """The SHA-256 of a text in UTF-8, as 64 hexadecimal figures."""
    return hashlib.sha256(text.encode()).hexdigest()


def module_from(text: str) -> Module:
    """The module in a kept text; raises pydantic's ValidationError where it is none."""
    return Module.model_validate_json(text)


def bank_from(text: str) -> Bank:
    """The bank in a kept text; raises pydantic's ValidationError where it is none."""
    return Bank.model_validate_json(text)


def register_from(text: str) -> PolicyRegister:
    """The policy register in a kept text; raises pydantic's ValidationError where it is none."""
    return PolicyRegister.model_validate_json(text)
