"""What the parts of the benchmark share: measured runs of commands, the table, repositories."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

DEVNULL = os.open(os.devnull, os.O_RDWR)
TIMER = shutil.which("time")


# MARK: Measuring


class Sample:
    """Runs of one command: wall and CPU milliseconds with their medians, peak memory in MB."""

    def __init__(self, walls, cpus, peak):
        self.walls, self.cpus = walls, cpus
        self.wall = statistics.median(walls)
        self.cpu = statistics.median(cpus)
        self.peak = peak


def run_once(command):
    actions = [(os.POSIX_SPAWN_DUP2, DEVNULL, stream) for stream in (0, 1, 2)]
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1, 3):
        sys.exit(f"bench: '{' '.join(command)}' failed")
    return wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000


def peak_of(command):
    """The peak memory; the small timer starts the command, since a child inherits a peak."""
    if TIMER is None:
        return None
    with tempfile.NamedTemporaryFile("r") as report:
        subprocess.run(
            [TIMER, "-f", "%M", "-o", report.name, *command],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        return int(report.read().split()[-1]) / 1024


def measure(runs, *commands):
    """Samples of several commands, run in turn, so that all meet the same load."""
    for command in commands:
        run_once(command)
    rounds = [[run_once(command) for command in commands] for _ in range(runs)]
    return [
        Sample([turn[i][0] for turn in rounds], [turn[i][1] for turn in rounds], peak_of(command))
        for i, command in enumerate(commands)
    ]


class Table:
    def __init__(self):
        print(f"{'case':<46} {'wall ms':>9} {'cpu ms':>8} {'peak MB':>8}  target")

    def heading(self, text):
        print(f"\n{text}")

    def row(self, name, sample, limit=None, megabytes=None, baseline=None, cpu_of=None):
        """Prints a row; with a baseline, `limit` is a ratio, else milliseconds.

        The ratio is that of the times to git's, or of the CPU times to those of `cpu_of`.
        """
        targets, misses = [], []
        if baseline is not None:
            ours, theirs = (
                (sample.cpus, baseline.cpus) if cpu_of else (sample.walls, baseline.walls))
            ratio = statistics.median(a / b for a, b in zip(ours, theirs))
            other = f"{cpu_of}'s CPU" if cpu_of else "git"
            targets.append(f"{ratio:.2f} x {other}" + (f" (<= {limit:.1f})" if limit else ""))
            misses += ["time"] if limit and ratio > limit else []
        elif limit is not None:
            targets.append(f"< {limit} ms")
            misses += ["time"] if sample.wall >= limit else []
        if megabytes is not None and sample.peak is not None:
            targets.append(f"< {megabytes} MB")
            misses += ["memory"] if sample.peak >= megabytes else []
        peak = "-" if sample.peak is None else f"{sample.peak:.1f}"
        mark = f"  MISSED: {', '.join(misses)}" if misses else ""
        print(
            f"{name:<46} {sample.wall:>9.2f} {sample.cpu:>8.1f} {peak:>8}  "
            f"{', '.join(targets)}{mark}", flush=True)


# MARK: Repositories


class Repository:
    """A bare repository made of commits with given files."""

    def __init__(self, path):
        self.path = path
        git("init", "--quiet", "--bare", path)
        self.importer = subprocess.Popen(
            ["git", "-C", path, "fast-import", "--quiet"], stdin=subprocess.PIPE)

    def commit(self, tag, files, parent=None):
        self.send(f"commit refs/tags/{tag}\ncommitter Bench <bench@localhost> 1767225600 +0000\n")
        self.send("data 0\n" + (f"from refs/tags/{parent}\n" if parent else ""))
        for path, content in files:
            self.send(f"M 100644 inline {path}\ndata {len(content)}\n")
            self.importer.stdin.write(content + b"\n")

    def advance(self, path, content, day, tag=None):
        """Adds a commit of one changed file to the branch main, and a tag of it."""
        self.send(f"commit refs/heads/main\ncommitter Bench <bench@localhost> {day} +0000\ndata 0\n")
        self.send(f"M 100644 inline {path}\ndata {len(content)}\n")
        self.importer.stdin.write(content + b"\n")
        if tag:
            self.send(f"reset refs/tags/{tag}\nfrom refs/heads/main\n\n")

    def pair(self, name, files_before, files_after):
        self.commit(f"{name}-before", files_before)
        self.commit(f"{name}-after", files_after, parent=f"{name}-before")

    def finish(self):
        self.importer.stdin.close()
        self.importer.wait()

    def send(self, text):
        self.importer.stdin.write(text.encode())


def git(*arguments):
    subprocess.run(["git", *arguments], check=True, stdout=subprocess.DEVNULL)
