"""Synchronizes with resync, a client others use: a baseline, then edits and deletions.

    resourcesync.py BINARY

It finds the resource list by itself, from the well-known address on. It reads no index of change lists, so it is
pointed at the last two parts.

Its folder must hold each live record's JSON as it is, and nothing else.
"""
import json
import os
import pathlib
import sys
import tempfile
import urllib.request

from harvest import Library
from resync.client import Client
from resync.client_state import ClientState


def client(library, folder):
    made = Client()
    made.set_mappings([f"{library.base}/records={folder}"])
    return made


def same(library, folder, how):
    live = {row["id"]: row["datestamp"] for row in library.changes() if not row["deleted"]}
    held = {int(path.stem): path for path in pathlib.Path(folder).glob("*.json")}
    assert held.keys() == live.keys(), f"{how}: {len(held)} of {len(live)}"
    for number, path in held.items():
        with urllib.request.urlopen(f"{library.base}/records/{number}.json") as answer:
            assert path.read_bytes() == answer.read(), f"{how}: record {number} is another"
        assert json.loads(path.read_text())["datestamp"] == live[number]
    print(f"ok: {how}: {len(held)} resources, as in the store, byte for byte")


def incremental(library, folder):
    changes = f"{library.base}/resourcesync/changelist/latest.xml"
    client(library, folder).incremental(allow_deletion=True, change_list_uri=changes)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        library = Library(sys.argv[1], f"{place}/data")
        folder = f"{place}/copy"
        os.makedirs(folder)
        os.chdir(place)  # the client keeps its state where it runs
        try:
            client(library, folder).baseline_or_audit()
            same(library, folder, "baseline")
            assert ClientState().get_state(f"{library.base}/records/resourcelist.xml")
            for turn in range(60):
                library.ask(f"/api/v1/records/{turn + 100}", "PATCH", {"titles": {"main": {"main": f"Edited {turn}"}}})
                if turn % 10 == 0:
                    library.ask(f"/api/v1/records/{turn + 300}", "DELETE")
            library.ask("/api/v1/records/400", "PATCH", {"status": "suppressed"})
            incremental(library, folder)
            same(library, folder, "60 edits, 6 deletions, 1 suppressed")
            library.ask("/api/v1/records/400", "PATCH", {"status": "live"})
            library.ask("/api/v1/records/101", "DELETE")
            library.ask("/api/v1/records/102", "PATCH", {"edition": "3rd"})
            incremental(library, folder)
            same(library, folder, "one back, one gone, one edited again")
        finally:
            library.stop()
