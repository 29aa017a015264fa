#!/usr/bin/env python3
"""Floods a served collection with facet combinations and looks how others fare meanwhile.

    LABORDOC_FORWARDED_FOR=true labordoc --data DATA serve --listen 127.0.0.1:8930
    tests/bench/flood.py 127.0.0.1:8930 TOKEN PID [SECONDS] [PER_SECOND] [ADDRESSES]

Every flooding request is another combination of at least three filters, each from one of the addresses
in turn (as a proxy tells them). Beside it a signed-in person searches and a harvester reads, five times a
second each. Prints one JSON object: what each of the three met, and the service's memory in MiB.
"""
import asyncio
import itertools
import json
import re
import sys
import time

host, token, pid = sys.argv[1], sys.argv[2], sys.argv[3]
seconds = int(sys.argv[4]) if len(sys.argv) > 4 else 60
per_second = int(sys.argv[5]) if len(sys.argv) > 5 else 500
addresses = int(sys.argv[6]) if len(sys.argv) > 6 else 5000
WORDS = ["wages", "women", "migration", "health", "industry", "training", "youth", "policy"]


async def get(path, *headers):
    name, port = host.split(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Connection: close", *headers]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    answer = await reader.read()
    writer.close()
    return int(answer[9:12] or 0), answer


def combinations():
    langs, kinds = ["en", "fr", "es"], ["book", "journal-article", "report", "working-paper", "article"]
    years = range(1921, 2024)
    for n, (year, kind, lang, word) in enumerate(itertools.product(years, kinds, langs, WORDS)):
        yield f"/search?q={word}&type={kind}&lang={lang}&from={year}&until={year + n % 7}"


def percentile(values, share):
    values = sorted(values)
    return round(values[min(len(values) - 1, int(share * len(values)))] * 1000, 1)


class Told:
    def __init__(self):
        self.statuses, self.times = {}, []

    async def ask(self, path, *headers):
        begun = time.perf_counter()
        try:
            status, answer = await get(path, *headers)
        except OSError:
            status, answer = 0, b""
        self.times.append(time.perf_counter() - begun)
        self.statuses[status] = self.statuses.get(status, 0) + 1
        return answer

    def show(self):
        return {"statuses": self.statuses, "p50_ms": percentile(self.times, 0.5), "p95_ms": percentile(self.times, 0.95), "max_ms": percentile(self.times, 1)}


def resident():
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmRSS:\s*(\d+)", status.read())[1]) // 1024


async def person(told, end):
    for n in itertools.count():
        if time.perf_counter() > end:
            return
        word = WORDS[n % len(WORDS)]
        await asyncio.gather(told.ask(f"/api/v1/search?q={word}&works=true", f"Authorization: Bearer {token}"), asyncio.sleep(0.2))


async def harvester(told, end):
    path = "/oai?verb=ListRecords&metadataPrefix=oai_dc"
    while time.perf_counter() < end:
        answer, _ = await asyncio.gather(told.ask(path, "Accept-Encoding: identity"), asyncio.sleep(0.2))
        more = re.search(rb"<resumptionToken[^>]*[^/]>([^<]+)<", answer)
        path = "/oai?verb=ListRecords&" + (f"resumptionToken={more[1].decode()}" if more else "metadataPrefix=oai_dc")


async def flood(told, end):
    tasks, begun = set(), time.perf_counter()
    for n, path in enumerate(itertools.cycle(combinations())):
        due = begun + n / per_second
        if due > end:
            break
        await asyncio.sleep(max(0, due - time.perf_counter()))
        address = n % addresses
        forwarded = f"X-Forwarded-For: 10.{address // 250}.{address % 250}.7"
        task = asyncio.create_task(told.ask(path, forwarded))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)


async def main():
    flooded, searched, harvested = Told(), Told(), Told()
    before, end = resident(), time.perf_counter() + seconds
    await asyncio.gather(flood(flooded, end), person(searched, end), harvester(harvested, end))
    print(json.dumps({"flood": flooded.show(), "signed in": searched.show(), "harvester": harvested.show(), "memory before": before, "memory after": resident()}, indent=1))


asyncio.run(main())
