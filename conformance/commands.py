"""The commands of this folder."""

from harness.commandline import Command

COMMANDS = (
    Command(name="certify", summary="Certify a target and report", module="conformance.certification.certify"),
    Command(
        name="doctor", summary="Check a target file and everything it names", module="conformance.certification.doctor"
    ),
    Command(
        name="enroll", summary="Play one journey and print its timeline", module="conformance.certification.enroll"
    ),
    Command(name="sweep", summary="Enroll under every fault of the network", module="conformance.certification.sweep"),
    Command(
        name="faces evaluate",
        summary="Measure a face matcher on a folder of pictures",
        module="conformance.matchers.evaluate",
    ),
    Command(name="gate", summary="Decide in a pipeline whether a change may pass", module="conformance.gating.command"),
    Command(name="lock", summary="Write down the suite that a gate goes by", module="conformance.gating.lock_command"),
    Command(name="selftest", summary="Prove that every test can fail", module="conformance.selftest.command"),
)
