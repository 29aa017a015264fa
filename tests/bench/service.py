#!/usr/bin/env python3
"""Measures a served collection: start-up, memory, search latency, OAI-PMH throughput.

    tests/bench/service.py BINARY DATA [SEARCHES] [OAI_PAGES]

One client, one connection, on loopback. Prints one JSON object.
"""
import http.client
import json
import random
import re
import subprocess
import sys
import time

WORDS = {
    "one common word": ["wages", "salaires", "trabajo", "employment", "travail", "economic", "women", "labour"],
    "two words": ["minimum wage", "travail décent", "seguridad social", "collective bargaining", "rural development"],
    "phrase": ['"social security"', '"labour market"', '"travail des enfants"', '"trade union"'],
    "field and range": ["title:labour year:1990..2005", "subject:wages type:report", "author:smith lang:en"],
    "boolean": ["wages OR employment NOT agriculture", "(women OR youth) AND training", "migration OR migrant OR refugee"],
    "prefix": ["employ*", "migr*", "cooperat*"],
    "everything": [""],
}


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


def memory(pid):
    """Resident memory in MiB: all of it, and what of it are mapped files."""
    with open(f"/proc/{pid}/status") as status:
        lines = dict(line.split(":", 1) for line in status)
    return {name: int(lines[key].split()[0]) // 1024 for name, key in (("resident", "VmRSS"), ("mapped files", "RssFile"))}


def get(connection, path):
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (path, answer.status, body[:300])
    return body


def searches(connection, count):
    chance = random.Random(1)
    found, every = {}, []
    for kind, queries in WORDS.items():
        times = []
        for _ in range(count):
            query = http.client.urllib.parse.quote(chance.choice(queries)) if hasattr(http.client, "urllib") else chance.choice(queries)
            begun = time.perf_counter()
            get(connection, f"/api/v1/search?q={query}&works={'true' if chance.random() < 0.3 else 'false'}")
            times.append((time.perf_counter() - begun) * 1000)
        every += times
        found[kind] = {"p50_ms": round(percentile(times, 0.5), 1), "p99_ms": round(percentile(times, 0.99), 1)}
    found["all of these"] = {"p50_ms": round(percentile(every, 0.5), 1), "p99_ms": round(percentile(every, 0.99), 1)}
    return found


def harvest(connection, prefix, pages):
    records, size, begun, token = 0, 0, time.perf_counter(), None
    for _ in range(pages):
        query = f"resumptionToken={token}" if token else f"metadataPrefix={prefix}"
        body = get(connection, f"/oai?verb=ListRecords&{query}")
        records += body.count(b"<header")
        size += len(body)
        token = re.search(rb"<resumptionToken[^>]*>([^<]*)<", body)
        token = token and token.group(1).decode()
        if not token:
            break
    seconds = time.perf_counter() - begun
    return {"records": records, "records_per_second": round(records / seconds), "bytes": size}


def main():
    import urllib.parse

    http.client.urllib = urllib
    binary, data = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    pages = int(sys.argv[4]) if len(sys.argv) > 4 else 200
    begun = time.perf_counter()
    service = subprocess.Popen([binary, "--data", data, "serve", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
    try:
        address = re.search(r"http://([^/]+)/", service.stdout.readline()).group(1)
        connection = http.client.HTTPConnection(address, timeout=60)
        get(connection, "/healthz")
        measured = {"start_seconds": round(time.perf_counter() - begun, 2), "memory_mib_at_start": memory(service.pid)}
        get(connection, "/api/v1/search?q=")
        measured["search"] = searches(connection, count)
        measured["oai_dc"] = harvest(connection, "oai_dc", pages)
        measured["marcxml"] = harvest(connection, "marcxml", pages)
        measured["memory_mib_at_end"] = memory(service.pid)
        print(json.dumps(measured, indent=1))
    finally:
        service.terminate()
        service.wait(30)


main()
