"""Sessions that read cannot write, sessions that write hold the lock, and trouble has a name."""

import datetime as dt
import os
import threading

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from lms.storage import engine as engines
from lms.storage.engine import Database, open_database
from lms.storage.rows import Person, PersonAudience
from lms.storage.troubles import AlreadyThere, DatabaseBusy, WroteWhileReading
from tests import build


def test_leaving_commits_and_raising_rolls_back(database: Database) -> None:
    with database.writing() as session:
        build.person(session, id="kept")
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        len(build.person(session, id="lost").name) / 0

    with database.reading() as session:
        assert session.scalars(select(Person.id)).all() == ["kept"]


def test_rows_may_be_used_after_the_commit(database: Database) -> None:
    with database.writing() as session:
        person = build.person(session, name="Robin Fern")

    assert person.name == "Robin Fern"


def test_a_reading_session_refuses_to_flush(database: Database) -> None:
    with pytest.raises(WroteWhileReading), database.reading() as session:
        build.person(session)


def test_a_change_that_was_never_flushed_is_found_out(database: Database) -> None:
    with database.writing() as session:
        build.person(session, id="p1")

    with pytest.raises(WroteWhileReading), database.reading() as session:
        session.get_one(Person, "p1").name = "Somebody else"


@pytest.mark.parametrize(
    "statement", [update(Person).values(name="x"), text("UPDATE person SET name = 'x'")], ids=["orm", "sql"]
)
def test_a_reading_session_refuses_statements_that_write(database: Database, statement: object) -> None:
    with pytest.raises(WroteWhileReading), database.reading() as session:
        session.execute(statement)  # type: ignore[call-overload]  # both kinds are statements


def test_a_connection_that_read_can_be_written_with_afterwards(database: Database) -> None:
    with database.reading() as session:
        session.scalar(select(func.count()).select_from(Person))
    with database.writing() as session:
        build.person(session)

    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_reading_session_sees_one_instant(database: Database) -> None:
    count = select(func.count()).select_from(Person)
    with database.reading() as session:
        before = session.scalar(count)
        with database.writing() as other:
            build.person(other)
        after = session.scalar(count)

    assert (before, after) == (0, 0)


def test_a_second_writer_waits_and_then_says_busy(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "WAIT_SECONDS", 0.1)
    first = open_database(database_url, council="ludlow")
    second = open_database(database_url, council="ludlow")

    with first.writing():
        with pytest.raises(DatabaseBusy), second.writing():
            pass
        with pytest.raises(DatabaseBusy), first.writing():
            pass
    with second.writing() as session:
        build.person(session)

    first.dispose()
    second.dispose()


def test_reading_goes_on_while_somebody_writes(database: Database) -> None:
    with database.writing() as writer:
        build.person(writer)
        with database.reading() as reader:
            assert reader.scalar(select(func.count()).select_from(Person)) == 0


def test_a_clash_of_keys_says_which_table(database: Database) -> None:
    with database.writing() as session:
        build.person(session, email="avery@example.gov.uk")

    with pytest.raises(AlreadyThere) as clash, database.writing() as session:
        build.person(session, email="avery@example.gov.uk")

    assert clash.value.table == "person"


def test_a_session_goes_on_after_a_clash_inside_a_savepoint(database: Database) -> None:
    with database.writing() as session:
        build.person(session, id="p1")
        with pytest.raises(AlreadyThere), session.begin_nested():
            build.person(session, id="p1")
        build.person(session, id="p2")

    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 2


def test_rows_that_refer_to_each_other_may_be_added_in_any_order(database: Database) -> None:
    since = dt.date(2026, 1, 5)
    with database.writing() as session:
        session.add(
            PersonAudience(id="a", person_id="p", audience="member", from_on=since, recorded_at=build.NOW)
        )
        session.flush()
        session.add(Person(id="p", name="Avery Quill", joined_on=since, recorded_at=build.NOW))

    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(PersonAudience)) == 1


def test_a_reference_to_nobody_is_refused_at_the_commit(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:
        build.audience(session, Person(id="nobody"))

    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(PersonAudience)) == 0


def test_a_forked_child_opens_connections_of_its_own(database: Database) -> None:
    with database.writing() as session:
        build.person(session, id="parent")

    child = os.fork()
    if child == 0:
        os._exit(_works_in_the_child(database))
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    with database.writing() as session:
        build.person(session, id="after")
    with database.reading() as session:
        assert session.scalars(select(Person.id).order_by(Person.id)).all() == ["after", "child", "parent"]


def test_a_fork_in_the_middle_of_a_transaction_leaves_it_to_the_parent(database: Database) -> None:
    with database.writing() as session:
        build.person(session, id="parent")
        child = os.fork()
        if child == 0:
            os._exit(0 if _names_read(database) == 0 else 1)
        _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    with database.reading() as session:
        assert session.scalars(select(Person.id)).all() == ["parent"]


def test_more_threads_than_connections_wait_their_turn(database: Database) -> None:
    errors: list[Exception] = []

    def add(number: int) -> None:
        try:
            with database.writing() as session:
                build.person(session, id=f"p{number}")
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 24


def _names_read(database: Database) -> int:
    with database.reading() as session:
        return len(session.scalars(select(Person.id)).all())


def _works_in_the_child(database: Database) -> int:
    """An exit code, because nothing may be raised through a fork."""
    try:
        with database.writing() as session:
            build.person(session, id="child")
        return 0 if _names_read(database) == 2 else 2
    except Exception:
        return 1
