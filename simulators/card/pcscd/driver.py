"""The programs of a private daemon: where pcscd and the virtual driver are, and the driver's copies that a daemon loads.

One driver file holds two readers, and pcscd loads the same file once only. So there is a copy for every two readers.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness.commandline import HarnessError, UsageError

READERS_LIMIT = 16
READERS_PER_DRIVER = 2
FIRST_PORT = 35963
INSIDE = Path("/run/pcscd")
"""Where pcscd keeps its socket; the folder of the private daemon is mounted there, and so the paths below hold."""

_DRIVER = "libifdvpcd.so*"
_PACKAGES = "apt-get install pcscd vsmartcard-vpcd"


@dataclass(frozen=True, kw_only=True)
class Programs:
    """What is run."""

    pcscd: Path
    driver: Path
    drivers_folder: Path
    """The folder of drivers for plugged-in readers; the private daemon must find it empty and leave them alone."""
    knows_polkit: bool
    """Newer versions ask polkit who a client is, which has no meaning in a private daemon."""


def find_programs() -> Programs:
    """Where they are.

    Raises:
        HarnessError: one is missing, with the command that installs it.
    """
    found = shutil.which("pcscd") or shutil.which("pcscd", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise HarnessError(f"pcscd is missing: {_PACKAGES}")
    for program in ("unshare", "setpriv"):
        if shutil.which(program) is None:
            raise HarnessError(f"{program} is missing: apt-get install util-linux")
    folder = Path(_said_by(found, "--version", r"usbdropdir=(\S+)") or "/usr/lib/pcsc/drivers")
    places = [folder / "serial", *Path("/usr/lib").glob("*/pcsc/drivers/serial"), Path("/usr/lib/pcsc/drivers/serial")]
    drivers = [driver for place in places for driver in sorted(place.glob(_DRIVER)) if driver.is_file()]
    if not drivers:
        raise HarnessError(f"vpcd, the virtual driver of PC/SC, is missing: {_PACKAGES}")
    polkit = _said_by(found, "--help", r"(--disable-polkit)")
    return Programs(pcscd=Path(found), driver=drivers[0], drivers_folder=folder, knows_polkit=polkit is not None)


def ports_of(readers: int) -> list[int]:
    """The port of each reader, in their order.

    Raises:
        UsageError: more readers than a daemon takes.
    """
    if not 1 <= readers <= READERS_LIMIT:
        raise UsageError(f"{readers} readers: a daemon has 1 to {READERS_LIMIT}")
    pairs = -(-readers // READERS_PER_DRIVER)
    return [FIRST_PORT + number for number in range(pairs * READERS_PER_DRIVER)]


def lay_out(folder: Path, programs: Programs, ports: list[int]) -> None:
    """Write the copies of the driver and the list of readers into `folder`, which will stand at `INSIDE`."""
    drivers, listed = folder / "drivers", folder / "readers"
    drivers.mkdir()
    listed.mkdir()
    rows = []
    for number, port in enumerate(ports[::READERS_PER_DRIVER]):
        shutil.copyfile(programs.driver, drivers / f"vpcd{number}.so")
        rows += [
            f'FRIENDLYNAME "Virtual PCD {number:X}"',
            f"DEVICENAME   /dev/null:{port}",
            f"LIBPATH      {INSIDE / 'drivers' / f'vpcd{number}.so'}",
            f"CHANNELID    {port}",
            "",
        ]
    # one file, because pcscd reads the files of the folder in the order in which the file system has them
    (listed / "virtual").write_text("\n".join(rows), encoding="ascii")


def _said_by(program: str, option: str, pattern: str) -> str | None:
    said = subprocess.run([program, option], capture_output=True, text=True, check=False)  # noqa: S603 - found above
    found = re.search(pattern, said.stdout + said.stderr)
    return found[1] if found else None
