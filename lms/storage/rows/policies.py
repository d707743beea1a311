"""Adopted texts of the policy, who agreed to them, and who may speak for the council."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.storage.rows.base import Base, Evidence


class PolicyVersion(Evidence, Base):
    """One text of a policy: the plain-English edition, or the council's own wording as imported.

    ``document_digest`` names the snapshot of everything its page displays; ``source_digest`` is the
    SHA-256 of the imported file's bytes (None for the plain-English edition). Two readings of imported
    wording may display the same where they differ in lines not understood: their ids tell them apart.
    """

    __tablename__ = "policy_version"
    __table_args__ = (
        Index(
            "uq_policy_version_plain_document",
            "policy",
            "document_digest",
            unique=True,
            sqlite_where=text("edition = 'plain'"),
            postgresql_where=text("edition = 'plain'"),
        ),
    )

    policy: Mapped[str] = mapped_column(String(60))
    edition: Mapped[str] = mapped_column(String(20))
    document_digest: Mapped[str] = mapped_column(ForeignKey("content_snapshot.digest"))
    source_name: Mapped[str | None] = mapped_column(String(200))
    source_digest: Mapped[str | None] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]]


class PolicyAcceptance(Evidence, Base):
    """From ``in_force_on`` this version is the one in force, by this minute.

    A version may be accepted again: a plain sentence put back as it was is the old text, in force anew.
    """

    __tablename__ = "policy_acceptance"
    __table_args__ = (Index("ix_policy_acceptance_version", "version_id"),)

    version_id: Mapped[str] = mapped_column(ForeignKey("policy_version.id"))
    in_force_on: Mapped[dt.date]
    minute: Mapped[str | None] = mapped_column(String(200))
    by_id: Mapped[str] = mapped_column(String(64))


class Acknowledgement(Evidence, Base):
    """ "I have read and understood": the exact words agreed to and the digest of what was displayed."""

    __tablename__ = "acknowledgement"
    __table_args__ = (UniqueConstraint("person_id", "version_id"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    assignment_id: Mapped[str | None] = mapped_column(ForeignKey("assignment.id"))
    policy: Mapped[str] = mapped_column(String(60))
    version_id: Mapped[str] = mapped_column(ForeignKey("policy_version.id"))
    document_digest: Mapped[str] = mapped_column(ForeignKey("content_snapshot.digest"))
    statement: Mapped[str]
    audiences: Mapped[list[str]]
    shown_at: Mapped[dt.datetime]
    method: Mapped[str] = mapped_column(String(40))


class PolicyQuery(Evidence, Base):
    """A person does not understand a clause and asks the clerk; it is not a refusal."""

    __tablename__ = "policy_query"
    __table_args__ = (Index("ix_policy_query_person", "person_id"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("policy_version.id"))
    clause_id: Mapped[str] = mapped_column(String(40))
    question: Mapped[str]


class PolicyDecline(Evidence, Base):
    """A person does not wish to acknowledge, and says why."""

    __tablename__ = "policy_decline"
    __table_args__ = (Index("ix_policy_decline_person", "person_id"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("policy_version.id"))
    reason: Mapped[str]


class Authorisation(Evidence, Base):
    """The Town Clerk lets a person speak for the council on these channels."""

    __tablename__ = "authorisation"
    __table_args__ = (Index("ix_authorisation_person", "person_id"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    channels: Mapped[list[str]]
    granted_on: Mapped[dt.date]
    by_id: Mapped[str] = mapped_column(String(64))


class AuthorisationEnding(Evidence, Base):
    """An authorisation was ended, by whom and why."""

    __tablename__ = "authorisation_ending"

    authorisation_id: Mapped[str] = mapped_column(ForeignKey("authorisation.id"), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    ended_on: Mapped[dt.date]
    reason: Mapped[str]
    by_id: Mapped[str] = mapped_column(String(64))
