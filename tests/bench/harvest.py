#!/usr/bin/env python3
"""Harvests everything from a served collection on one connection, and says how fast.

    tests/bench/harvest.py 127.0.0.1:8930 [oai_dc] [plain|gzip]

Counts the records it reads; bytes are those on the wire. Prints one JSON object.
"""
import http.client
import json
import re
import sys
import time
import zlib

host = sys.argv[1]
prefix = sys.argv[2] if len(sys.argv) > 2 else "oai_dc"
gzip = (sys.argv[3] if len(sys.argv) > 3 else "gzip") == "gzip"
connection = http.client.HTTPConnection(host)
path = f"/oai?verb=ListRecords&metadataPrefix={prefix}"
records = size = 0
first_bytes = []
begun = time.perf_counter()
while path:
    asked = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "gzip" if gzip else "identity"})
    answer = connection.getresponse()
    first_bytes.append(time.perf_counter() - asked)
    body = answer.read()
    size += len(body)
    text = zlib.decompress(body, 31) if gzip else body
    records += text.count(b"<header")
    more = re.search(rb"<resumptionToken[^>]*[^/]>([^<]+)<", text[-2000:])
    path = more and f"/oai?verb=ListRecords&resumptionToken={more[1].decode()}"
seconds = time.perf_counter() - begun
first_bytes.sort()
print(json.dumps({
    "format": prefix, "gzip": gzip, "records": records, "pages": len(first_bytes), "seconds": round(seconds, 1),
    "records_per_second": round(records / seconds), "bytes_per_record": round(size / records),
    "first_byte_p50_ms": round(first_bytes[len(first_bytes) // 2] * 1000, 1), "first_byte_max_ms": round(first_bytes[-1] * 1000, 1),
}))
