"""Every address, who may open it and who may send to it: the document that the served routes are held to.

A new route needs a line here, or the tests fail. Roles are those of the table of roles; whoever holds any
role is a learner too. ``{…}`` stands for a thing of the stage (`stage._things`), which belongs to the one
named by ``whose``; everybody else gets a 404 for it, unless their role is in ``others``.
"""

from dataclasses import dataclass, field

ANYONE = frozenset({"anyone"})
LEARNERS = frozenset({"learner", "other learner", "deputy", "clerk", "auditor", "countersigner"})
DESK = frozenset({"deputy", "clerk", "auditor"})
OFFICE = frozenset({"deputy", "clerk"})
CLERK = frozenset({"clerk"})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Route:
    """``get`` and ``post`` are who may; None: the method is not there. ``shows`` are the answers to a GET."""

    path: str
    get: frozenset[str] | None = None
    post: frozenset[str] | None = None
    whose: str | None = None
    others: frozenset[str] = NOBODY
    shows: tuple[int, ...] = (200,)
    sends: dict[str, str] = field(default_factory=dict)
    notes_on_get: bool = False  # a GET that keeps a note of itself, such as an export's ledger entry


ROUTES: dict[str, Route] = {
    # For anybody
    "/sign-in": Route("/sign-in", ANYONE, ANYONE, shows=(200, 303)),
    "/sign-out": Route("/sign-out", ANYONE, ANYONE),
    "/invitation/<token>": Route("/invitation/{invitation}", ANYONE, ANYONE),
    "/accessibility": Route("/accessibility", ANYONE),
    "/privacy": Route("/privacy", ANYONE),
    "/healthz": Route("/healthz", ANYONE),
    "/council.css": Route("/council.css", ANYONE),
    "/static/<path:name>": Route("/static/app.css", ANYONE),
    "/verify": Route("/verify", ANYONE),
    "/verify/<number>": Route("/verify/{certificate}", ANYONE),
    # Only in a demonstration
    "/demo": Route("/demo", ANYONE, ANYONE),
    "/demo/sign-in/<person>": Route("/demo/sign-in/learner", None, ANYONE),
    # A person's own
    "/": Route("/", LEARNERS),
    "/record": Route("/record", LEARNERS),
    "/modules/<module>": Route("/modules/{module}", LEARNERS, shows=(200, 303)),
    "/modules/<module>/leave": Route("/modules/{module}/leave", LEARNERS, shows=(200, 303)),
    "/modules/<module>/scenes/<scene>": Route(
        "/modules/{module}/scenes/{scene}", LEARNERS, LEARNERS, shows=(200, 303)
    ),
    "/modules/<module>/debriefs/<scenario>": Route(
        "/modules/{module}/debriefs/{scenario}", LEARNERS, shows=(200, 303)
    ),
    "/modules/<module>/quiz": Route("/modules/{module}/quiz", LEARNERS, LEARNERS, shows=(200, 303)),
    "/attempts/<attempt>": Route("/attempts/{finished}", LEARNERS, whose="learner"),
    "/attempts/<attempt>/questions/<int:n>": Route(
        "/attempts/{attempt}/questions/1", LEARNERS, LEARNERS, whose="other learner"
    ),
    "/attempts/<attempt>/check": Route(
        "/attempts/{attempt}/check", LEARNERS, whose="other learner", shows=(200, 303)
    ),
    "/attempts/<attempt>/finish": Route("/attempts/{attempt}/finish", None, LEARNERS, whose="other learner"),
    "/attempts/<attempt>/reread": Route("/attempts/{finished}/reread", None, LEARNERS, whose="learner"),
    "/policies/<policy>": Route("/policies/{policy}", LEARNERS),
    "/policies/<policy>/acknowledge": Route(
        "/policies/{policy}/acknowledge", LEARNERS, LEARNERS, shows=(200, 303)
    ),
    "/policies/<policy>/leave": Route("/policies/{policy}/leave", LEARNERS),
    "/policies/<policy>/ask": Route("/policies/{policy}/ask", LEARNERS, LEARNERS),
    "/policies/<policy>/decline": Route("/policies/{policy}/decline", LEARNERS, LEARNERS),
    "/policies/<policy>/acknowledgement.pdf": Route(
        "/policies/{policy}/acknowledgement.pdf", LEARNERS, shows=(200, 404)
    ),
    "/certificates/<number>": Route("/certificates/{certificate}", LEARNERS, whose="learner", others=DESK),
    "/certificates/<number>.pdf": Route(
        "/certificates/{certificate}.pdf", LEARNERS, whose="learner", others=DESK
    ),
    # The clerk's desk
    "/clerk": Route("/clerk", DESK, shows=(302,)),
    "/clerk/completions": Route("/clerk/completions", DESK),
    "/clerk/completions.<any(csv, xlsx, pdf):form>": Route("/clerk/completions.csv", DESK, notes_on_get=True),
    "/clerk/people": Route("/clerk/people", DESK),
    "/clerk/people/<person_id>": Route("/clerk/people/{person}", DESK),
    "/clerk/people/<person_id>/dates/<assignment_id>": Route(
        "/clerk/people/{other}/dates/{assignment}", OFFICE, OFFICE
    ),
    "/clerk/people/<person_id>/attempts/<assignment_id>": Route(
        "/clerk/people/{other}/attempts/{assignment}", OFFICE, OFFICE
    ),
    "/clerk/people/<person_id>/answers/<attempt_id>": Route(
        "/clerk/people/{person}/answers/{finished}", DESK
    ),
    "/clerk/people/<person_id>/leaving": Route("/clerk/people/{other}/leaving", OFFICE, OFFICE),
}
