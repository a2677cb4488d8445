"""Every option of n2v-train is a keyword here, with the same default, or named below with its reason."""
import configparser
import subprocess

import pytest

import n2v
from n2v import _params

#: What the program's options are here where they are no keywords.
ELSEWHERE = {
    "input": "n2v.read_graph", "walks": "n2v.train_walks", "output": "n2v.Vectors.save",
    "output_format": "n2v.Vectors.save", "binary": "n2v.Vectors.save", "vocab": "n2v.Vectors.counts",
    "context": "n2v.Vectors", "keep_context": "n2v.Vectors", "save_walks": "n2v.walks",
    "metrics": "n2v.Report", "min_count": "n2v.train_walks", "quiet": "n2v.Event",
    "verbose": "n2v.Event", "log_format": "n2v.Event"}
#: word2vec's, which have one value only.
FIXED = {"cbow", "hs"}


@pytest.fixture
def options(program):
    """Section, key, default of each option, as -dump-config prints them."""
    text = subprocess.run([program("n2v-train"), "-dump-config"], check=True, stdout=subprocess.PIPE,
                          text=True).stdout
    table = configparser.ConfigParser(inline_comment_prefixes=(";",), interpolation=None)
    table.read_string(text)
    return [(section, key, value) for section in table.sections() for key, value in table[section].items()]


def here(section):
    """Keywords and their defaults."""
    if section in ("graph", "ratings"):
        return n2v.reader_options()
    found = {}
    for struct in ("n2v_walk_params", "n2v_train_params", "n2v_run"):
        found.update(_params.defaults(struct))
    found["dimensions"] = found.pop("dims")
    return found


def same(ours, theirs):
    if ours is None or isinstance(ours, str):
        return (ours or "") == theirs
    return float(ours) == float(theirs)


def test_every_option_is_a_keyword(options):
    assert len(options) > 40
    for section, key, default in options:
        if key in FIXED:
            continue
        if key in ELSEWHERE:
            thing = n2v
            for name in ELSEWHERE[key].split(".")[1:]:
                thing = getattr(thing, name)
            continue
        name = _params.ALIASES.get(key, key)
        keywords = here(section)
        assert name in keywords, f"[{section}] {key}"
        if key not in ("epochs", "memory", "checkpoint_every"):  # auto, 80%, 60s: said otherwise
            assert same(keywords[name], default), (key, keywords[name], default)


def test_the_documentation_names_every_keyword():
    for name in here("train"):
        assert name in n2v.train.__doc__, name
    for name in n2v.reader_options():
        assert name in n2v.read_graph.__doc__ + n2v.Graph.from_edges.__doc__, name
