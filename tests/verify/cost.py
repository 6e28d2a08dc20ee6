"""What understanding costs, in CPU seconds and memory: a short article, 1 MB, 10 MB, a long stream, two jobs.

    python3 tests/verify/cost.py target/release/onrecord SHARED [STREAM_MB]

SHARED is as for news.py. The stream has 100 MB if nothing else is said. Wall-clock time only counts for two jobs against
one, so nothing else should run then; CPU seconds are user and system together, the best of three where it is quick.
"""

import os
import subprocess
import sys
import tempfile
import time

import news

MB = 1_000_000


def run(*command):
    """CPU seconds, peak memory in MB, wall-clock seconds."""
    start = time.monotonic()
    with open(os.devnull, "w") as sink:
        child = subprocess.Popen(command, stdout=sink)
        _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, time.monotonic() - start


def best(times, *command):
    return min(run(*command) for _ in range(times))


def main():
    program, shared = sys.argv[1:3]
    stream = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    with tempfile.TemporaryDirectory() as folder:
        path = lambda name: os.path.join(folder, name)
        article = os.path.join(shared, "briefings", "lavrov-blinken.txt")
        cold, _, _ = best(10, program, "analyze", "--jobs", "1", article)
        nothing, _, _ = best(10, program, "--version")
        print(f"article of {os.path.getsize(article):,} bytes, cold: {cold * 1000:.0f} ms (the program alone {nothing * 1000:.0f} ms)")
        news.write(shared, MB, path("1"))
        one, memory, _ = best(3, program, "analyze", "--jobs", "1", path("1"))
        print(f"1 MB: {one:.2f} s, {memory:.0f} MB (at most {12 + 60})")
        news.write(shared, 10 * MB, path("10"))
        ten, memory, _ = run(program, "analyze", "--jobs", "1", path("10"))
        print(f"10 MB: {ten:.2f} s, {ten / one:.1f} times 1 MB (at most 11), {memory:.0f} MB (at most {120 + 60})")
        news.write(shared, 4 * MB, path("many.jsonl"), jsonl=True)
        _, _, alone = run(program, "analyze", "--jobs", "1", path("many.jsonl"))
        _, _, both = run(program, "analyze", "--jobs", "2", path("many.jsonl"))
        print(f"4 MB of articles, wall clock: {alone:.2f} s with one job, {both:.2f} s with two: {alone / both:.2f} times")
        for size in (stream // 10, stream):
            news.write(shared, size * MB, path("stream.jsonl"), jsonl=True)
            seconds, memory, _ = run(program, "analyze", "--jobs", "2", path("stream.jsonl"))
            print(f"stream of {size} MB: {seconds:.0f} s, {memory:.0f} MB")


if __name__ == "__main__":
    main()
