"""Harvests repositories of two makes that nobody here wrote, oai-repo and pyoai: whole, then what was changed and deleted there.

    others.py LABORDOC
"""

import http.server
import json
import subprocess
import sys
import tempfile
import threading
import urllib.parse
from datetime import datetime, timedelta, timezone

import lxml.etree
import oai_repo

DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
TERMS = "http://purl.org/dc/elements/1.1/"
RECORDS = 230


def now():
    return datetime.now(timezone.utc).replace(microsecond=0, tzinfo=None)


class Shelf:
    """Titles by number, when each was last touched, and which are gone."""

    def __init__(self):
        # Long before the harvest: what is touched later is what an incremental one asks for.
        past = now() - timedelta(days=9)
        self.titles = {n: f"Work & wages, part {n}: ‘é’" for n in range(1, RECORDS + 1)}
        self.touched = dict.fromkeys(self.titles, past)
        self.gone = set()

    def touch(self, number, title=None):
        self.touched[number] = now()
        if title is None:
            self.gone.add(number)
        else:
            self.titles[number] = title

    def live(self):
        return {n: title for n, title in self.titles.items() if n not in self.gone}

    def between(self, start, end):
        return [
            n
            for n in sorted(self.titles)
            if (start is None or self.touched[n] >= start) and (end is None or self.touched[n] <= end)
        ]


def dublin_core(shelf, number):
    root = lxml.etree.Element(f"{{{DC}}}dc", nsmap={"oai_dc": DC, "dc": TERMS})
    for name, value in (("title", shelf.titles[number]), ("creator", "Doe, Jane"), ("date", "1950"), ("language", "eng")):
        lxml.etree.SubElement(root, f"{{{TERMS}}}{name}").text = value
    return root


class Interface(oai_repo.DataInterface):
    """What oai-repo asks of a collection."""

    limit = 50

    def __init__(self, shelf, base):
        self.shelf, self.base = shelf, base

    def get_identify(self):
        return oai_repo.Identify(
            base_url=self.base,
            repository_name="Other",
            admin_email=["a@example.org"],
            earliest_datestamp="2001-01-01",
            # It leaves out what has no metadata and never writes a status.
            deleted_record="no",
            granularity="YYYY-MM-DD",
        )

    def is_valid_identifier(self, identifier):
        return identifier.startswith("oai:one:")

    def get_metadata_formats(self, identifier=None):
        return [oai_repo.MetadataFormat("oai_dc", f"{DC[:-1]}.xsd", DC)]

    def get_record_header(self, identifier):
        number = int(identifier.rsplit(":", 1)[1])
        header = oai_repo.RecordHeader()
        header.identifier = identifier
        header.datestamp = self.shelf.touched[number].strftime("%Y-%m-%d")
        return header

    def get_record_metadata(self, identifier, metadataprefix):
        number = int(identifier.rsplit(":", 1)[1])
        return None if number in self.shelf.gone else dublin_core(self.shelf, number)

    def get_record_abouts(self, identifier):
        return []

    def list_set_specs(self, identifier=None, cursor=0):
        return None, None, None

    def get_set(self, setspec):
        return None

    def list_identifiers(self, metadataprefix, filter_from=None, filter_until=None, filter_set=None, cursor=0):
        bare = [moment and moment.replace(tzinfo=None) for moment in (filter_from, filter_until)]
        found = [f"oai:one:{n}" for n in self.shelf.between(*bare)]
        return found[cursor : cursor + self.limit], len(found), None


def by_oai_repo(shelf, base):
    repository = oai_repo.OAIRepository(Interface(shelf, base))
    return lambda query: bytes(repository.process(query))


def by_pyoai(shelf, base):
    import cgi

    from oaipmh import common, metadata, server

    # It asks for what Python has elsewhere since 3.8.
    cgi.parse_qs = urllib.parse.parse_qs

    class Collection:
        def header(self, number):
            return common.Header(None, f"oai:two:{number}", shelf.touched[number], [], number in shelf.gone)

        def identify(self):
            return common.Identify(
                repositoryName="Another",
                baseURL=base,
                protocolVersion="2.0",
                adminEmails=["b@example.org"],
                earliestDatestamp=datetime(2001, 1, 1),
                deletedRecord="persistent",
                granularity="YYYY-MM-DDThh:mm:ssZ",
                compression=["identity"],
            )

        def listMetadataFormats(self, identifier=None):
            return [("oai_dc", f"{DC[:-1]}.xsd", DC)]

        def listRecords(self, metadataPrefix, set=None, from_=None, until=None, cursor=0, batch_size=10):
            for number in shelf.between(from_, until)[cursor : cursor + batch_size]:
                fields = {"title": [shelf.titles[number]], "creator": ["Doe, Jane"], "date": ["1950"], "language": ["eng"]}
                yield self.header(number), common.Metadata(None, fields), None

    registry = metadata.MetadataRegistry()
    registry.registerWriter("oai_dc", server.oai_dc_writer)
    answering = server.BatchingServer(Collection(), metadata_registry=registry, resumption_batch_size=40)
    return answering.handleRequest


def serve(make, shelf):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
            body = self.server.answer(query)
            self.send_response(200)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_port}/oai"
    server.answer = make(shelf, base)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, base


def ran(labordoc, data, *args):
    told = subprocess.run([labordoc, "--data", data, *args], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return told.stdout


def story(labordoc, name, make, deleted):
    shelf = Shelf()
    server, base = serve(make, shelf)
    with tempfile.TemporaryDirectory() as data:
        first = json.loads(ran(labordoc, data, "harvest", base, "--json").splitlines()[-1])
        assert first["created"] == RECORDS, first
        shelf.touch(3, "Mended there")
        shelf.touch(200, "Mended there too")
        shelf.touch(4)
        second = json.loads(ran(labordoc, data, "harvest", base, "--json").splitlines()[-1])
        assert (second["created"], second["changed"], second.get("deleted", 0)) == (0, 2, deleted), second
        stats = json.loads(ran(labordoc, data, "stats", "--json").splitlines()[-1])
        assert (stats["records"], stats["deleted"]) == (RECORDS - deleted, deleted), stats
        for title, found in (("Mended there too", 1), ("Work & wages, part 199", 1), ("Work & wages, part 4:", 1 - deleted)):
            table = ran(labordoc, data, "export", "--format", "dc")
            assert table.count(title.replace("&", "&amp;")) == found, title
        third = json.loads(ran(labordoc, data, "harvest", base, "--json").splitlines()[-1])
        assert (third["created"], third["changed"], third.get("deleted", 0)) == (0, 0, 0), third
    server.shutdown()
    print(f"ok: {RECORDS} records of {name}, then 2 that were changed there and {deleted} deleted, then nothing")


def main():
    labordoc = sys.argv[1]
    story(labordoc, "oai-repo, which tells days", by_oai_repo, 0)
    try:
        import cgi  # noqa: F401: gone from Python 3.13

        import oaipmh.server  # noqa: F401
    except Exception as why:  # noqa: BLE001: an old package may fail in many ways
        print(f"skipped: pyoai cannot be used here: {why}")
        return
    story(labordoc, "pyoai, which tells seconds", by_pyoai, 1)


if __name__ == "__main__":
    main()
