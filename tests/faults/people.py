"""The people outside: many browsers doing their training at once, who note down whatever was acknowledged.

Run as a process of its own: what to do comes as JSON on the first line of standard input, any second line
says to finish. It knows the server by its pages alone. Every form is sent again, unchanged, until an answer
comes, and only what was answered is noted; a file grows by a byte for each, and the notes are printed as JSON
at the end.
"""

import json
import queue
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.outside import Answer, Browser, Gone

PATIENCE_SECONDS = 60
ASKED_AGAIN_TRIES = 10
BETWEEN_TRIES = 0.05  # often enough to be there when it starts, seldom enough to let it start


@dataclass
class Notes:
    """What was acknowledged, in order; ``again`` counts forms sent more than once; ``odd`` is what should not be."""

    kept: list[dict[str, Any]] = field(default_factory=list)
    again: int = 0
    busy: int = 0
    odd: list[str] = field(default_factory=list)
    was_ended: bool = False


class Stopped(Exception):
    """The time is over; what was not begun is not done."""


class Someone:
    """One of the people, with a browser that never gives up."""

    def __init__(self, key: str, task: dict[str, Any], notes: Notes, over: threading.Event) -> None:
        self.key, self.task, self.notes, self.over = key, task, notes, over
        self.browser = Browser(task["port"])

    def live(self) -> None:
        self.get("/sign-in")
        fields = [("email", self.key), ("password", self.task["password"])]
        if self.submit("/sign-in", fields, expect=303).status == 429:
            self.notes.odd.pop()  # each try that a kill cut off counted as one; another person comes first
            return
        parts = [self.acknowledge, self.train]
        for part in parts if sum(self.key.encode()) % 2 else reversed(parts):
            part()

    def train(self) -> None:
        if self.play():
            self.quiz()

    def play(self) -> bool:
        """Go through the scenes; whether the quiz was reached."""
        module, done = self.task["module"], set()
        page = self.get(f"/modules/{module}").onward
        while "/scenes/" in page or "/debriefs/" in page:
            answer = self.get(page)
            tries = 0
            while page in done and answer.choices and tries < ASKED_AGAIN_TRIES:
                tries, answer = tries + 1, self.get(page)
                time.sleep(0.02)
            if page in done and answer.choices:
                self.notes.odd.append(f"{self.key} was asked again at {page}")
                return False
            if answer.choices:
                choice = answer.choices[len(self.key + page) % len(answer.choices)]
                self.submit(page, [("choice", choice)], expect=303)
                scenario, _, scene = page.rpartition("/")[2].partition(".")
                self.keep(kind="choice", scenario=scenario, scene=scene, choice=choice)
                done.add(page)
            else:
                page = answer.onward
        return True

    def quiz(self) -> None:
        self.get(f"/modules/{self.task['module']}/quiz")
        begun = self.submit(f"/modules/{self.task['module']}/quiz", [], expect=303)
        attempt = begun.location.rpartition("/")[2]
        self.keep(kind="start", attempt=attempt)
        for n in range(1, self.task["questions"] + 1):
            page = f"/attempts/{attempt}/questions/{n}"
            fits = self.answer_to(self.get(page).heading)
            # Some think again, so that the last answer has to be the one that counts.
            for which in ("wrong", "right") if (n + len(self.key)) % 4 == 0 else ("right",):
                self.submit(page, fits[which], expect=303)
                self.keep(kind="answer", attempt=attempt, n=n, fields=fits[which])
        finished = self.submit(f"/attempts/{attempt}/finish", [], expect=303)
        if finished.status == 303:
            self.keep(kind="completion", attempt=attempt)

    def answer_to(self, heading: str) -> Any:
        """From the key; a page may say beside its heading how many to choose."""
        for stem, fields in self.task["answers"].items():
            if heading and stem.startswith(heading):
                return fields
        raise LookupError(f"there is no answer to {heading!r}")

    def acknowledge(self) -> None:
        page = f"/policies/{self.task['policy']}/acknowledge"
        seen = self.get(page).seen
        self.submit(page, [("seen", seen), ("agreed", "yes")], expect=303)
        self.keep(kind="acknowledgement")
        words = f"What does this mean for {self.key}?"
        fields = [
            ("key", f"key-of-{self.key.partition('@')[0]}"),
            ("clause", self.task["clause"]),
            ("question", words),
        ]
        self.submit(f"/policies/{self.task['policy']}/ask", fields, expect=200)
        self.keep(kind="question", words=words)

    def keep(self, **what: Any) -> None:
        if self.last.status < 400:
            self.notes.kept.append({"who": self.key, **what})
            with Path(self.task["tally"]).open("ab", buffering=0) as tally:
                tally.write(b".")

    def get(self, path: str) -> Answer:
        answer = self._until_answered(lambda: self.browser.follow(path))
        if answer.status != 200:
            self.notes.odd.append(f"GET {path}: {answer.status}")
        return answer

    def submit(self, path: str, fields: list[Any], *, expect: int) -> Answer:
        if self.over.is_set():
            raise Stopped
        self.last = self._until_answered(lambda: self.browser.post(path, fields))
        if self.last.status != expect:
            self.notes.odd.append(f"POST {path}: {self.last.status} {self.last.heading}")
        return self.last

    def _until_answered(self, ask: Any) -> Answer:
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer: Answer = ask()
                if answer.status != 503:
                    return answer
                self.notes.busy += 1
            except Gone:
                self.notes.again += 1
            if time.monotonic() > until:
                raise TimeoutError("nobody answered")
            time.sleep(BETWEEN_TRIES)


def _work(waiting: "queue.Queue[str]", task: dict[str, Any], notes: Notes, over: threading.Event) -> None:
    while not over.is_set():
        try:
            key = waiting.get_nowait()
        except queue.Empty:
            return
        try:
            Someone(key, task, notes, over).live()
        except Stopped:
            return
        except Exception as fault:
            notes.odd.append(f"{key}: {fault!r}")


def main() -> None:
    task = json.loads(sys.stdin.readline())
    notes, over = Notes(), threading.Event()
    waiting: queue.Queue[str] = queue.Queue()
    for key in task["people"]:
        waiting.put(key)
    workers = [
        threading.Thread(target=_work, args=(waiting, task, notes, over)) for _ in range(task["at_once"])
    ]
    for worker in workers:
        worker.start()
    sys.stdin.readline()
    notes.was_ended = any(worker.is_alive() for worker in workers)
    over.set()
    for worker in workers:
        worker.join()
    print(json.dumps(asdict(notes)))


if __name__ == "__main__":
    main()
