"""The arguments of `hawiya serve`: what is wrong is one clear line and the documented exit code."""

import argparse
import socket

import pytest

from harness.commandline import ExitCode, UsageError
from harness.reference.serve import PortTakenError, add_arguments, listen, read_policy, settings_of


def arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(words)


def test_the_packaged_policy_is_read():
    assert read_policy(None, "kuwait").name == "kuwait"


def test_the_settings_follow_the_arguments(tmp_path):
    settings = settings_of(arguments("--roster", str(tmp_path), "--test-hooks", "--no-matcher-cache"))
    assert (settings.test_hooks, settings.matcher_cache, settings.environment) == (True, False, "test")


def test_secrets_of_the_urls_stay_out_of_the_settings_text(tmp_path):
    settings = settings_of(arguments("--roster", str(tmp_path), "--sms", "smpp://user:pa55@127.0.0.1:1"))
    assert "pa55" not in repr(settings)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "hawiya population"),
        (("--roster", "r", "--nation", "saudi"), "kuwait only"),
        (("--roster", "r", "--policy", "nowhere.toml"), "cannot be read"),
        (("--roster", "r", "--environment", "production", "--test-hooks"), "not served in"),
        (("--roster", "r", "--database", "mysql://host/db"), "SQLite"),
        (("--roster", "r", "--database", "not a url"), "URL"),
    ],
)
def test_a_bad_argument_is_one_clear_line(words, message):
    with pytest.raises(UsageError, match=message) as refused:
        settings_of(arguments(*words))
    assert "\n" not in str(refused.value)


def test_a_policy_with_an_unknown_field_is_refused(tmp_path):
    file = tmp_path / "policy.toml"
    file.write_text('name = "x"\nnation = "kuwait"\nsurprise = 1\n', "utf-8")
    with pytest.raises(UsageError, match="not valid"):
        read_policy(file, "kuwait")


def test_a_taken_port_is_an_error_of_the_environment():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PortTakenError, match="cannot listen") as refused:
            listen("127.0.0.1", taken.getsockname()[1])
    assert refused.value.exit_code == ExitCode.ENVIRONMENT
