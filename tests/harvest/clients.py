"""Reads the demo collection by OAI-PMH with clients that nobody here wrote: oaipmh-scythe, the oai-pmh package of npm
and Catmandu, each where it can be had; and the formats in RDF with rdflib. Every count equals the store's.

    tests/harvest/clients.py BINARY
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

from harvest import FORMATS, Library

NPM = os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "harvest-npm")
NODE = """
const { OaiPmh } = require('oai-pmh');
(async () => {
  const client = new OaiPmh(process.argv[1]);
  const ids = [];
  for await (const header of client.listIdentifiers({ metadataPrefix: 'oai_dc' })) ids.push(header.identifier);
  let records = 0;
  for await (const record of client.listRecords({ metadataPrefix: 'mods' })) records += 1;
  console.log(JSON.stringify({ ids: new Set(ids).size, records }));
})().catch((error) => { console.error(error); process.exit(1); });
"""


def scythe(library, live, rows):
    try:
        from oaipmh_scythe import Scythe
    except ImportError:
        return print("skipped: oaipmh-scythe is not installed")
    with Scythe(f"{library.base}/oai") as client:
        for prefix in FORMATS:
            got = list(client.list_records(metadata_prefix=prefix, ignore_deleted=True))
            assert len(got) == live, f"oaipmh-scythe, {prefix}: {len(got)} of {live}"
        headers = list(client.list_identifiers(metadata_prefix="oai_dc"))
        assert len(headers) == rows, f"oaipmh-scythe: {len(headers)} of {rows}"
    print(f"ok: oaipmh-scythe: {live} records in each of {len(FORMATS)} formats, {rows} headers")


def npm(library, rows):
    if not shutil.which("npm"):
        return print("skipped: npm is not installed")
    if not os.path.isdir(f"{NPM}/node_modules/oai-pmh"):
        os.makedirs(NPM, exist_ok=True)
        install = ["npm", "install", "--prefix", NPM, "--no-audit", "--no-fund", "--loglevel=error", "oai-pmh@2.0.3"]
        if subprocess.run(install).returncode:
            return print("skipped: npm's oai-pmh cannot be installed here")
    done = subprocess.run(["node", "-e", NODE, f"{library.base}/oai"], cwd=NPM, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-800:]
    said = json.loads(done.stdout)
    assert said == {"ids": rows, "records": rows}, f"npm's oai-pmh: {said} of {rows}"
    print(f"ok: npm's oai-pmh: {rows} headers and {rows} records")


def catmandu(library, live):
    if not shutil.which("catmandu"):
        return print("skipped: Catmandu is not installed (package libcatmandu-oai-perl)")
    for prefix, arguments in (("oai_dc", []), ("mods", ["--handler", "raw"])):
        command = ["catmandu", "convert", "OAI", "--url", f"{library.base}/oai", "--metadataPrefix", prefix]
        done = subprocess.run([*command, *arguments, "to", "JSON", "--line_delimited", "1"], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-800:]
        got = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        got = [row for row in got if row.get("_status") != "deleted"]
        assert len(got) == live, f"Catmandu, {prefix}: {len(got)} of {live}"
    print(f"ok: Catmandu: {live} records in oai_dc and in mods")


def rdf(library, live):
    try:
        from rdflib import Graph, Namespace, RDF, URIRef
    except ImportError:
        return print("skipped: rdflib is not installed")
    from lxml import etree

    oai = "{http://www.openarchives.org/OAI/2.0/}"
    edm = Namespace("http://www.europeana.eu/schemas/edm/")
    ore = Namespace("http://www.openarchives.org/ore/terms/")
    dc = Namespace("http://purl.org/dc/elements/1.1/")
    for prefix in ("rdf", "edm"):
        records = statements = 0
        for record in library.client.ListRecords(metadataPrefix=prefix, ignore_deleted=True):
            element = etree.fromstring(record.raw.encode()).find(f"{oai}metadata/*")
            graph = Graph().parse(data=etree.tostring(element), format="xml")
            page = URIRef(f"{library.base}/records/{record.header.identifier.rsplit(':', 1)[1]}")
            if prefix == "rdf":
                assert (page, URIRef("http://schema.org/url"), page) in graph, page
            else:
                aggregation = graph.value(predicate=RDF.type, object=ore.Aggregation)
                thing = graph.value(aggregation, edm.aggregatedCHO)
                for what in (edm.dataProvider, edm.provider, edm.rights, edm.isShownAt):
                    assert graph.value(aggregation, what), (page, what)
                assert graph.value(thing, edm.type) and graph.value(thing, dc.title), page
            records += 1
            statements += len(graph)
        assert records == live, f"{prefix}: {records} of {live}"
        print(f"ok: rdflib: {records} records in {prefix}, {statements} statements")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        library = Library(sys.argv[1], folder)
        try:
            library.ask("/api/v1/records/300", "DELETE")
            rows = library.changes()
            live = sum(not row["deleted"] for row in rows)
            scythe(library, live, len(rows))
            npm(library, len(rows))
            catmandu(library, live)
            rdf(library, live)
        finally:
            library.stop()
