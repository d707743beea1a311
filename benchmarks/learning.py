"""How fast a learner's pages and forms are: one at a time, many at once, and a whole training."""

import datetime as dt
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import bare, council, serving
from benchmarks.council import MODULE, PASSWORD, POLICY, name_of
from benchmarks.outside import Answer, Browser
from benchmarks.serving import Served
from benchmarks.table import Row, at_least, at_most
from benchmarks.timing import Times, in_turn, rate, request_for, time_of, together
from lms.services import attempts


@dataclass(frozen=True)
class Sizes:
    """How often each thing is done, and how large the council is."""

    pages: int = 200
    flows: int = 12
    acknowledgements: int = 40
    at_once: int = 200
    sign_ins: int = 160


SMALL = Sizes(pages=10, flows=1, acknowledgements=2, at_once=6, sign_ins=4)


@dataclass(frozen=True)
class Stage:
    """Both servers with people who are signed in; ``answers`` is the key to the quiz."""

    ours: Served
    floor: Served
    answers: dict[str, dict[str, council.Fields]]
    scene: str
    attempt: str
    sizes: Sizes

    def person(self, number: int) -> Browser:
        browser = Browser(self.ours.port)
        assert browser.sign_in(name_of(number), PASSWORD).status == 303
        browser.get("/")
        return browser

    def at_floor(self, number: int) -> Browser:
        browser = Browser(self.floor.port)
        assert browser.sign_in(name_of(number), bare.PASSWORD).status == 303
        browser.get("/page")
        return browser


@contextmanager
def staged(folder: Path, sizes: Sizes) -> Iterator[Stage]:
    """Person 0 is in the quiz; the next ones do whole trainings, acknowledge, and submit all at once."""
    now = dt.datetime.now(dt.UTC)
    people = 2 + sizes.flows + sizes.acknowledgements + sizes.at_once
    database, library = council.make(folder, count=people, now=now)
    with database.writing() as session:
        actor = council.actor_named(session, name_of(0))
        council.play(session, actor, library=library, now=now)
        attempt = attempts.start(session, actor, library=library, module=MODULE, now=now)
    database.dispose()
    module = library.modules[MODULE]
    story = module.scenarios[0]
    bare.fill(str(folder / "bare.sqlite3"), people=people)
    with serving.product(folder) as ours, serving.bare(folder) as floor:
        answers = council.answer_key(library.bank_of(module))
        scene = f"/modules/{MODULE}/scenes/{story.id}.{story.scenes[0].id}"
        yield Stage(ours, floor, answers, scene, attempt.id, sizes)


def pages(stage: Stage) -> list[Row]:
    """Each page that a learner opens, one after the other, against the bare page."""
    mine, at_floor = stage.person(0), stage.at_floor(0)
    fresh = stage.person(2)
    bare_page = request_for(at_floor, "/page")
    asked = {
        "home": request_for(mine, "/"),
        "a module's first page": request_for(mine, f"/modules/{MODULE}"),
        "a scene": request_for(fresh, stage.scene),
        "a consequence": request_for(mine, stage.scene),
        "a question": request_for(mine, f"/attempts/{stage.attempt}/questions/1"),
        "my record": request_for(mine, "/record"),
        "the policy": request_for(mine, f"/policies/{POLICY}"),
    }
    ports = [stage.floor.port, *[stage.ours.port] * len(asked)]
    floor, *ours = in_turn(list(zip(ports, [bare_page, *asked.values()], strict=True)), stage.sizes.pages)
    rows = [
        at_most(f"{name}, p50", each.p50, floor.p50, times=4) for name, each in zip(asked, ours, strict=True)
    ]
    most = rate(stage.ours.port, asked["home"], count=stage.sizes.pages * 4, at_once=8)
    least = rate(stage.floor.port, bare_page, count=stage.sizes.pages * 4, at_once=8)
    why = "A line stays with the process that took it: with all eight at one of the two, the other is idle."
    at_once = at_least("pages, 8 at a time (home)", most, least, times=1 / 3, why=why)
    return [*rows, _spread(ours, floor), at_once]


def _spread(ours: Sequence[Times], floor: Times) -> Row:
    """How far the slowest of every twenty falls behind, on the page where that is worst."""
    worst = max(each.p95 / each.p50 for each in ours)
    what = "p95 ÷ own p50, the worst page (floor: the bare page's)"
    why = (
        "The machine was busy with other work: the bare page falls behind too."
        if floor.p95 > 2 * floor.p50
        else ""
    )
    return Row(what, worst, floor.p95 / floor.p50, "×", "≤ 2", worst <= 2, why)


def flow(stage: Stage) -> list[Row]:
    """Sign in, home, every scene, the quiz, the result and the certificate; then the same requests, bare."""
    steps: list[str] = []
    _train(stage, 1, steps)
    _same(stage, 1, steps)  # both have now loaded all that they load once
    numbers = range(2, stage.sizes.flows + 2)
    pairs = [
        (time_of(partial(_train, stage, n, [])), time_of(partial(_same, stage, n, steps))) for n in numbers
    ]
    ours, floor = (Times(each) for each in zip(*pairs, strict=True))
    why = "Each scene and each question is a page of its own, and the floor's pages render next to nothing."
    return [at_most(f"a whole training, {len(steps)} requests", ours.p50, floor.p50, times=1.8, why=why)]


def _train(stage: Stage, number: int, steps: list[str]) -> None:
    browser = Browser(stage.ours.port)

    def get(path: str, kind: str = "page") -> Answer:
        answer = browser.get(path)
        steps.append(kind)
        while answer.status in (302, 303):
            answer = browser.get(answer.location)
            steps.append("page")
        assert answer.status == 200, (path, answer.status)
        return answer

    def post(path: str, fields: list[tuple[str, str]], kind: str = "save") -> str:
        steps.append(kind)
        answer = browser.post(path, fields)
        assert answer.status == 303, (path, answer.status, answer.heading)
        return answer.location

    get("/sign-in", "sign-in page")
    get(post("/sign-in", [("email", name_of(number)), ("password", PASSWORD)], "sign-in"))
    page = get(f"/modules/{MODULE}").onward
    while "/quiz" not in page:
        here = get(page)
        page = post(page, [("choice", here.choices[0])]) if here.choices else here.onward
    get(page)
    page = post(page, [])
    here = get(page)
    attempt = page.rpartition("/")[2]
    for n in range(1, 1000):
        fits = next(
            (each["right"] for stem, each in stage.answers.items() if stem.startswith(here.heading)), None
        )
        if fits is None:
            break
        here = get(post(f"/attempts/{attempt}/questions/{n}", fits))
    result = get(post(f"/attempts/{attempt}/finish", []))
    number_at = result.body.partition("/certificates/")[2].partition('"')[0].removesuffix(".pdf")
    get(f"/certificates/{number_at}.pdf", "paper")


def _same(stage: Stage, number: int, steps: list[str]) -> None:
    browser = Browser(stage.floor.port)
    acts: dict[str, Callable[[], Answer]] = {
        "sign-in page": lambda: browser.get("/sign-in"),
        "sign-in": lambda: browser.post(
            "/sign-in", [("email", name_of(number)), ("password", bare.PASSWORD)]
        ),
        "page": lambda: browser.get("/page"),
        "save": lambda: browser.post("/save"),
        "paper": lambda: browser.get("/paper.pdf"),
    }
    for step in steps:
        assert acts[step]().status in (200, 303), step


def acknowledging(stage: Stage) -> list[Row]:
    """The POST, with its one durable commit."""
    first = 2 + stage.sizes.flows
    page = f"/policies/{POLICY}/acknowledge"
    ours, floor = [], []
    at_floor = stage.at_floor(0)
    for number in range(first, first + stage.sizes.acknowledgements):
        browser = stage.person(number)
        fields = [("seen", browser.get(page).seen), ("agreed", "yes")]
        answer = browser.post(page, fields)
        assert answer.status == 303, answer.heading
        ours.append(answer.seconds)
        floor.append(at_floor.post("/save").seconds)
    why = "Beside the acknowledgement it writes the ledger's leaf and the dates that follow for the person."
    return [at_most("acknowledge, POST", Times(ours).p50, Times(floor).p50, times=4, why=why)]


def crowd(stage: Stage) -> list[Row]:
    """Everybody in the hall presses Acknowledge at the same moment."""
    first = 2 + stage.sizes.flows + stage.sizes.acknowledgements
    page = f"/policies/{POLICY}/acknowledge"
    acts, bare_acts = [], []
    for number in range(first, first + stage.sizes.at_once):
        browser, at_floor = stage.person(number), stage.at_floor(number)
        fields = [("seen", browser.get(page).seen), ("agreed", "yes")]
        browser.close()
        at_floor.close()
        acts.append(lambda browser=browser, fields=fields: browser.post(page, fields).status)
        bare_acts.append(lambda at_floor=at_floor: at_floor.post("/save").status)
    floor, _ = together(bare_acts)
    ours, statuses = together(acts)
    refused = sum(status != 303 for status in statuses)
    what = f"{stage.sizes.at_once} people submit at once, drained ({refused} refused)"
    why = "One at a time, each writes a ledger's leaf and the dates that follow: 25 statements, the bare's are two."
    row = at_most(what, ours, floor, times=2.5, why=why)
    return [row if not refused else Row(row.what, ours, floor, "s", "0 refused", is_met=False)]


def signing_in(stage: Stage) -> list[Row]:
    """Right passwords, sixteen at a time."""

    def rate_of(port: int) -> float:
        browsers = [Browser(port) for _ in range(stage.sizes.sign_ins)]
        for browser in browsers:
            browser.get("/sign-in")
            browser.close()
        acts = [
            lambda browser=browser, n=n: (
                browser.post(
                    "/sign-in", [("email", name_of(n % (stage.sizes.at_once + 1))), ("password", PASSWORD)]
                ).status
            )
            for n, browser in enumerate(browsers)
        ]
        seconds, statuses = together(acts, at_once=16)
        assert set(statuses) == {303}, statuses
        return len(acts) / seconds

    floor = rate_of(stage.floor.port)
    return [at_least("sign-ins, 16 at a time", rate_of(stage.ours.port), floor, times=0.7)]


PARTS = (pages, flow, acknowledging, crowd, signing_in)


def run(folder: Path, *, is_quick: bool) -> list[Row]:
    folder = folder / secrets.token_hex(4)
    folder.mkdir()
    with staged(folder, SMALL if is_quick else Sizes()) as stage:
        return [row for part in PARTS for row in part(stage)]
