"""Who may do what is one table."""

import pytest

from lms.domain.refusal import Refused
from lms.domain.roles import MAY, Action, Actor, Role, check_may, may


def somebody(*roles):
    return Actor("p1", "Megan Pugh", frozenset({Role.LEARNER, *roles}), "password")


def test_every_action_but_the_public_one_is_in_the_table():
    assert set(MAY) == set(Action) - {Action.ANYONE}


def test_nobody_signed_in_is_asked_to_sign_in():
    with pytest.raises(Refused) as refusal:
        check_may(None, Action.LEARN)

    assert refusal.value.kind == "signed out"
    assert may(None, Action.ANYONE)


def test_a_learner_may_not_see_the_report_and_is_told_whom_to_ask():
    with pytest.raises(Refused, match="Ask the Town Clerk") as refusal:
        check_may(somebody(), Action.SEE_REPORT)

    assert refusal.value.kind == "not allowed"


def test_an_auditor_reads_and_changes_nothing():
    auditor = somebody(Role.AUDITOR)

    assert may(auditor, Action.SEE_REPORT)
    assert not any(may(auditor, action) for action in (Action.CHANGE_PEOPLE, Action.CHANGE_PROGRAMME))
