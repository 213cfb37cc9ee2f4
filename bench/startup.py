"""What does the module cost at the start? Imports in fresh processes, the first explorer of a new kernel.

.venv/bin/python bench/startup.py
"""

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from jupyter_client.manager import KernelManager

ROOT = Path(__file__).resolve().parents[1]
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
IMPORTS = {
    "nothing": "pass",
    "import aftercoup": "import aftercoup",
    "import matplotlib.pyplot": "import matplotlib.pyplot",
}
FIRST_CHARTS = ("explore_waiting", "explore_timeline")
FIRST = "import aftercoup as ac\nac.{name}()"
CELLS = {"1 (the bare kernel)": "1"} | {
    f"first cell with {name}": FIRST.format(name=name) for name in FIRST_CHARTS
}
AIM = 0.4  # of the kernel's own start


def fresh_process(code: str) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return (time.perf_counter() - begin) * 1000


def kernel(code: str) -> float:
    """Milliseconds from the start of a kernel to the output of its first cell."""
    begin = time.perf_counter()
    manager = KernelManager()
    manager.start_kernel(stderr=subprocess.DEVNULL)  # its remarks are not what is measured
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(60)
        seen: list[tuple[str, float]] = []
        client.execute_interactive(
            code,
            timeout=60,
            output_hook=lambda message: seen.append((message["msg_type"], time.perf_counter())),
        )
        took = next((at for kind, at in seen if kind == "execute_result"), None)
        assert took, f"no result: {seen}"
        return (took - begin) * 1000
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def medians(measure: Callable[[str], float], cases: dict[str, str], rounds: int) -> dict[str, float]:
    """The median of each case; the cases take turns, so that a busy moment touches all of them."""
    took: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, code in cases.items():
            took[name].append(measure(code))
    return {name: statistics.median(values) for name, values in took.items()}


def main() -> None:
    for code in IMPORTS.values():
        fresh_process(code)  # once, so that compiled files are there for all
    imports = medians(fresh_process, IMPORTS, 9)
    bare = imports["nothing"]
    print(
        f"Medians in milliseconds, Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f}.\n\n"
        "| fresh process | whole | beyond Python itself |\n|---|---|---|"
    )
    for name, took in imports.items():
        print(f"| {name} | {took:.0f} | {took - bare:.0f} |")
    ratio = imports["import matplotlib.pyplot"] / imports["import aftercoup"]
    print(
        f"\nA process that imports matplotlib.pyplot takes {ratio:.0f} times as long "
        "as one that imports aftercoup.\n"
    )
    for code in CELLS.values():
        kernel(code)  # once, so that compiled files are there for all
    kernels = medians(kernel, CELLS, 5)
    floor = next(iter(kernels.values()))
    print(
        "| kernel start to first output | whole | beyond the bare kernel | of its start |\n|---|---|---|---|"
    )
    for name, took in kernels.items():
        print(f"| {name} | {took:.0f} | {took - floor:.0f} | {took / floor - 1:.2f} |")
    worst = max(took for name, took in kernels.items() if name.startswith("first")) / floor - 1
    print(
        f"\n- first explorer in at most {AIM} times the kernel's own start: "
        f"{'met' if worst <= AIM else 'NOT met'} ({worst:.2f} times for the slowest)"
    )


if __name__ == "__main__":
    main()
