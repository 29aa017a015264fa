"""Searches as library systems do, with clients others wrote, and counts as the records themselves say.

    sru.py BINARY

yaz-client and zoomsh (YAZ) by GET and POST in 1.2 and 2.0, sruthi in 1.2. Without YAZ its part is left out.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import urllib.request

import sruthi


class Library:
    """The demo collection, served, and its records."""

    def __init__(self, binary, folder):
        self.process = subprocess.Popen(
            [binary, "--data", folder, "demo", "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for line in self.process.stdout:
            if found := re.search(r"(http://127\.0\.0\.1:\d+)/$", line.strip()):
                self.base = found.group(1)
            if line.startswith("Stop with"):
                break
        with urllib.request.urlopen(f"{self.base}/api/v1/export?format=json") as answer:
            self.records = [json.loads(line) for line in answer if line.strip()]

    def count(self, holds):
        return sum(1 for record in self.records if holds(record))

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def words(text):
    """Folded words; particles before an apostrophe and a closing 's are none."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    folded = "".join(c for c in folded if not unicodedata.combining(c)).replace("œ", "oe").replace("æ", "ae")
    folded = re.sub(r"(?<!\w)(l|d|j|m|n|s|t|c|qu)['’](?=\w)", " ", folded)
    folded = re.sub(r"['’]s(?!\w)", " ", folded)
    return re.findall(r"[^\W_]+", folded)


def titles(description):
    held = description["titles"]
    for title in [held["main"], *held.get("parallel", []), *held.get("variant", []), held.get("original")]:
        if title:
            yield words(" ".join(title[part] for part in ("main", "remainder", "part") if title.get(part)))


def names(description):
    values = [c["name"] for c in description.get("contributors", [])]
    return [words(v) for v in [*values, description.get("responsibility", "")]]


def row(values, term):
    wanted = words(term)
    return any(value[at : at + len(wanted)] == wanted for value in values for at in range(len(value)))


def in_title(term):
    return lambda d: row(titles(d), term)


def in_name(term):
    return lambda d: row(names(d), term)


def year(d):
    return d.get("date", {}).get("year")


def queries():
    """CQL, and whether a record is in its set."""
    found = []
    for term in ["wages", "women", "labour", "the", "international labour", "travail", "employment and", "zzz"]:
        found.append((f'dc.title = "{term}"', in_title(term)))
        found.append((f'bath.title adj "{term}"', in_title(term)))
    for term in ["smith", "international labour office", "singer", "conference"]:
        found.append((f'dc.creator = "{term}"', in_name(term)))
    for one, other in [("wages", "women"), ("labour", "migration"), ("work", "convention")]:
        a, b = in_title(one), in_title(other)
        found.append((f"dc.title = {one} and dc.title = {other}", lambda d, a=a, b=b: a(d) and b(d)))
        found.append((f"dc.title = {one} or dc.title = {other}", lambda d, a=a, b=b: a(d) or b(d)))
        found.append((f"dc.title = {one} not dc.title = {other}", lambda d, a=a, b=b: a(d) and not b(d)))
        found.append((f'dc.title any "{one} {other}"', lambda d, a=a, b=b: a(d) or b(d)))
        found.append((f'dc.title all "{one} {other}"', lambda d, a=a, b=b: a(d) and b(d)))
    for at in [1921, 1930, 1957, 1999, 2012]:
        found.append((f"dc.date = {at}", lambda d, at=at: year(d) == at))
        found.append((f"dc.date < {at}", lambda d, at=at: year(d) is not None and year(d) < at))
        found.append((f"dc.date >= {at}", lambda d, at=at: year(d) is not None and year(d) >= at))
    found.append(('dc.date within "1930 1940"', lambda d: year(d) is not None and 1930 <= year(d) <= 1940))
    for lang in ["en", "fr", "es"]:
        found.append((f"dc.language = {lang}", lambda d, lang=lang: lang in d["languages"]))
    wages = in_title("wage*".rstrip("*"))
    begins = lambda d: any(word.startswith("wage") for title in titles(d) for word in title)
    found.append(("dc.title = wage*", begins))
    found.append(("dc.title = wage* not dc.title = wage", lambda d: begins(d) and not wages(d)))
    found.append(('dc.title = "^the"', lambda d: any(title[:1] == ["the"] for title in titles(d))))
    found.append(("cql.allRecords = 1", lambda d: True))
    found.append(
        (
            "(dc.title = wages or dc.title = women) and dc.date > 1950 not dc.language = fr",
            lambda d: (in_title("wages")(d) or in_title("women")(d))
            and year(d) is not None
            and year(d) > 1950
            and "fr" not in d["languages"],
        )
    )
    return found


def with_sruthi(library, url):
    explained = sruthi.explain(url)
    assert explained["server"]["database"] == "sru", explained["server"]
    assert "dc" in explained["index"] and "title" in explained["index"]["dc"], explained["index"]
    print(f"ok: sruthi: explain names {sum(map(len, explained['index'].values()))} indexes")
    for query, holds in queries():
        expected = library.count(holds)
        got = sruthi.searchretrieve(url, query, record_schema="dc").count
        assert got == expected, f"sruthi: {query}: {got}, not {expected}"
    print(f"ok: sruthi: {len(queries())} queries, each as many as the records say")
    whole = sruthi.searchretrieve(url, "cql.allRecords = 1", maximum_records=100, record_schema="dc")
    held = list(whole)
    assert len(held) == len(library.records), f"{len(held)} of {len(library.records)}"
    print(f"ok: sruthi: all {len(held)} records, page by page")
    try:
        sruthi.searchretrieve(url, "dc.shelf = 1")
        raise AssertionError("an unknown index must be refused")
    except sruthi.errors.SruError as refused:
        assert "info:srw/diagnostic/1/16" in str(refused), refused
    print("ok: sruthi: a diagnostic arrives")


def talk(program, lines):
    text = "\n".join([*lines, "quit", ""])
    done = subprocess.run([program], input=text, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def with_yaz(library, url):
    asked = queries()
    expected = [library.count(holds) for _, holds in asked]
    for way in ["get 1.2", "get 2.0", "post 1.2", "post 2.0"]:
        said = talk("yaz-client", [f"open {url}", f"sru {way}", "querytype cql", *(f"find {q}" for q, _ in asked)])
        got = [int(n) for n in re.findall(r"Number of hits: (\d+)", said)]
        assert got == expected, [(q, g, e) for (q, _), g, e in zip(asked, got, expected) if g != e]
        print(f"ok: yaz-client: {way}: {len(got)} queries, each as many as the records say")
    for version in ["1.2", "2.0"]:
        start = [f"open {url}", f"sru get {version}", "querytype cql"]
        said = talk("yaz-client", [*start, "scan dc.title=wage", "scan dc.creator==s"])
        terms = re.findall(r"^(.+): (\d+) \w+$", said, re.M)
        checked = 0
        for term, number in terms:
            if term.isalpha() and term.islower():
                assert int(number) == library.count(in_title(term)), (term, number)
                checked += 1
        assert checked > 10 and any("," in term for term, _ in terms), said
        said = talk("yaz-client", [*start, "explain", "schema marcxml", "find dc.title=wages", "show 1", "find dc.shelf=1"])
        assert "<zr:explain" in said and "<leader>" in said and "info:srw/diagnostic/1/16" in said, said
        print(f"ok: yaz-client: {version}: scan, explain, MARCXML, a diagnostic")


def with_zoomsh(library, url):
    for version in ["1.2", "2.0"]:
        for query, holds in queries():
            lines = ["set sru get", f"set sru_version {version}", f"connect {url}", f"search cql:{query}"]
            if '"' in query:
                continue
            said = talk("zoomsh", lines)
            got = int(re.search(r": (\d+) hits", said).group(1))
            assert got == library.count(holds), f"{query}: {got}"
        print(f"ok: zoomsh: {version}: queries, each as many as the records say")


def main():
    with tempfile.TemporaryDirectory() as folder:
        library = Library(sys.argv[1], os.path.join(folder, "data"))
        try:
            url = f"{library.base}/sru"
            with_sruthi(library, url)
            if shutil.which("yaz-client") and shutil.which("zoomsh"):
                with_yaz(library, url)
                with_zoomsh(library, url)
            else:
                print("skipped: yaz-client and zoomsh are not here (Debian: apt-get install yaz)")
        finally:
            library.stop()


if __name__ == "__main__":
    main()
