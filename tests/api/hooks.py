"""What random requests are turned into, so that they meet what is there and break nothing outside.

- Half of the records, imports and concepts that are asked for exist.
- A backup goes below the test's own folder: the path is the one thing here that reaches the machine.
- The token that the run itself uses is not revoked, or nothing could be tried any more.
"""

import os
import urllib.parse
import zlib

import schemathesis

OWN_TOKEN = "demo administrator"
CONCEPTS = {"themes": ["wages", "minimum-wage"], "document-types": ["article", "convention"]}


def chosen(value, many):
    """A number below `many`, always the same for a value."""
    return zlib.crc32(repr(value).encode()) % many


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    if not path_parameters:
        return path_parameters
    path = context.operation.path
    value = path_parameters.get("id")
    if isinstance(value, int) and value > 1000:
        if path.startswith("/api/v1/records/") and chosen(value, 2):
            path_parameters["id"] = 1 + chosen((value, "id"), 726)
        if path.startswith("/api/v1/imports/") and chosen(value, 2):
            path_parameters["id"] = 1 + chosen((value, "id"), 2)
    scheme = path_parameters.get("scheme")
    if path.endswith("/concepts/{scheme}/{id}") and scheme in CONCEPTS and chosen(value, 2):
        path_parameters["id"] = CONCEPTS[scheme][chosen((value, "id"), 2)]
    return path_parameters


@schemathesis.hook
def before_call(context, case, kwargs):
    """The last word, also on what follows from an earlier answer."""
    name = urllib.parse.unquote(str((case.path_parameters or {}).get("name")))
    if case.operation.path == "/api/v1/tokens/{name}" and name == OWN_TOKEN:
        case.path_parameters["name"] = "another"
    to = (case.query or {}).get("to")
    if case.operation.path == "/api/v1/backups" and isinstance(to, str) and to.startswith("/"):
        case.query["to"] = os.path.join(os.environ["LABORDOC_PLACE"], "backup")
