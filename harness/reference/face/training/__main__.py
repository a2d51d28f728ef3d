"""Trains the reference's model from the three folders of the recipe; `make models` makes them and calls this.

python -m harness.reference.face.training FOLDERS --out MODEL                             learn everything
python -m harness.reference.face.training FOLDERS --from MODEL --only PART --out MODEL    learn that part again
python -m harness.reference.face.training FOLDERS --from MODEL --out MODEL                learn nothing: the code was rewritten

What is not learned again must say of the pictures in the folders what it said when it was learned, else nothing is written.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import numpy as np

from harness.reference.face.model import Arrays, FaceModel, read_arrays, write_arrays
from harness.reference.face.training import recipe
from harness.reference.face.training.answers import answers, unlike
from harness.reference.face.training.parts import ALONE, FOLDER_OF, learned, learned_anew


def file_arrays(model: FaceModel, folders: Path) -> Arrays:
    """The model, how it was made, and what it says of some of the pictures it was made from."""
    arrays = model.to_arrays() | {"recipe/code": np.array(recipe.code_digest())}
    for name, options in recipe.options().items():
        arrays[f"recipe/{name}"] = np.array(options)
        arrays[f"recipe/{name}.probe"] = recipe.probe(folders / name)
        arrays |= {f"recipe/{name}.{part}": told for part, told in answers(folders / name, model).items()}
    return arrays


def objections(before: Arrays, now: Arrays, only: str | None) -> Iterator[str]:
    """Why what is kept of a model cannot be said to be as it was."""
    kept = [part for part in FOLDER_OF if part != only]
    for name in recipe.FOLDERS:
        if only is not None and name == FOLDER_OF[only]:
            continue  # it may hold other pictures now
        if not recipe.same_pictures(before, now, name):
            yield f"{name}: the folder holds other pictures than those that the model was learned from"
        else:
            said, says = ({part: arrays[f"recipe/{name}.{part}"] for part in kept} for arrays in (before, now))
            yield from (f"{name}: {part} does not say what it said" for part in unlike(said, says, kept))


def main() -> None:
    """Read the arguments, train, write."""
    parser = argparse.ArgumentParser(prog="harness.reference.face.training", description="Train the reference's model")
    parser.add_argument("folders", type=Path, help="where the folders of the recipe stand")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    parser.add_argument("--from", type=Path, dest="before", metavar="MODEL", help="keep what this file has learned")
    parser.add_argument("--only", choices=ALONE, help="learn this part again, keep the others")
    arguments = parser.parse_args()
    if arguments.only and not arguments.before:
        parser.error("--only needs --from: the parts that are kept")
    begun = monotonic()

    def say(text: str) -> None:
        sys.stderr.write(f"{monotonic() - begun:6.0f} s  {text}\n")

    if arguments.before is None:
        arrays = file_arrays(learned(arguments.folders, say), arguments.folders)
    else:
        before = read_arrays(arguments.before.read_bytes())
        model = FaceModel.from_arrays(before)
        if arguments.only:
            say(arguments.only)
            model = learned_anew(model, arguments.only, arguments.folders)
        arrays = file_arrays(model, arguments.folders)
        if found := list(objections(before, arrays, arguments.only)):
            sys.exit("nothing is written:\n" + "\n".join(found))
    write_arrays(arguments.out, arrays)
    say(f"{arguments.out}: {arguments.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
