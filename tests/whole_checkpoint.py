#!/usr/bin/python3
"""Whether a checkpoint has the size and the checksums that its header tells (src/train/checkpoint.c).

usage: whole_checkpoint.py FILE
"""
import struct
import sys
import zlib

HEADER, STATE, HEADER_CRC = 128, 72, 124

data = open(sys.argv[1], "rb").read()
text, size, epochs = struct.unpack_from("<12xI16xQ16xI", data)
end = HEADER + STATE + 8 * epochs + text
rows = HEADER + (end - HEADER + 63) // 64 * 64
assert data[:8] == b"n2v-ckp\n" and len(data) == size, (len(data), size)
crc = zlib.crc32(data[HEADER:end], zlib.crc32(data[:HEADER_CRC]))
assert crc == struct.unpack_from("<I", data, HEADER_CRC)[0], "header"
assert zlib.crc32(data[rows:-4]) == struct.unpack("<I", data[-4:])[0], "rows"
