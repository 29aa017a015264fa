"""Compares how Labordoc, pymarc and yaz-marcdump read the same MARC files, record by record and field by field.

    compare.py PARSE FOLDER          every file below FOLDER
    compare.py --speed PARSE FILE    one file: records a second of each, in one run

PARSE is the example `parse` of the crate labordoc-record. A file counts as well formed when pymarc and yaz-marcdump read all
of it and agree with each other; then Labordoc must agree with both. Values are compared in NFC. Lengths and addresses in the
leader are those of a form of writing, and position 9 is that of an encoding: neither is compared.
"""

import json
import subprocess
import sys
import time
import unicodedata
import warnings
from io import BytesIO
from pathlib import Path

import pymarc
from pymarc import marcxml

warnings.simplefilter("ignore")
XML, JSON = {".xml"}, {".json"}
BINARY = {".mrc", ".dat", ".marc"}


def nfc(value):
    return unicodedata.normalize("NFC", value)


def leader(text):
    text = str(text)
    return text[5:9] + text[17:20] if len(text) >= 20 else text


def record(lead, fields):
    return [leader(lead), fields]


def from_dict(found):
    """A record of MARC-in-JSON."""
    fields = []
    for entry in found["fields"]:
        for tag, value in entry.items():
            if isinstance(value, str):
                fields.append([tag, nfc(value)])
            else:
                pairs = [[code, nfc(text)] for sub in value["subfields"] for code, text in sub.items()]
                fields.append([tag, value["ind1"] + value["ind2"], pairs])
    return record(found["leader"], fields)


def by_pymarc(path):
    if path.suffix in XML:
        found = marcxml.parse_xml_to_array(str(path))
    elif path.suffix in JSON:
        found = list(pymarc.JSONReader(path.read_bytes()))
    else:
        found = list(pymarc.MARCReader(BytesIO(path.read_bytes())))
    if any(one is None for one in found):
        raise ValueError("a record that pymarc cannot read")
    # A subfield without a value is one all the same.
    return [from_dict(json.loads(one.as_json())) for one in found]


def by_yaz(path):
    if path.suffix in JSON:
        return None
    form = "marcxml" if path.suffix in XML else "marc"
    coding = [] if path.suffix in XML else ["-f", "marc8", "-t", "utf8"]
    told = subprocess.run(
        ["yaz-marcdump", "-i", form, "-o", "json", *coding, str(path)], capture_output=True, check=False
    )
    if told.returncode != 0 or told.stderr:
        raise ValueError("yaz-marcdump complains")
    text, found, at = told.stdout.decode("utf-8"), [], 0
    decoder = json.JSONDecoder(strict=False)
    while at < len(text):
        if text[at] in " \r\n\t,[]":
            at += 1
            continue
        one, at = decoder.raw_decode(text, at)
        found.append(from_dict(one))
    return found


def by_us(parse, path):
    told = subprocess.run([parse, str(path)], capture_output=True, check=False)
    found = []
    for line in told.stdout.decode("utf-8").splitlines():
        lead, fields = json.loads(line)
        found.append(
            record(
                lead,
                [
                    [f[0], nfc(f[1])] if len(f) == 2 else [f[0], f[1], [[c, nfc(v)] for c, v in f[2]]]
                    for f in fields
                ],
            )
        )
    return found


def differences(ours, theirs):
    if len(ours) != len(theirs):
        yield f"{len(ours)} records against {len(theirs)}"
        return
    for n, (mine, other) in enumerate(zip(ours, theirs), 1):
        if mine == other:
            continue
        if mine[0] != other[0]:
            yield f"record {n}: leader {mine[0]!r} against {other[0]!r}"
        if len(mine[1]) != len(other[1]):
            yield f"record {n}: {len(mine[1])} fields against {len(other[1])}"
        for a, b in zip(mine[1], other[1]):
            if a != b:
                yield f"record {n}: {a} against {b}"
                break


def compare(parse, folder):
    failed, records, same, malformed = 0, 0, 0, []
    paths = [p for p in sorted(Path(folder).rglob("*")) if p.suffix in XML | JSON | BINARY]
    for path in paths:
        name = path.relative_to(folder)
        try:
            theirs = by_pymarc(path)
            yaz = by_yaz(path)
        except Exception as why:  # noqa: BLE001: whatever another reader dies of
            malformed.append(f"{name}: {type(why).__name__} {str(why)[:80]}")
            continue
        if not theirs:
            malformed.append(f"{name}: no record")
            continue
        apart = next(differences(theirs, yaz), None) if yaz is not None else None
        if apart:
            malformed.append(f"{name}: pymarc and yaz-marcdump differ, {apart[:200]}")
            continue
        ours = by_us(parse, path)
        found = list(differences(ours, theirs))
        for line in found[:5]:
            print(f"{name}: {line}")
        failed += bool(found)
        same += not found
        records += len(theirs)
    print(f"{same} files of {records} records read alike, {failed} not; {len(malformed)} left out:")
    for line in malformed:
        print(f"  {line}")
    return failed == 0 and same > 0


def speed(parse, path):
    path = Path(path)
    form = "marcxml" if path.suffix in XML else "marc"

    def timed(name, run):
        begun = time.monotonic()
        count = run()
        seconds = time.monotonic() - begun
        print(f"{name}: {count} records, {seconds:.2f} s, {count / seconds:,.0f} records/s")
        return seconds

    def ours():
        told = subprocess.run([parse, "--count", str(path)], capture_output=True, check=True)
        return int(told.stdout.split()[0])

    def pymarcs():
        count = 0

        def one(_):
            nonlocal count
            count += 1

        with open(path, "rb") as file:
            if path.suffix in XML:
                marcxml.map_xml(one, file)
            else:
                for found in pymarc.MARCReader(file):
                    one(found)
        return count

    def yaz():
        with open("/dev/null", "wb") as nowhere:
            subprocess.run(["yaz-marcdump", "-i", form, "-n", str(path)], stdout=nowhere, check=True)
        return read

    mine = timed("labordoc", ours)
    begun = time.monotonic()
    read = pymarcs()
    theirs = time.monotonic() - begun
    print(f"pymarc: {read} records, {theirs:.2f} s, {read / theirs:,.0f} records/s")
    dump = timed("yaz-marcdump -n", yaz)
    print(f"labordoc is {theirs / mine:.1f} times as fast as pymarc, {dump / mine:.2f} times as yaz-marcdump")
    return True


def main():
    args = sys.argv[1:]
    quick = args[:1] == ["--speed"]
    parse, path = args[1:] if quick else args
    return (speed if quick else compare)(parse, path)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
