#!/usr/bin/env python3
"""Counts the instructions of each kernel in a cubin, by opcode: bench/gpu/instruction_counts.py FILE.cubin

From sm_70 on an instruction has 16 bytes, and the lowest 12 bits of its first word say which it is and where its
operands come from; the low byte of those tells the operation. Names are as nvdisasm prints them, where they matter.
"""
import collections
import struct
import sys

NAMES = {0x25: "IMAD.WIDE", 0x24: "IMAD", 0x27: "IMAD.HI", 0x10: "IADD3", 0x12: "LOP3", 0x19: "SHF", 0x81: "LDG",
         0x86: "STG", 0x83: "LDL", 0x87: "STL"}


def sections(data):
    offset, = struct.unpack_from("<Q", data, 0x28)
    count, names = struct.unpack_from("<HH", data, 0x3C)
    headers = [struct.unpack_from("<IIQQQQIIQQ", data, offset + 64 * i) for i in range(count)]
    base = headers[names][4]
    for header in headers:
        start = base + header[0]
        yield data[start:data.index(b"\0", start)].decode(), data[header[4]:header[4] + header[5]]


def main():
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    for name, code in sections(data):
        if not name.startswith(".text."):
            continue
        low_bytes = collections.Counter(code[at] for at in range(0, len(code), 16))
        known = ", ".join(f"{low_bytes[byte]} {text}" for byte, text in NAMES.items() if low_bytes[byte])
        print(f"{name[6:]}: {len(code) // 16} instructions; {known}")


main()
