"""The container built and run for real, with Docker, and asked for every file of the release.

    python -m tests.hosting.container [RELEASES]

By hand, for it takes minutes and Docker. The two commands are those that the Containerfile itself
names. Where the registry of its image is out of reach, the image is first made under its name from
the packages that it consists of (as root, with debootstrap); what is printed says so.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from time import sleep

from builder import hosting, release
from tests.hosting.asking import ask, faults, running

ROOT = Path(__file__).resolve().parents[2]
NAME = "srdi-tried"


def main(releases: Path) -> int:
    """Print what was seen; 1 where the container does not do what it is to do."""
    file = releases / release.HOSTING / "Containerfile"
    words = file.read_text(encoding="utf-8")
    build, run = (
        shlex.split(line[1:]) for line in re.findall("^#.*docker .*", words, re.MULTILINE)
    )
    (base,) = re.findall(r"^COPY site /srv/site(.*)$", words, re.MULTILINE)
    print(said("docker", "version", "--format", "Docker {{.Server.Version}}"))
    print(f"{hosting.IMAGE}: {base_image()}")
    subprocess.run(build, cwd=releases, check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        started = [*run[:2], "--rm", "--name", NAME, *run[2:]]
        with running(started, hosting.PORT, log) as process:
            while not said("docker", "ps", "--quiet", "--filter", f"name={NAME}"):
                sleep(0.1)  # its port is open before it runs
            print(
                said("docker", "exec", NAME, "sh", "-c", "cat /etc/debian_version; nginx -v 2>&1")
            )
            print(said("docker", "top", NAME))
            user = said("docker", "exec", NAME, "sh", "-c", "id -u; grep CapEff /proc/1/status")
            url = f"http://127.0.0.1:{hosting.PORT}{base}"
            wrong = list(faults(url, releases / release.SITE))
            ask(f"{url}/last")
            said("docker", "stop", NAME)
            if process.wait(30):
                wrong.append(f"the container ended with {process.returncode}")
        logged = log.read_text(encoding="utf-8").splitlines()
    if user.split() != ["33", "CapEff:", "0" * 16]:
        wrong.append(f"it runs as {user}")
    if f'"GET {base}/last ' not in logged[-1]:
        wrong.append(f"the last line of its log is {logged[-1]}")
    print(*wrong, f"{len(logged)} requests, {len(wrong)} faults", sep="\n")
    return int(bool(wrong))


def base_image() -> str:
    """Have the image to begin with, and say from where."""
    for how, *command in (("here already", "image", "inspect"), ("from its registry", "pull")):
        got = subprocess.run(["docker", *command, hosting.IMAGE], capture_output=True, check=False)
        if not got.returncode:
            return how
    suite = hosting.IMAGE.partition(":")[2].removesuffix("-slim")
    with tempfile.TemporaryDirectory() as folder:
        system, packed = Path(folder, "system"), Path(folder, "system.tar")
        command = ["debootstrap", "--variant=minbase", suite, str(system)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["tar", "-C", str(system), "-cf", str(packed), "."], check=True)
        said("docker", "import", str(packed), hosting.IMAGE)
    return "made from Debian's packages by debootstrap"


def said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout.strip()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "releases")))
