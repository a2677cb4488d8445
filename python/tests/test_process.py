"""Ctrl-C, fork, the interpreter's lock, memory over many trainings."""
import os
import resource
import signal
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest

import n2v

SLOW = float(os.environ.get("N2V_TEST_SLOW", 1))  # times that a sanitizer's library takes longer

PROLOGUE = """
import os, signal, sys, threading, time
import numpy as np
import n2v
random = np.random.default_rng(1)
graph = n2v.Graph.from_edges(*random.integers(0, 20000, (2, 200000)))
"""


def python(code):
    result = subprocess.run([sys.executable, "-c", PROLOGUE + textwrap.dedent(code)],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120 * SLOW)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize("options", ["", ", threads=1", ", deterministic=True"])
def test_ctrl_c_ends_a_training_soon(options):
    """The interpreter lives on, and can train again."""
    out = python(f"""
        # A shell starts background jobs with the signal ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)

        def interrupt():
            time.sleep(1)
            global sent
            sent = time.perf_counter()
            os.kill(os.getpid(), signal.SIGINT)
        threading.Thread(target=interrupt).start()
        try:
            n2v.train(graph, 128, epochs=10000, progress=False{options})
        except KeyboardInterrupt:
            print(time.perf_counter() - sent)
        n2v.train(graph, 4, epochs=1, num_walks=1, progress=False)
        print("alive")
    """)
    seconds, alive = out.split()
    assert alive == "alive"
    assert float(seconds) < 0.5 * SLOW


def test_a_handler_of_ones_own():
    out = python("""
        class Alarm(Exception):
            pass
        def ring(*_):
            raise Alarm
        signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, 1)
        try:
            n2v.train(graph, 128, epochs=10000, progress=False)
        except Alarm:
            print("rung")
    """)
    assert out == "rung\n"


def test_fork_after_a_training():
    """As multiprocessing does on Linux: child and parent both train."""
    out = python(f"""
        import warnings
        warnings.simplefilter("ignore")
        one = n2v.train(graph, 4, epochs=1, num_walks=1, progress=False, deterministic=True)
        child = os.fork()
        if child == 0:
            signal.alarm({int(60 * SLOW)})
            two = n2v.train(graph, 4, epochs=1, num_walks=1, progress=False, deterministic=True)
            os._exit(0 if np.array_equal(one.vectors, two.vectors) else 3)
        two = n2v.train(graph, 4, epochs=1, num_walks=1, progress=False, deterministic=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), np.array_equal(one.vectors, two.vectors))
    """)
    assert out == "0 True\n"


def test_other_threads_go_on(power_law):
    counted = [0]
    done = threading.Event()

    def count():
        while not done.is_set():
            counted[0] += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    start = time.perf_counter()
    n2v.train(power_law, 64, epochs=1, num_walks=2, progress=False)
    seconds = time.perf_counter() - start
    done.set()
    thread.join()
    assert counted[0] > 20 * seconds


def rss():
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


def test_memory_is_flat_over_200_trainings():
    random = np.random.default_rng(1)
    u, v = random.integers(0, 3000, (2, 10000))
    seen = []
    for i in range(200):
        vectors = n2v.train(n2v.Graph.from_edges(u, v), 64, epochs=1, num_walks=1, walk_length=10,
                            progress=False)
        assert vectors.most_similar(vectors.names[0], topn=1)
        if i % 10 == 9:
            seen.append(rss())
    files = len(os.listdir("/proc/self/fd"))
    half = len(seen) // 2
    assert max(seen[half:]) < max(seen[:half]) + (8 << 20), [size >> 20 for size in seen]
    assert files < 64
