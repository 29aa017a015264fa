"""Reads the sitemaps with ultimate-sitemap-parser, as crawlers of archives do, from robots.txt on.

    sitemap.py BINARY
"""
import gzip
import json
import re
import sys
import tempfile
import urllib.request

from harvest import Library
from usp.fetch_parse import SitemapFetcher
from usp.tree import sitemap_tree_for_homepage


def page_id(url):
    return int(url.rsplit("/", 1)[1])


def live(library):
    return {row["id"]: row["datestamp"] for row in library.changes() if not row["deleted"]}


def same(library, pages, how):
    expected = live(library)
    got = [(page_id(page.url), page.last_modified.strftime("%Y-%m-%dT%H:%M:%SZ")) for page in pages]
    assert sorted(got) == sorted(expected.items()), f"{how}: {len(got)} of {len(expected)}"
    print(f"ok: {how}: {len(got)} pages, each live record once, lastmod to the second")


def tree(library):
    found = sitemap_tree_for_homepage(f"{library.base}/")
    # The parser also guesses names of sitemaps; what robots.txt names is one of its branches.
    named = [s for s in found.sub_sitemaps if s.url.endswith("/robots.txt")]
    assert len(named) == 1, [s.url for s in found.sub_sitemaps]
    same(library, list(named[0].all_pages()), "ultimate-sitemap-parser, from robots.txt")


def packed(library):
    pages = SitemapFetcher(f"{library.base}/sitemap.xml.gz", recursion_level=0).sitemap().all_pages()
    same(library, list(pages), "ultimate-sitemap-parser, gzip files")
    with urllib.request.urlopen(f"{library.base}/sitemaps/1.xml.gz") as answer:
        text = gzip.decompress(answer.read()).decode()
    with urllib.request.urlopen(f"{library.base}/api/v1/export?format=json") as answer:
        records = [json.loads(line) for line in answer if line.strip()]
    several = sum(1 for record in records if len({version["lang"] for version in record["versions"]}) > 1)
    alternates = re.findall(r'hreflang="([^"]+)"', text)
    assert alternates.count("x-default") == several > 0, (alternates.count("x-default"), several)
    print(f"ok: {several} pages in several languages name one for all others")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        library = Library(sys.argv[1], folder)
        try:
            tree(library)
            library.ask("/api/v1/records/3", "DELETE")
            library.ask("/api/v1/records/4", "PATCH", {"edition": "2nd"})
            tree(library)
            packed(library)
        finally:
            library.stop()
