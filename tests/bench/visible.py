#!/usr/bin/env python3
"""How long after it was acknowledged a change is seen in each output, while an import runs.

    tests/bench/visible.py HOST TOKEN FILE [CHANGES]

FILE is imported meanwhile (ISO 2709); one record after another gets a new title. Prints one JSON object, in milliseconds.
"""
import http.client
import json
import sys
import threading
import time

HOST, TOKEN, FILE = sys.argv[1:4]
CHANGES = int(sys.argv[4]) if len(sys.argv) > 4 else 100
SHARD = 5_000
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


def ask(method, path, body=None):
    connection = http.client.HTTPConnection(HOST, timeout=60)
    connection.request(method, path, body, HEADERS)
    answer = connection.getresponse()
    return answer.status, answer.read().decode("utf-8", "replace")


def imported():
    with open(FILE, "rb") as file:
        connection = http.client.HTTPConnection(HOST, timeout=600)
        connection.request("POST", "/api/v1/imports?name=meanwhile", file, {**HEADERS, "Transfer-Encoding": "chunked"}, encode_chunked=True)
        answer = connection.getresponse()
        assert answer.status == 202, answer.read()
        return answer.getheader("location")


place = imported()
seen = {name: [] for name in ("oai", "landing page", "feed", "sitemap", "search")}
for turn in range(CHANGES):
    assert json.loads(ask("GET", place)[1])["status"] == "running", f"the import ended after {turn} changes"
    record, word = 1 + turn * 7, f"zqvisible{int(time.time())}n{turn}x"
    status, body = ask("PATCH", f"/api/v1/records/{record}", json.dumps({"titles": {"main": {"main": word}}}))
    assert status == 200, body
    begun, stamp = time.perf_counter(), json.loads(body)["datestamp"]
    outputs = {
        "oai": (f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:{HOST.split(':')[0]}:{record}", word),
        "landing page": (f"/records/{record}", word),
        "feed": ("/feed.atom", word),
        "sitemap": (f"/sitemaps/{1 + (record - 1) // SHARD}.xml", f"/records/{record}</loc><lastmod>{stamp}"),
        "search": (f"/api/v1/search?q={word}", f'"id":{record}'),
    }

    def watch(name, path, text):
        while True:
            body = ask("GET", path)[1]
            if text in body or text in body.replace('": ', '":'):
                return seen[name].append((time.perf_counter() - begun) * 1000)
            if name == "feed" and time.perf_counter() - begun > 2:
                return  # the import's records have pushed it out of the newest
            assert time.perf_counter() - begun < 30, f"{name} does not show {text}"

    watchers = [threading.Thread(target=watch, args=(name, *what)) for name, what in outputs.items()]
    [watcher.start() for watcher in watchers]
    [watcher.join() for watcher in watchers]
print(json.dumps({
    name: {"p50": round(sorted(all)[len(all) // 2]), "p99": round(sorted(all)[int(len(all) * 0.99)]), "longest": round(max(all)), "changes": len(all)}
    for name, all in seen.items()
}))
