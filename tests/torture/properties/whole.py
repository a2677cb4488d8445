"""Whether the bytes of a file are an output of some kind, to its end."""
import json
import struct
import zlib

from programs import DIMS, NODES

OLD = b"old\n"  # what lies where an output goes
CSR_HEADER = 128
LINES = {"txt": NODES + 1, "names": NODES, "vocab": NODES, "tsv": NODES, "walks": 2 * NODES,
         "edges": None, "any": None}


def lines_of(data):
    return data[:-1].split(b"\n") if data.endswith(b"\n") else []


def is_text(data):
    rows = lines_of(data)
    return bool(rows) and rows[0] == b"%d %d" % (NODES, DIMS) and len(rows) == NODES + 1


def is_packed_text(data):
    unpack = zlib.decompressobj(31)
    return is_text(unpack.decompress(data)) and unpack.eof and not unpack.unused_data


def is_binary(data):
    head = b"%d %d\n" % (NODES, DIMS)
    return data.startswith(head) and len(data) == len(head) + sum(
        len(str(i)) + 1 + 4 * DIMS + 1 for i in range(NODES))


def is_numpy(data):
    return data[:6] == b"\x93NUMPY" and (
        len(data) == 10 + struct.unpack_from("<H", data, 8)[0] + NODES * DIMS * 4)


def is_checkpoint(data):
    text, size, epochs = struct.unpack_from("<12xI16xQ16xI", data)
    rows = 128 + (72 + 8 * epochs + text + 63) // 64 * 64
    return size == len(data) and zlib.crc32(data[rows:-4]) == struct.unpack("<I", data[-4:])[0]


def is_csr(data):
    """The header has the length of the file."""
    return data[:8] == b"n2v-csr\n" and struct.pack("<Q", len(data)) in data[:CSR_HEADER]


READERS = {"txt.gz": is_packed_text, "bin": is_binary, "npy": is_numpy, "ckp": is_checkpoint,
           "csr": is_csr, "json": lambda data: isinstance(json.loads(data), dict), "txt": is_text,
           "html": lambda data: data.startswith(b"<html>") and data.endswith(b"</html>\n")}


def is_whole(kind, data):
    try:
        if kind in READERS:
            return READERS[kind](data)
    except (ValueError, struct.error, zlib.error):
        return False
    got = lines_of(data)
    return bool(got) and data != OLD and LINES[kind] in (None, len(got))


def beside(path, kind, program):
    """What is written beside an output without being named: paths and kinds."""
    if kind == "npy":
        return {path + ".names": "names"}
    if kind == "tsv" and program != "n2v-convert":
        return {path[:-4] + ".metadata.tsv": "any"}
    if kind == "ckp":
        return {path + ".1": "ckp", path + ".lock": "any"}
    return {}
