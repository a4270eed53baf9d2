#!/usr/bin/env python3
"""Reads lives.parquet and rows.parquet with one reader and says whether each column has its type: `kinds.py READER FOLDER`."""

import os
import sys
from pathlib import Path

reader, folder = sys.argv[1], Path(sys.argv[2])
KINDS = {
    "replication": "whole", "life": "whole", "purchases": "whole", "customer": "text", "segment": "text", "hole": "text",
    "value": "number", "tenure": "number", "tenure_from": "number", "joined": "time", "left": "time", "at_start": "flag",
    "newcomer": "flag", "point": "whole", "acquisition.web.joins": "number", "metrics.exits": "number",
    "metrics.ltv": "number",
}
NAMES = {
    "pandas": {"int64": "whole", "float64": "number", "object": "text", "str": "text", "datetime64[us, UTC]": "time", "bool": "flag"},
    "polars": {
        "Int64": "whole", "Float64": "number", "String": "text", "Datetime(time_unit='us', time_zone='UTC')": "time",
        "Boolean": "flag",
    },
    "duckdb": {
        "BIGINT": "whole", "DOUBLE": "number", "VARCHAR": "text", "TIMESTAMP WITH TIME ZONE": "time", "BOOLEAN": "flag",
    },
}


def types(path):
    """Column -> name of its type."""
    if reader == "pandas":
        import pandas

        frame = pandas.read_parquet(path)
        assert frame.attrs["program"] == "journeysim" and frame.attrs["columns"], frame.attrs
        return {name: str(kind) for name, kind in frame.dtypes.items()}
    if reader == "polars":
        import polars

        return {name: str(kind) for name, kind in polars.read_parquet(path).schema.items()}
    import duckdb

    return {name: str(kind) for name, kind, *_ in duckdb.sql(f"describe select * from '{path}'").fetchall()}


checked = 0
for file in ["lives.parquet", "rows.parquet"]:
    for name, kind in types(folder / file).items():
        if name in KINDS:
            assert NAMES[reader].get(kind) == KINDS[name], (file, name, kind)
            checked += 1
assert checked >= 16, checked
sys.stdout.flush()
# Threads of a reader may still be starting, and an interpreter that tidies up around them can abort.
os._exit(0)
