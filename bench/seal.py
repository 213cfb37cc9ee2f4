"""How long is it to find an answer by trying? The sheets' digests beside a salted SHA-256, in one run."""

import hashlib
import statistics
import time

from aftercoup.answers.seal import COST, seal

TO_TRY = {
    "a choice of four": 4,
    "orders of five": 120,
    "states of the world": 193,
    "days of a century": 36_525,
}


def seconds(function, times):
    """Median seconds of one call, of five rounds."""
    rounds = []
    for _ in range(5):
        start = time.perf_counter()
        for number in range(times):
            function(f"form {number}", "salt")
        rounds.append((time.perf_counter() - start) / times)
    return statistics.median(rounds)


def quick(form, salt):
    """The baseline: what a salted digest of the usual kind costs."""
    return hashlib.sha256(f"{salt}{form}".encode()).hexdigest()


def main():
    """Print the table of bench/README.md."""
    ours, plain = seconds(seal, 20), seconds(quick, 20_000)
    print(f"scrypt {COST}: {ours * 1000:.1f} ms a try; salted SHA-256: {plain * 1e6:.1f} microseconds")
    print(f"ratio {ours / plain:,.0f}\n")
    print("| to try | ours, seconds | SHA-256, seconds |\n|---|---|---|")
    for name, number in TO_TRY.items():
        print(f"| {name}, {number:,} | {number * ours:,.2f} | {number * plain:.4f} |")
    met = TO_TRY["days of a century"] * ours > 60
    print(f"\n- all days of a century take more than a minute: {'met' if met else 'NOT MET'}")


if __name__ == "__main__":
    main()
