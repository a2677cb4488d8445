"""What Hypothesis draws: a plan of one run."""
from hypothesis import strategies as st

# Where an output goes: whether it can be made there. None: nobody says.
PLACES = {"new": True, "old": True, "link": True, "link to nothing": True, "hard link": True,
          "name with lines": True, "name of 255 bytes": True, "no UTF-8": True, "read by all": True,
          "set-user-id": True, "null": None, "stdout": None, "pipe": None, "-": None,
          "folder": False, "no folder": False, "loop": False, "name of 256 bytes": False,
          "full": False, "a file as folder": False, "input": False, "other output": False,
          "beside an input": None, "read-only": None, "read-only folder": None,
          "foreign in a sticky folder": None, "foreign link in a sticky folder": False,
          "full disk": None}

# What happens to the run, by its number at some moment or in some measure.
TROUBLES = ["none", "none", "none", "signal", "signal", "kill", "fault", "fault", "file size",
            "descriptors", "closed", "gone folder", "no home", "no TMPDIR", "locale", "empty input",
            "binary input", "cut input", "no input", "folder as input"]
BREAKING = ("signal", "kill", "fault", "file size", "descriptors", "closed", "gone folder")


def on_input(trouble):
    return trouble.endswith("input")


@st.composite
def plans(draw, programs):
    program = draw(st.sampled_from(programs))
    inputs = {}
    for flag, files in program.inputs.items():
        if flag in program.must or draw(st.integers(0, 3)) == 0:
            inputs[flag] = draw(st.sampled_from(files))
    outputs = {}
    for flag, kinds in program.outputs.items():
        if flag in program.must or draw(st.integers(0, 2)) == 0:
            outputs[flag] = (draw(st.sampled_from(kinds)),
                             draw(st.sampled_from(["new", "old", *PLACES])))
    return {"program": program, "inputs": inputs, "outputs": outputs,
            "trouble": draw(st.sampled_from(TROUBLES)), "number": draw(st.integers(0, 1000)),
            "quiet": draw(st.booleans()), "user": draw(st.booleans()),
            "umask": draw(st.sampled_from([0o22, 0o77, 0o2]))}
