"""Follows the typed links of landing pages with `signposting`, a client others use, on both levels.

    signposts.py BASE_URL RECORDS
"""
import sys
import urllib.request

import signposting

base, records = sys.argv[1], int(sys.argv[2])
seen = 0
for number in range(1, records + 1):
    page = f"{base}/records/{number}"
    header = signposting.find_signposting_http(page)
    assert header.citeAs and len(header.types) >= 2 and header.describedBy, page
    assert any(str(t.target) == "https://schema.org/AboutPage" for t in header.types), page
    for link in header.describedBy:
        with urllib.request.urlopen(link.target) as answer:
            kind = answer.headers["Content-Type"].split(";")[0]
            assert kind == str(link.type), f"{link.target}: {kind}, promised {link.type}"
        back = signposting.find_signposting_http(link.target)
        assert str(back.linksets and list(back.linksets)[0].target).endswith("/linkset"), link.target
    told = [link for link in header.linksets][0]
    whole = signposting.find_signposting_linkset(str(told.target)).for_context(page)
    for name in ("citeAs", "types", "authors", "license", "items", "describedBy"):
        def shown(value):
            return sorted(str(s.target) for s in value) if isinstance(value, (set, frozenset)) else str(value and value.target)
        assert shown(getattr(header, name)) == shown(getattr(whole, name)), f"{page}: {name}"
    seen += 1
print(f"ok: {seen} landing pages and their linksets tell the same, and every form is of the type that was promised")
