"""Harvests as the world does, and compares with what the change log says is there.

    harvest.py BINARY
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from sickle import Sickle
from sickle.oaiexceptions import NoRecordsMatch

REFERENCE = os.path.abspath(os.environ.get("LABORDOC_REFERENCE", "../shared/data"))
FORMATS = ("oai_dc", "marcxml", "mods", "oai_datacite", "oai_openaire", "qdc", "edm", "rdf")
WRITES = 60


class Library:
    """The demo collection, served."""

    def __init__(self, binary, folder):
        self.folder = folder
        self.process = subprocess.Popen(
            [binary, "--data", folder, "demo", "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for line in self.process.stdout:
            if found := re.search(r"(http://127\.0\.0\.1:\d+)/$", line.strip()):
                self.base = found.group(1)
            if found := re.search(r"labordoc_[0-9a-f]+", line):
                self.token = found.group(0)
            if line.startswith("Stop with"):
                break
        self.client = Sickle(f"{self.base}/oai", max_retries=3)

    def ask(self, path, method="GET", body=None):
        request = urllib.request.Request(
            f"{self.base}{path}",
            method=method,
            data=body and json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def changes(self):
        rows, after = [], 0
        while True:
            page = self.ask(f"/api/v1/changes?after={after}&limit=1000")
            rows += page["changes"]
            if not page["changes"]:
                return rows
            after = page["next"]

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def number(header):
    return int(header.identifier.rsplit(":", 1)[1])


def harvested(library, **arguments):
    try:
        return [(number(r.header), r.header.deleted) for r in library.client.ListRecords(**arguments)]
    except NoRecordsMatch:
        return []


def full(library):
    rows = library.changes()
    expected = sorted((row["id"], row["deleted"]) for row in rows)
    for prefix in FORMATS:
        got = harvested(library, metadataPrefix=prefix)
        assert sorted(got) == expected, f"{prefix}: {len(got)} of {len(expected)}"
        print(f"ok: {prefix}: {len(got)} records, each once")
    sets = [s.setSpec for s in library.client.ListSets()]
    for name in sets:
        inside = sorted(row["id"] for row in rows if any(s == name or s.startswith(name + ":") for s in row["sets"]))
        got = sorted(i for i, _ in harvested(library, metadataPrefix="oai_dc", set=name))
        assert got == inside, f"set {name}: {len(got)} of {len(inside)}"
    print(f"ok: {len(sets)} sets, each with its records once")


def incremental(library):
    """A harvester that comes every second, from its last responseDate on, while records are edited and deleted."""
    done = threading.Event()
    held = {}

    def write():
        for turn in range(WRITES):
            library.ask(f"/api/v1/records/{turn + 100}", "PATCH", {"titles": {"main": {"main": f"Edited {turn}"}}})
            if turn % 10 == 0:
                library.ask(f"/api/v1/records/{turn + 300}", "DELETE")
            time.sleep(0.1)
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    since, last = None, False
    while True:
        last = done.is_set()
        started = library.client.harvest(verb="Identify").xml
        response = started.find("{http://www.openarchives.org/OAI/2.0/}responseDate").text
        arguments = {"metadataPrefix": "oai_dc"} | ({"from": since} if since else {})
        try:
            for record in library.client.ListRecords(**arguments):
                title = None if record.header.deleted else record.metadata["title"][0]
                held[number(record.header)] = title
        except NoRecordsMatch:
            pass
        since = response
        if last:
            break
        time.sleep(1)
    writer.join()
    for turn in range(WRITES):
        title = held[turn + 100]
        assert title and title.startswith(f"Edited {turn}"), (turn, title)
        if turn % 10 == 0:
            assert held[turn + 300] is None, f"the deletion of {turn + 300} was missed"
    assert len(held) == len(library.changes())
    print(f"ok: {WRITES} edits and {WRITES // 10} deletions, none missed")


def schema(folder, prefix):
    """Everything that an answer in a format may hold, since it is judged strictly. Two formats have schemas of their own for
    what others write too, and stand alone."""
    path = f"{folder}/{prefix}.xsd"
    if os.path.exists(path):
        return path
    oai, given, own = "http://www.openarchives.org/OAI/2.0/", f"{REFERENCE}/schemas", os.path.abspath("harvest/schemas")
    container = f"{folder}/container.xsd"
    with open(container, "w") as out:
        out.write(
            '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:dcterms="http://purl.org/dc/terms/" '
            'targetNamespace="http://dspace.org/qualifieddc/">'
            f'<xs:import namespace="http://purl.org/dc/terms/" schemaLocation="{given}/dc/dcterms.xsd"/>'
            '<xs:element name="qualifieddc" type="dcterms:elementOrRefinementContainer"/></xs:schema>'
        )
    files = {
        oai: f"{given}/oai/OAI-PMH.xsd", f"{oai}oai-identifier": f"{given}/oai/oai-identifier.xsd",
        f"{oai}provenance": f"{given}/oai/provenance.xsd", f"{oai}rights/": f"{own}/rights.xsd",
        f"{oai}friends/": f"{own}/friends.xsd", f"{oai}branding/": f"{own}/branding.xsd",
    }
    if prefix not in ("oai_openaire", "qdc"):
        files[f"{oai}oai_dc/"] = f"{given}/oai/oai_dc.xsd"
    rdf = ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", f"{own}/rdf.xsd")
    files |= dict([{
        "marcxml": ("http://www.loc.gov/MARC21/slim", f"{given}/marc/MARC21slim.xsd"),
        "mods": ("http://www.loc.gov/mods/v3", f"{given}/mods/mods-3-8-libxml2.xsd"),
        "oai_datacite": ("http://datacite.org/schema/kernel-4", f"{given}/datacite/metadata.xsd"),
        "oai_openaire": ("http://namespace.openaire.eu/schema/oaire/", f"{given}/openaire-4.1/openaire.xsd"),
        "qdc": ("http://dspace.org/qualifieddc/", container), "edm": rdf, "rdf": rdf,
    }.get(prefix, (oai, files[oai]))])
    with open(path, "w") as out:
        imports = (f'<xs:import namespace="{name}" schemaLocation="{file}"/>' for name, file in files.items())
        out.write(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{"".join(imports)}</xs:schema>')
    return path


def valid(library):
    """A walk over verbs, formats, sets and faults, validated against the schemas where they are at hand."""
    if not os.path.exists(f"{REFERENCE}/schemas/oai/OAI-PMH.xsd"):
        print("skipped: the schemas are not at hand (LABORDOC_REFERENCE)")
        return
    sets = [s.setSpec for s in library.client.ListSets()]
    walk = [
        "Identify", "ListMetadataFormats", "ListSets", "ListIdentifiers&metadataPrefix=oai_dc",
        *(f"ListRecords&metadataPrefix={prefix}" for prefix in FORMATS),
        *(f"GetRecord&metadataPrefix={prefix}&identifier=oai:127.0.0.1:2" for prefix in FORMATS),
        *(f"ListRecords&metadataPrefix={FORMATS[at % len(FORMATS)]}&set={name}" for at, name in enumerate(sets)),
        f"GetRecord&metadataPrefix=marcxml&identifier=oai:127.0.0.1:1", "ListRecords", "Nonsense",
        "GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:300",
        "ListRecords&resumptionToken=%00%FF", "ListRecords&metadataPrefix=oai_dc&from=2026-02-30",
    ]
    for query in walk:
        with urllib.request.urlopen(f"{library.base}/oai?verb={query}") as answer:
            body = answer.read()
        prefix = next((p for p in FORMATS if f"metadataPrefix={p}&" in query + "&"), "oai_dc")
        check = subprocess.run(
            ["xmllint", "--nonet", "--noout", "--schema", schema(library.folder, prefix), "-"], input=body, capture_output=True
        )
        assert check.returncode == 0, f"{query}: {check.stderr.decode()[:600]}"
    print(f"ok: {len(walk)} answers are valid")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        library = Library(sys.argv[1], folder)
        try:
            full(library)
            incremental(library)
            full(library)
            valid(library)
        finally:
            library.stop()
