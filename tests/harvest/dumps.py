"""Reads a dump with other people's parsers: rdflib, lxml, csv, zipfile; counts as the store says.

    dumps.py BINARY
"""
import csv
import gzip
import hashlib
import io
import json
import os
import sys
import tempfile
import urllib.request
import zipfile

import rdflib
import zstandard
from harvest import REFERENCE, Library
from lxml import etree
from rdflib.compare import isomorphic

SCHEMA = rdflib.Namespace("http://schema.org/")
COMPARED = 60
MARC = "{http://www.loc.gov/MARC21/slim}"


def fetch(library, path):
    with urllib.request.urlopen(f"{library.base}{path}") as answer:
        return answer.read()


def files(library, manifest):
    """Each file's text by name, checked against the manifest; both packings must hold the same."""
    texts = {}
    for entry in manifest["files"]:
        packed = fetch(library, entry["path"])
        assert len(packed) == entry["bytes"], entry
        assert hashlib.sha256(packed).hexdigest() == entry["sha256"], entry
        if entry["packing"] == "zip":
            texts[entry["name"]] = packed
            continue
        unpack = gzip.decompress if entry["packing"] == "gzip" else zstandard.ZstdDecompressor().stream_reader
        text = unpack(packed) if entry["packing"] == "gzip" else unpack(io.BytesIO(packed)).read()
        assert len(text) == entry["unpacked_bytes"], entry
        stem = entry["name"].rsplit(".", 1)[0]
        assert texts.setdefault(stem, text) == text, f"{stem}: gzip and zstd differ"
    return texts


def read(library, texts, live):
    records = [json.loads(line) for line in texts["records.jsonl"].decode().split("\n") if line]
    assert [r["id"] for r in records] == live
    assert records[0] == library.ask(f"/api/v1/records/{live[0]}")
    rows = list(csv.DictReader(io.StringIO(texts["records.csv"].decode(), newline="")))
    assert [int(row["id"]) for row in rows] == live
    for row, record in zip(rows, records):
        assert row["title"].startswith(record["titles"]["main"]["main"]), row
    root = etree.fromstring(texts["records.xml"])
    assert root.tag == f"{MARC}collection" and len(root.findall(f"{MARC}record")) == len(live)
    schema = f"{REFERENCE}/schemas/marc/MARC21slim.xsd"
    if os.path.exists(schema):
        etree.XMLSchema(etree.parse(schema)).assertValid(root)
        print("ok: the MARCXML is valid")
    print(f"ok: {len(records)} lines of JSON, {len(rows)} of CSV, {len(root)} MARCXML records")


def triples(library, text, live):
    graph = rdflib.Graph().parse(data=text.decode(), format="nt")
    assert len(graph) == len(set(text.decode().rstrip("\n").split("\n"))), "a statement was not read"
    described = {str(s) for s in graph.subjects(SCHEMA.dateModified)}
    assert described == {f"{library.base}/records/{i}" for i in live}, len(described)
    print(f"ok: rdflib reads {len(graph)} statements of {len(described)} records")


def as_jsonld(library, text, live):
    """The statements, and those of the `rdf` format, are what a JSON-LD processor makes of the landing pages' JSON-LD.

    schema.org's context is not fetched: here are the rules of it that our records need.
    """
    linked = ("url", "sameAs", "license", "image", "contentUrl", "inDefinedTermSet")
    context = {"@vocab": str(SCHEMA)} | {name: {"@type": "@id"} for name in linked}
    context |= {name: {"@type": f"{SCHEMA}Date"} for name in ("datePublished", "dateModified")}
    parts, start = {}, f"<{library.base}/records/"
    for line in text.decode().rstrip("\n").split("\n"):
        subject, predicate, _ = line.split(" ", 2)
        if subject.startswith(start) and predicate == f"<{rdflib.RDF.type}>":
            current = parts.setdefault(int(subject[len(start):-1]), [])
        current.append(line)
    assert sorted(parts) == live
    step = max(1, len(live) // COMPARED)
    for number in live[::step]:
        page = json.loads(fetch(library, f"/records/{number}.jsonld"))
        page["@context"] = context
        made = rdflib.Graph().parse(data=json.dumps(page), format="json-ld")
        ours = rdflib.Graph().parse(data="\n".join(parts[number]), format="nt")
        assert isomorphic(made, ours), f"record {number}: {len(made)} statements, ours {len(ours)}"
        xml = rdflib.Graph().parse(data=fetch(library, f"/records/{number}.rdf"), format="xml")
        assert isomorphic(made, xml), f"record {number}: {len(made)} statements, {len(xml)} in RDF/XML"
    print(f"ok: the statements of {len(live[::step])} records are those of their JSON-LD, in N-Triples and in RDF/XML")


def packages(library, manifest, texts, live):
    found = []
    for entry in manifest["files"]:
        if entry["packing"] != "zip":
            continue
        package = zipfile.ZipFile(io.BytesIO(texts[entry["name"]]))
        assert package.testzip() is None
        listed = etree.fromstring(package.read("manifest.xml"))
        for url in listed.findall("{*}url"):
            about = url.find("{http://www.openarchives.org/rs/terms/}md")
            resource = package.read(about.get("path").lstrip("/"))
            assert about.get("hash") == f"sha-256:{hashlib.sha256(resource).hexdigest()}"
            assert int(about.get("length")) == len(resource)
            found.append(json.loads(resource)["id"])
            if len(found) % 100 == 1:
                address = url.find("{*}loc").text.removeprefix(library.base)
                assert fetch(library, address) == resource, address
    assert found == live
    print(f"ok: {len(found)} resources in ZIP packages, each as its manifest says")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        library = Library(sys.argv[1], folder)
        try:
            library.ask("/api/v1/records/3", "DELETE")
            library.ask("/api/v1/records/4", "PATCH", {"status": "suppressed"})
            library.ask("/api/v1/records/5", "PATCH", {"titles": {"main": {"main": 'A "title" <&>\\ \n, 中'}}})
            live = sorted(row["id"] for row in library.changes() if not row["deleted"])
            manifest = library.ask("/api/v1/dumps", "POST")
            assert manifest == library.ask("/dumps/manifest.json")
            assert manifest["records"] == len(live) == 724
            assert manifest["seq"] == max(row["seq"] for row in library.changes())
            texts = files(library, manifest)
            read(library, texts, live)
            triples(library, texts["records.nt"], live)
            as_jsonld(library, texts["records.nt"], live)
            packages(library, manifest, texts, live)
        finally:
            library.stop()
