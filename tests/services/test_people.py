"""Adding a person, inviting them, and recording that they left."""

import datetime as dt
from typing import Any

import pytest

from lms.domain.councils import Audience, Channel, Colours, Contact, Council, StartingRule
from lms.domain.refusal import Refused
from lms.domain.roles import Actor, Role
from lms.services import people
from lms.services.people import NewPerson
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.queries import accounts as queries
from lms.storage.rows import Entry, Person, PersonAudience, RoleGrant
from tests import build

ADA = Contact(name="Ada Fenn", title="Clerk", telephone="01632 960001", email="clerk@wick.example.gov.uk")
RULE = StartingRule(
    slug="induction", kind="module", thing="induction", audiences=("employee",), starts_on=dt.date(2026, 1, 1),
    due_days=28, set_by="the Clerk", because="The Clerk asks.", law="A law.",
)  # fmt: skip
WICK = Council(
    slug="wick", name="Wick Parish Council", short_name="Wick", place="Wick",
    colours=Colours(main="#333366", tint="#f2f2f6", edge="#b0b0c0"), clerk=ADA, stand_in=ADA, policy="social-media",
    audiences=(
        Audience(slug="employee", name="Employee", plural="Employees"),
        Audience(slug="authorised-officer", name="Authorised Officer", plural="Authorised Officers"),
    ),
    channels=(Channel(slug="facebook", name="Facebook"),), programme=(RULE,),
)  # fmt: skip
DEPUTY = Actor("deputy", "Bert Osier", frozenset({Role.LEARNER, Role.DEPUTY}), "password")
LEARNER = Actor("learner", "Avery Quill", frozenset({Role.LEARNER}), "password")


def new(**values: Any) -> NewPerson:
    given = {"name": "Robin Sedge", "email": "robin@wick.example.gov.uk", "joined_on": build.TODAY, **values}
    return NewPerson(**given)


def add(database: Database, actor: Actor | None = None, **values: Any) -> Person:
    with database.writing() as session:
        return people.add_person(
            session, actor or people.operator(), council=WICK, new=new(**values), now=build.NOW
        )


def test_a_new_clerk_has_the_role_the_audience_and_an_entry_for_each_in_a_ledger_that_holds(
    database: Database,
) -> None:
    added = add(database, roles=(Role.CLERK,), audiences=("employee",), email=" Robin@Wick.Example.gov.uk ")

    with database.reading() as session:
        assert session.get_one(Person, added.id).email == "robin@wick.example.gov.uk"
        assert [each.id for each in queries.live_holders(session, "clerk", today=build.TODAY)] == [added.id]
        assert queries.audiences_of(session, [added.id]) == {added.id: ["employee"]}
        assert {row.kind for row in session.query(Entry)} == {"joined", "role change"}
        assert ledger.verify(session) == []


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"email": "robin"}, "not an e-mail address"),
        ({"email": "robin@wick.example.gov.uk\nBcc: x@y.example.com"}, "not an e-mail address"),
        ({"name": "  "}, "Give a name"),
        ({"name": "Robin\x07Sedge"}, "Give a name"),
        ({"name": "x" * 201}, "Give a name"),
        ({"audiences": ("mayor",)}, r"not an audience .* There are: employee\.$"),
        ({"audiences": ("employee", "authorised-officer")}, "never given by hand.*lms person authorise"),
        ({"roles": (Role.LEARNER,)}, "may not give"),
        ({"reference": " "}, "Give a reference"),
        ({"reference": "x" * 61}, "Give a reference"),
        ({"reference": "a\nb"}, "Give a reference"),
        ({"reference": "a\udcffb"}, "Give a reference"),
        ({"joined_on": dt.date(9999, 12, 31)}, "cannot be the day they joined"),
        ({"joined_on": dt.date(1, 1, 1)}, "cannot be the day they joined"),
    ],
)
def test_what_is_amiss_is_refused_and_nothing_is_half_added(
    database: Database, values: dict[str, Any], word: str
) -> None:
    with pytest.raises(Refused, match=word):
        add(database, **values)

    with database.reading() as session:
        assert session.query(Person).count() == 0
        assert session.query(Entry).count() == 0


def test_an_address_belongs_to_one_person(database: Database) -> None:
    add(database)

    with pytest.raises(Refused, match="already has") as refusal:
        add(database, email="ROBIN@wick.example.gov.uk")

    assert refusal.value.kind == "conflict"


def test_a_reference_belongs_to_one_person(database: Database) -> None:
    add(database, reference="W-7")

    with pytest.raises(Refused, match="already has the reference W-7") as refusal:
        add(database, reference=" W-7 ", email=None)

    assert refusal.value.kind == "conflict"


def test_what_is_said_twice_is_added_once(database: Database) -> None:
    add(database, audiences=("employee", "employee"), roles=(Role.CLERK, Role.CLERK))

    with database.reading() as session:
        assert session.query(PersonAudience).count() == 1
        assert session.query(RoleGrant).count() == 1


def test_a_learner_may_add_nobody_and_a_deputy_may_give_no_role(database: Database) -> None:
    with pytest.raises(Refused):
        add(database, LEARNER)
    with pytest.raises(Refused, match="may not give"):
        add(database, DEPUTY, roles=(Role.CLERK,))

    assert add(database, DEPUTY).name == "Robin Sedge"


def test_a_new_invitation_closes_the_one_before(database: Database) -> None:
    added = add(database)
    with database.writing() as session:
        row = session.get_one(Person, added.id)
        first, second = (
            people.invite(session, people.operator(), person=row, now=build.NOW) for _ in range(2)
        )

    with database.reading() as session:
        assert people.invited(session, second, now=build.NOW).id == added.id
        with pytest.raises(Refused):
            people.invited(session, first, now=build.NOW)


def test_the_only_clerk_cannot_leave_until_there_is_another(database: Database) -> None:
    clerk = add(database, roles=(Role.CLERK,))

    def leave() -> None:
        with database.writing() as session:
            row = session.get_one(Person, clerk.id)
            people.record_leaving(session, people.operator(), person=row, on=build.TODAY, now=build.NOW)

    with pytest.raises(Refused, match="only clerk"):
        leave()
    add(database, name="Lee Marsh", email="lee@wick.example.gov.uk", roles=(Role.CLERK,))
    leave()

    with pytest.raises(Refused, match="already recorded"):
        leave()


def test_nobody_leaves_before_they_joined(database: Database) -> None:
    person = add(database)

    with database.writing() as session, pytest.raises(Refused, match="give a later day"):
        row = session.get_one(Person, person.id)
        people.record_leaving(session, people.operator(), person=row, on=dt.date(2026, 11, 19), now=build.NOW)


def test_nobody_leaves_in_a_year_that_must_be_mistyped(database: Database) -> None:
    person = add(database)

    with database.writing() as session, pytest.raises(Refused, match="up to a year ahead"):
        row = session.get_one(Person, person.id)
        people.record_leaving(session, people.operator(), person=row, on=dt.date(9999, 1, 1), now=build.NOW)
