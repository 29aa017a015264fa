"""Compares how Labordoc, pymarc and yaz-marcdump read the same MARC files, record by record and field by field.

    compare.py PARSE FOLDER          every file below FOLDER
    compare.py --speed PARSE FILE    one file: records a second of each, in one run

PARSE is the example `parse` of the crate labordoc-record. A record counts as well formed when pymarc and yaz-marcdump read its
whole file and agree about it; then Labordoc must agree with both. (Of MARC-in-JSON, which yaz-marcdump does not read, pymarc
alone is asked.) Values are compared in NFC. Lengths and addresses in the
leader are those of a form of writing, and position 9 is that of an encoding: neither is compared. MARC-8 in which letters stand
as references (`&#x03B1;`) is left aside: MARC 21 says what they are, and the other two leave them as they stand.
"""

import contextlib
import io
import json
import logging
import subprocess
import sys
import time
import unicodedata
import warnings
from pathlib import Path

import pymarc
from pymarc import marcxml

warnings.simplefilter("ignore")
logging.disable()
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
    with contextlib.redirect_stderr(io.StringIO()):
        return parsed_by_pymarc(path)


def parsed_by_pymarc(path):
    if path.suffix in XML:
        found = marcxml.parse_xml_to_array(str(path))
    elif path.suffix in JSON:
        # It takes what is no JSON, too (RFC 8259 section 7: no control characters in strings).
        json.loads(path.read_text("utf-8-sig"))
        found = list(pymarc.JSONReader(path.read_text("utf-8-sig")))
    else:
        found = list(pymarc.MARCReader(io.BytesIO(path.read_bytes())))
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


def difference(mine, other):
    """The first thing that differs between two records."""
    if mine[0] != other[0]:
        return f"leader {mine[0]!r} against {other[0]!r}"
    if len(mine[1]) != len(other[1]):
        return f"{len(mine[1])} fields against {len(other[1])}"
    return next(f"{a} against {b}" for a, b in zip(mine[1], other[1]) if a != b)


def compare(parse, folder):
    failed, files, alike, references, apart, left_out = 0, 0, 0, 0, [], []
    paths = [p for p in sorted(Path(folder).rglob("*")) if p.suffix in XML | JSON | BINARY]
    for path in paths:
        name = path.relative_to(folder)
        try:
            theirs = by_pymarc(path)
            yaz = by_yaz(path)
            yaz = theirs if yaz is None else yaz
            if not theirs or len(yaz) != len(theirs):
                raise ValueError(f"pymarc finds {len(theirs)} records, yaz-marcdump {len(yaz)}")
        except Exception as why:  # noqa: BLE001: whatever another reader dies of
            left_out.append(f"{name}: {type(why).__name__} {str(why)[:80]}")
            continue
        files += 1
        ours = by_us(parse, path)
        if len(ours) != len(theirs):
            failed += 1
            print(f"{name}: {len(ours)} records against {len(theirs)}")
            continue
        for n, (mine, one, other) in enumerate(zip(ours, theirs, yaz), 1):
            if one != other:
                apart.append(f"{name}, record {n}: {difference(one, other)[:160]}")
            elif mine == one:
                alike += 1
            elif "&#x" in json.dumps(one) and "&#x" not in json.dumps(mine):
                references += 1
            else:
                failed += 1
                print(f"{name}, record {n}: {difference(mine, one)}")
    print(f"{files} files: {alike} records read alike, {failed} not; {references} with letters as references")
    print(f"{len(apart)} records about which pymarc and yaz-marcdump differ, as:")
    for line in apart[:10]:
        print(f"  {line}")
    print(f"{len(left_out)} files left out:")
    for line in left_out:
        print(f"  {line}")
    return failed == 0 and alike > 0


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
