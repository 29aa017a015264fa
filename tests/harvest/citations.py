"""Reads citations and typed links as others' programs do: no author, title or DOI may be lost.

    citations.py BINARY

rispy and bibtexparser read every record of the demo; signposting follows the links of landing pages.
"""
import json
import re
import sys
import tempfile
import urllib.request

import bibtexparser
import rispy
import signposting
from sru import Library

CREATORS = {"aut", "cre", "cmp", "com", "art", "dis"}
FOLLOWED = 40


def title(record):
    parts = record["titles"]["main"]
    whole = parts["main"]
    if remainder := parts.get("remainder"):
        whole += (" " if whole.endswith(("?", "!", ":")) else ": ") + remainder
    if part := parts.get("part"):
        whole += ". " + part
    return " ".join(whole.split())


def authors(record):
    everybody = record.get("contributors", [])
    creators = [c for c in everybody if CREATORS & set(c["roles"])]
    editors = [c for c in everybody if "edt" in c["roles"] and c not in creators]
    if not creators and not editors:
        creators = [c for c in everybody if c["kind"] == "corporate"]
    return [" ".join(c["name"].split()).removesuffix(",") for c in creators]


def doi(record):
    found = [i["value"] for i in record.get("identifiers", []) if i["kind"] == "doi" and i.get("valid", True)]
    return found[0] if found else None


def plain(tex):
    """The text that TeX would set."""
    for command, meant in (("\\textbackslash{}", "\0"), ("\\textasciitilde{}", "~"), ("\\textasciicircum{}", "^")):
        tex = tex.replace(command, meant)
    tex = re.sub(r"\\([{}$&#_%])", lambda m: {"{": "\1", "}": "\2"}.get(m[1], m[1]), tex)
    return tex.replace("{", "").replace("}", "").replace("\1", "{").replace("\2", "}").replace("\0", "\\")


def fetch(library, form):
    ids = ",".join(str(record["id"]) for record in library.records)
    with urllib.request.urlopen(f"{library.base}/cite?ids={ids}&format={form}") as answer:
        return answer.read().decode()


def same(form, record, got):
    expected = (title(record), authors(record), doi(record))
    assert got == expected, f"{form}, record {record['id']}: {got}, not {expected}"


def ris(library):
    read = rispy.loads(fetch(library, "ris"))
    assert len(read) == len(library.records), f"{len(read)} of {len(library.records)}"
    for record, entry in zip(library.records, read):
        same("RIS", record, (entry.get("title", ""), entry.get("authors", []), entry.get("doi")))
    print(f"ok: rispy reads {len(read)} records, no author, title or DOI is lost")


def bibtex(library):
    read = bibtexparser.parse_string(fetch(library, "bib"))
    assert not read.failed_blocks, read.failed_blocks[:3]
    assert len(read.entries) == len(library.records), f"{len(read.entries)} of {len(library.records)}"
    for record, entry in zip(library.records, read.entries):
        fields = {name: field.value for name, field in entry.fields_dict.items()}
        names = re.split(r" and (?![^{]*\})", fields["author"]) if "author" in fields else []
        same("BibTeX", record, (plain(fields.get("title", "")), [plain(n) for n in names], fields.get("doi")))
    print(f"ok: bibtexparser reads {len(read.entries)} records, no author, title or DOI is lost")


def csl(library):
    read = json.loads(fetch(library, "csl.json"))
    for record, item in zip(library.records, read, strict=True):
        names = [n.get("literal") or ", ".join(filter(None, (n["family"], n.get("given")))) for n in item.get("author", [])]
        same("CSL-JSON", record, (" ".join(item.get("title", "").split()), names, item.get("DOI")))
    print(f"ok: {len(read)} items of CSL-JSON, no author, title or DOI is lost")


def signposts(library):
    for record in library.records[:FOLLOWED]:
        page = f"{library.base}/records/{record['id']}"
        header = signposting.find_signposting_http(page)
        assert header.citeAs and len(header.types) >= 2 and header.describedBy, page
        for link in header.describedBy:
            with urllib.request.urlopen(link.target) as answer:
                kind = answer.headers["Content-Type"].split(";")[0]
                assert kind == str(link.type), f"{link.target}: {kind}, promised {link.type}"
        told = list(header.linksets)[0]
        whole = signposting.find_signposting_linkset(str(told.target)).for_context(page)
        for name in ("citeAs", "types", "authors", "license", "items", "describedBy"):
            one, other = (getattr(links, name) for links in (header, whole))
            targets = lambda v: sorted(str(s.target) for s in v) if isinstance(v, (set, frozenset)) else str(v and v.target)
            assert targets(one) == targets(other), f"{page}: {name}"
    print(f"ok: signposting finds the same links on {FOLLOWED} landing pages and in their linksets")


def main():
    with tempfile.TemporaryDirectory() as folder:
        library = Library(sys.argv[1], folder)
        try:
            ris(library)
            bibtex(library)
            csl(library)
            signposts(library)
        finally:
            library.process.terminate()
            library.process.wait(30)


main()
