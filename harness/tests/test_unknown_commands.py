"""Words that begin no command end in one line that says what was meant."""

import pytest

from harness.command import main
from harness.commandline import ExitCode


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["faces"], "hawiya faces: which one? evaluate, generate, sheet; `hawiya --help` lists all commands"),
        (["face", "evaluate"], "hawiya: no command 'face'; did you mean faces? `hawiya --help` lists them"),
        (["faces", "evalute"], "hawiya faces: no command 'evalute'; did you mean evaluate? `hawiya --help` lists them"),
        (["faces", "--seed", "x"], "hawiya faces: no command 'x'; `hawiya --help` lists them"),
        (["zzzz", "--help"], "hawiya: no command 'zzzz'; `hawiya --help` lists them"),
    ],
)
def test_unknown_command_is_one_line(words, said, capsys):
    assert main(words) == ExitCode.USAGE
    assert capsys.readouterr() == ("", f"{said}\n")


@pytest.mark.parametrize("words", [[], ["--help"], ["faces", "--help"]])
def test_help_lists_every_command(words, capsys):
    assert main(words) == ExitCode.CONFORMANT
    assert "  faces evaluate  " in capsys.readouterr().out
