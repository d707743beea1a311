"""A person's way through a module: open it, choose in a scene, come back to the same place."""

import datetime as dt
import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain import paths
from lms.domain.days import day_of, long_day
from lms.domain.modules import Module
from lms.domain.paths import Made
from lms.domain.quizzes import Bank
from lms.domain.refusal import AlreadyDone, Refused
from lms.domain.roles import Action, Actor, check_may
from lms.library.library import CouncilLibrary
from lms.library.snapshot import canonical
from lms.services import pinned, programme
from lms.storage import snapshots
from lms.storage.queries import learning as queries
from lms.storage.queries.learning import Owed
from lms.storage.rows import ModuleRun, SceneChoice


@dataclass(frozen=True)
class Way:
    """Where somebody is in a module: what they owe, the content of their run, and the choices made.

    ``run`` is None until the first choice; the content is then the council's present edition. In a way
    that ``is_renewal``, what is ``owed`` was done: its renewal is written down with the first choice.
    """

    owed: Owed
    run: ModuleRun | None
    module: Module
    bank: Bank
    made: tuple[Made, ...]
    is_renewal: bool = False

    @property
    def is_done(self) -> bool:
        return self.owed.completion is not None and not self.is_renewal

    @property
    def due_on(self) -> dt.date:
        renewed_by = self.owed.valid_until if self.is_renewal else None
        return renewed_by or self.owed.assignment.due_on

    @property
    def place(self) -> paths.Place:
        return paths.place(self.module, self.made)

    @property
    def scenarios_done(self) -> int:
        return paths.scenarios_done(self.module, self.made)


def way(session: Session, actor: Actor, *, library: CouncilLibrary, module: str, now: dt.datetime) -> Way:
    """This person's way through this module, for the assignment that is open (else the last one done).

    Who has begun goes on with what they began, though the council's edition has changed or gone. Where a
    renewal has opened that nobody has written down yet, the way is the renewal's.
    """
    check_may(actor, Action.LEARN)
    today = day_of(now)
    owed = _owed_now(session, actor, module=module, today=today)
    if _is_to_renew(owed, today=today):
        return Way(owed, None, *_present(library, module), (), is_renewal=True)
    run = queries.run_of(session, actor.person_id, owed.assignment.id)
    if run is not None:
        return Way(owed, run, *content_of(session, run, library=library), queries.choices_of(session, run.id))
    return Way(owed, None, *_present(library, module), ())


def _present(library: CouncilLibrary, module: str) -> tuple[Module, Bank]:
    """The council's present edition."""
    if module not in library.modules:
        raise Refused("This module is no longer offered. Ask the Town Clerk.", kind="not found")
    present = library.modules[module]
    return present, library.banks[present.quiz]


def content_of(session: Session, run: ModuleRun, *, library: CouncilLibrary) -> tuple[Module, Bank]:
    """The module and bank that a run pinned."""
    module = pinned.module_of(session, slug=run.module, digest=run.module_digest, library=library)
    return module, pinned.bank_of(session, slug=module.quiz, digest=run.quiz_digest, library=library)


def _owed_now(session: Session, actor: Actor, *, module: str, today: dt.date) -> Owed:
    """The assignment this person's work counts for today; refused where nothing is owed."""
    assigned = queries.module_assignments(session, actor.person_id, module)
    mine = [each for each in assigned if not each.is_withdrawn]
    waiting = [each for each in mine if each.completion is None]
    opened = [each for each in waiting if each.assignment.opens_on <= today]
    done = [each for each in mine if each.completion is not None]
    if opened:
        return opened[0]
    if done:
        return done[-1]
    if waiting:
        opens = long_day(waiting[0].assignment.opens_on, today=today)
        raise Refused(f"This module opens on {opens}.", kind="conflict")
    raise Refused(
        "This module is not one of yours. Ask the Town Clerk if you think it should be.", kind="not found"
    )


def _is_to_renew(owed: Owed, *, today: dt.date) -> bool:
    """Whether this was done, and may be done again today: the daily run may be late in saying so."""
    return owed.completion is not None and owed.window_on is not None and owed.window_on <= today


def begin(session: Session, actor: Actor, *, library: CouncilLibrary, module: str, now: dt.datetime) -> Way:
    """The way with its run opened: the content is pinned and a snapshot of it kept."""
    here = way(session, actor, library=library, module=module, now=now)
    if here.is_renewal:
        here = _renewed(session, actor, library=library, module=module, now=now)
    if here.run is not None:
        return here
    run = ModuleRun(
        id=secrets.token_hex(16),
        person_id=actor.person_id,
        assignment_id=here.owed.assignment.id,
        module=module,
        module_digest=snapshots.keep(session, kind="module", text=canonical(here.module), now=now),
        quiz_digest=snapshots.keep(session, kind="quiz", text=canonical(here.bank), now=now),
        started_at=now,
    )
    session.add(run)
    session.flush()
    return Way(here.owed, run, here.module, here.bank, ())


def _renewed(
    session: Session, actor: Actor, *, library: CouncilLibrary, module: str, now: dt.datetime
) -> Way:
    """The way with its renewal written down, as the daily run would have done."""
    programme.bring_up_to_date(session, library=library, today=day_of(now), now=now, people=[actor.person_id])
    here = way(session, actor, library=library, module=module, now=now)
    if here.owed.completion is not None:
        raise AlreadyDone("You have already completed this module.")
    return here


def choose(
    session: Session, actor: Actor, *, library: CouncilLibrary, module: str, made: Made, now: dt.datetime
) -> Way:
    """Record a choice at the scene that waits. The same choice again changes nothing."""
    here = begin(session, actor, library=library, module=module, now=now)
    paths.check_choice(here.module, here.made, made)
    if made in here.made:
        return here
    if here.owed.completion is not None:
        raise AlreadyDone("You have already completed this module.")
    assert here.run is not None, "begin opens one"
    step = 1 + sum(each.scenario == made.scenario for each in here.made)
    session.add(
        SceneChoice(
            id=secrets.token_hex(16),
            run_id=here.run.id,
            scenario=made.scenario,
            scene=made.scene,
            choice=made.choice,
            step=step,
            at=now,
        )
    )
    session.flush()
    return Way(here.owed, here.run, here.module, here.bank, (*here.made, made))
