"""How large a hub has to be: from what one student was measured to use (hub_trial.py) to machines."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

CLASSES = (50, 500, 5000)
ROOM = 1.3  # memory: this much more than measured, for bigger cells and for what a system keeps in reserve
SYSTEM = 2.0  # GB for the system, the hub and the proxy
BELL = 300  # seconds in which all of a class that begins together have started and run a lesson
BUSY = 0.7  # a core that is planned to be busier than this makes people wait
MACHINES = (2, 4, 8, 16, 32, 64, 128, 256)  # GB of memory as they can be rented


class Student(NamedTuple):
    """What one student used: MB of memory, and seconds of processor from the log-in to the last cell."""

    memory: float
    processor: float


def used(student: Student) -> str:
    """What one student used, as a table."""
    return (
        "| one student | |\n|:--|--:|\n"
        f"| memory: server, and kernels of lesson and exercise | {student.memory:.0f} MB |\n"
        f"| from the log-in to the last cell, with the share of hub and proxy | {student.processor:.1f} s of processor |"
    )


def gigabytes(student: Student, present: int) -> float:
    """GB of memory for so many students at once."""
    return present * student.memory * ROOM / 1000 + SYSTEM


def cores(student: Student, present: int) -> int:
    """Cores for a class that begins together."""
    return max(2, ceil(present * student.processor / (BELL * BUSY)))


def way(memory: float) -> str:
    """What to run for so much memory."""
    machine = next((size for size in MACHINES if size >= memory), None)
    if machine and machine <= 64:
        return f"one machine of {machine} GB"
    nodes = ceil(memory / 60)  # of 64 GB, some of which Kubernetes keeps for itself
    return f"Kubernetes, {nodes} machines of 64 GB" + (f", or one of {machine} GB" if machine else "")


def table(student: Student, classes: tuple[int, ...] = CLASSES) -> str:
    """The sizes for classes, once with all students there at the same time and once with half of them."""
    rows = [
        "| students | there at once | memory, GB | cores at the bell | what to run |",
        "|--:|--:|--:|--:|:--|",
    ]
    for count in classes:
        for present in (count, ceil(count / 2)):
            memory, bell = gigabytes(student, present), cores(student, present)
            rows.append(f"| {count:,} | {present:,} | {ceil(memory):,} | {bell:,} | {way(memory)} |")
    return "\n".join(rows)
