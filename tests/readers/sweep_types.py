"""A sweep of a table of points as pandas, polars, duckdb or pyarrow read its Parquet: numbers as numbers, and what they are.

    sweep_types.py READER FOLDER VERSION

The table has whole numbers, units of one dimension, an empty cell and words; see tests/integration/sweep_records.rs."""

import json
import sys
from pathlib import Path

STAFF = "resource.server.staff"
ARRIVALS = "journey.visit.arrivals"
TIME = "journey.visit.counter.time.exponential.mean"
DISCIPLINE = "resource.server.discipline"

# Kind and values of some columns of points.parquet.
EXPECTED = {
    "point": ("whole", [0, 1, 2, 3]),
    "world": ("text", ["baseline"] * 4),
    "whole": ("flag", [True] * 4),
    "refused": ("flag", [False] * 4),
    "design": ("text", ["table"] * 4),
    STAFF: ("whole", [2, 1, None, 3]),
    ARRIVALS: ("number", [3.0, 2.0, 4.0, 4.5]),
    TIME: ("number", [6.0, 12.0, None, 5.0]),
    DISCIPLINE: ("text", ["fifo", "priority", "fifo", None]),
}
UNITS = {ARRIVALS: "per h", TIME: "min", STAFF: "", "resources.server.delay_min": "min", "resources.server.delay_min.half_width": "min"}


def by_pandas(path):
    import pandas

    frame = pandas.read_parquet(path, dtype_backend="numpy_nullable")
    words = {"Int64": "whole", "Float64": "number", "boolean": "flag", "string": "text"}
    columns = {name: (words[str(frame[name].dtype)], [None if value is pandas.NA else value for value in frame[name]]) for name in frame}
    return columns, pandas.read_parquet(path).attrs


def by_polars(path):
    import polars

    frame = polars.read_parquet(path)
    words = {polars.Int64: "whole", polars.Float64: "number", polars.Boolean: "flag", polars.String: "text"}
    columns = {name: (words[frame.schema[name]], frame[name].to_list()) for name in frame.columns}
    return columns, decoded(polars.read_parquet_metadata(path))


def by_duckdb(path):
    import duckdb

    found = duckdb.sql(f"SELECT * FROM '{path}' ORDER BY point")
    words = {"BIGINT": "whole", "DOUBLE": "number", "BOOLEAN": "flag", "VARCHAR": "text"}
    rows = found.fetchall()
    columns = {name: (words[str(kind)], [row[at] for row in rows]) for at, (name, kind) in enumerate(zip(found.columns, found.types))}
    pairs = duckdb.sql(f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{path}')").fetchall()
    return columns, decoded(dict(pairs))


def by_pyarrow(path):
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(path)
    words = {"int64": "whole", "double": "number", "bool": "flag", "string": "text"}
    columns = {name: (words[str(table.schema.field(name).type)], table[name].to_pylist()) for name in table.column_names}
    return columns, decoded({key.decode(): value.decode() for key, value in table.schema.metadata.items()})


def decoded(pairs):
    """Metadata as text, with what is JSON in it."""
    return {key: json.loads(value) if key in ("columns", "seed") else value for key, value in pairs.items()}


def main():
    reader, folder, version = sys.argv[1:]
    read = {"pandas": by_pandas, "polars": by_polars, "duckdb": by_duckdb, "pyarrow": by_pyarrow}[reader]
    columns, told = read(f"{folder}/points.parquet")
    for name, (kind, values) in EXPECTED.items():
        assert columns[name] == (kind, values), (name, columns[name])
    results = json.loads((Path(folder) / "results.json").read_text())
    for key, value in [
        ("program", "journeysim"),
        ("version", version),
        ("scenario", results["scenario"]["name"]),
        ("scenario_hash", results["scenario"]["hash"]),
        ("seed", results["seed"]),
        ("rows", "one for each point"),
    ]:
        assert told[key] == value, (key, told[key], value)
    assert set(told["columns"]) == set(columns)
    for name, unit in UNITS.items():
        assert told["columns"][name]["unit"] == unit, (name, told["columns"][name])
    of_rows, told = read(f"{folder}/rows.parquet")
    for metric in results["metrics"]:
        path = metric["path"]
        assert of_rows[path][0] == "number", path
        assert told["columns"][path] == {"unit": metric["unit"], "definition": metric["definition"]}, path
    print(f"{reader}: {len(columns)} columns of points, {len(of_rows)} of rows")


main()
