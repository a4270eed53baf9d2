//! `docs/data.md`: every file that is data with its columns, made from what the program writes, and readers that run. `UPDATE_EXPECT=1` renews it.
//!
//! Longer than other files: what is run to see every table, and how each kind of file is read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use parquet::basic::{LogicalType, Type as Physical};
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::Value;

use crate::lives::RETURNS;
use crate::program::{Desk, SMALL, shipped};
use crate::schema::current;
use crate::support::read_here;
use crate::unknown_page::with_answer;

const PAGE: &str = "docs/data.md";
/// Where the block of what is not known is declared.
const UNKNOWN: &str = "src/experiment/results/uncertainty.rs";

/// Commands, each of a shipped scenario, that together write every kind of table. Small: what stands in them is not looked at.
const COMMANDS: &[&[&str]] = &[
    &[
        "compare",
        "bank-branch",
        "--horizon",
        "1y",
        "--customers",
        "60",
        "--with",
        "fourth teller,news about the wait",
        "--budget",
        "500000",
        "--as-written",
    ],
    &[
        "compare",
        "bank-branch",
        "--horizon",
        "1y",
        "--customers",
        "60",
        "--tornado",
        "--vary",
        "purchase.margin=0.2..0.5",
    ],
    &[
        "compare",
        "bank-branch",
        "--horizon",
        "1y",
        "--customers",
        "60",
        "--replications",
        "4",
        "--draws",
        "32",
        "--uncertain",
        "purchase.margin=0.45..0.62",
    ],
    &["leaks", "holes", "--customers", "60"],
    &["compare", "programs/turkey", "--customers", "60"],
    &["run", "magazine", "--customers", "60", "--replications", "20"],
    &["run", "value/first-chicago", "--customers", "200"],
    &["run", "complaints/silent-majority", "--customers", "200"],
];

/// Charts, whose tables are called `chart-NAME`; before or behind it the world, resource or journey that it is of.
const CHARTS: &[&str] = &[
    "best",
    "dependence",
    "morris",
    "rule",
    "sobol",
    "bucket-before-after",
    "bucket",
    "class-moves",
    "classes",
    "cohorts",
    "complaints-by",
    "difference",
    "emotion",
    "exits",
    "fates-flow",
    "fates",
    "flow",
    "frontier",
    "incidence",
    "leaks-then",
    "leaks",
    "level",
    "liability",
    "outstanding",
    "payback",
    "priorities",
    "queue",
    "stages",
    "staying",
    "terms",
    "uncertain-best-by",
    "uncertain-by",
    "uncertain-gains",
    "uncertain-worth",
    "tornado",
    "waterfall",
];

/// A table that runs wrote: its headers, and whether all that was seen in a column are numbers.
type Tables = BTreeMap<String, BTreeMap<Vec<String>, Vec<bool>>>;

/// The chart that a table is of: the longest name that stands in that of the file.
fn chart(stem: &str) -> String {
    let words: Vec<&str> = stem.split('-').collect();
    let stands = |chart: &&&str| {
        let own: Vec<&str> = chart.split('-').collect();
        words.windows(own.len()).any(|part| part == own)
    };
    let longest = CHARTS.iter().filter(stands).max_by_key(|chart| chart.len());
    longest.map_or_else(|| panic!("{stem}: a chart that the page does not know"), |chart| format!("chart-{chart}"))
}

fn read_tables(folder: &Path, into: &mut Tables) {
    for entry in fs::read_dir(folder.join("tables")).expect("tables") {
        let path = entry.expect("an entry").path();
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        if path.extension().is_none_or(|end| end != "csv")
            || ["replications", "rows", "points", "draws"].contains(&stem.as_str())
        {
            continue;
        }
        let name = stem.strip_prefix("chart-").map_or(stem.clone(), chart);
        let mut reader = csv::Reader::from_path(&path).expect("a table");
        let headers: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
        let unique: BTreeSet<&String> = headers.iter().collect();
        assert_eq!(unique.len(), headers.len(), "{stem}: two columns of one name: {headers:?}");
        let numbers = into.entry(name).or_default().entry(headers.clone()).or_insert_with(|| vec![true; headers.len()]);
        for row in reader.records() {
            for (number, cell) in numbers.iter_mut().zip(&row.expect("a row")) {
                *number &= cell.is_empty() || cell.parse::<f64>().is_ok();
            }
        }
    }
}

/// A header as the list of columns has it, and its unit.
fn split(header: &str) -> (String, &str) {
    let (name, unit) = header.split_once(" [").map_or((header, ""), |(name, unit)| (name, unit.trim_end_matches(']')));
    if name.starts_with("difference of ") {
        return ("difference of METRIC".to_owned(), unit);
    }
    // The rule in words has a column for each parameter.
    if name.contains('.') {
        return ("PARAMETER PATH".to_owned(), unit);
    }
    if name.starts_with("futures ") {
        return ("futures".to_owned(), unit);
    }
    (name.to_owned(), unit)
}

/// What a column means: its own meaning, or that of the word in it that says what kind of number it is.
fn meaning<'a>(name: &str, known: &'a BTreeMap<String, String>, used: &mut BTreeSet<String>) -> &'a str {
    let spelt = name.to_lowercase();
    let own = known.iter().find(|(key, _)| key.to_lowercase() == spelt);
    let part = |part: &str| name.contains(part).then(|| known.get_key_value(part)).flatten();
    let end = || ["simultaneous95", "ci95", "moment"].into_iter().find_map(part);
    let last = || known.get_key_value(name.rsplit(' ').next().unwrap_or_default());
    let (key, meaning) = own.or_else(end).or_else(last).unwrap_or_else(|| panic!("column `{name}` has no meaning"));
    used.insert(key.clone());
    meaning
}

fn written() -> (Desk, Tables) {
    let desk = Desk::new();
    let mut tables = Tables::new();
    for (at, command) in COMMANDS.iter().enumerate() {
        let file = shipped(command[1]).to_string_lossy().into_owned();
        let out = format!("o{at}");
        let fixed = [command[0], &file, "-q", "--threads", "2", "--out", &out];
        let few: &[&str] = if command.contains(&"--replications") { &[] } else { &["--replications", "4"] };
        let ended = desk.run(fixed.into_iter().chain(few.iter().chain(&command[2..]).copied()));
        assert!([0, 5].contains(&ended.code), "{command:?}: {}", ended.err);
        read_tables(&desk.path(&out), &mut tables);
    }
    with_answer(&desk, "o0");
    desk.run(["report", "o0", "-q"]).with_code(0);
    read_tables(&desk.path("o0"), &mut tables);
    fs::write(desk.path("short.toml"), SMALL).expect("written");
    let vary = ["--vary", "journey.visit.arrivals=4..9 per h", "--vary", "resource.server.staff=1..3"];
    for (design, points) in [("morris", "6"), ("saltelli", "256")] {
        let sweep = ["sweep", "short.toml", "-q", "--out", design, "--design", design, "--points", points];
        desk.run(sweep.iter().chain(&vary).chain(&["--replications", "2"])).with_code(0);
        desk.run(["analyze", design, "-q"]).with_code(0);
        read_tables(&desk.path(design), &mut tables);
    }
    (desk, tables)
}

/// What a reader needs: lives and a log of a run, rows and points of a sweep.
fn records(desk: &Desk) {
    fs::write(desk.path("returns.toml"), RETURNS).expect("written");
    let lives = ["--lives", "lives.parquet", "--lives", "lives.csv"];
    let log = ["--event-log", "log.parquet"];
    desk.run(["run", "returns.toml", "-q", "--out", "o"].iter().chain(&lives).chain(&log)).with_code(0);
    fs::write(desk.path("queue.toml"), SMALL).expect("written");
    desk.run(["run", "queue.toml", "-q", "--out", "q", "--event-log", "log.xes", "--replications", "1"]).with_code(0);
    let vary = ["--vary", "acquisition.web.joins=100..300 per y", "--points", "4", "--replications", "2"];
    desk.run(["sweep", "returns.toml", "-q", "--out", "."].iter().chain(&vary)).with_code(0);
}

/// The columns of a Parquet file as a table of the page; of those with a dot in their name, which are one for each of several, the first.
fn columns(file: &Path) -> String {
    let reader = SerializedFileReader::new(File::open(file).expect("there")).expect("Parquet");
    let told = reader.metadata().file_metadata();
    let pairs = told.key_value_metadata().expect("metadata");
    let words =
        pairs.iter().find(|pair| pair.key == "columns").and_then(|pair| pair.value.as_deref()).expect("columns");
    let words: Value = serde_json::from_str(words).expect("JSON");
    let mut out = String::from("| column | type | unit | what it says |\n|---|---|---|---|\n");
    let mut several: BTreeSet<&str> = BTreeSet::new();
    for column in told.schema_descr().columns() {
        let name = column.name();
        let kind = match (column.physical_type(), column.logical_type_ref()) {
            (Physical::INT64, Some(LogicalType::Timestamp { .. })) => "timestamp",
            (Physical::INT64, _) => "whole number",
            (Physical::DOUBLE, _) => "number",
            (Physical::BOOLEAN, _) => "true or false",
            _ => "text",
        };
        // `metrics.npv`, `metrics.npv.half_width` and `metrics.npv.n` stand for all metrics.
        let of = ["metrics.", "bucket.", "ledger.", "acquisition."].into_iter().find(|head| name.starts_with(head));
        let kept = match of {
            Some("metrics." | "acquisition.") => {
                let end = ["half_width", "n"].into_iter().find(|end| name.ends_with(&format!(".{end}"))).unwrap_or("");
                several.insert(if of == Some("metrics.") { end } else { "parameter" })
            }
            Some(_) => false,
            None => !name.contains('.'),
        };
        if kept {
            let (unit, says) = (&words[name]["unit"], &words[name]["definition"]);
            let text = |value: &Value| value.as_str().expect("a text").replace('|', "\\|");
            writeln!(out, "| `{name}` | {kind} | {} | {} |", text(unit), text(says)).expect("text");
        }
    }
    out
}

fn tables(tables: &Tables) -> [String; 2] {
    let mut reader = csv::Reader::from_path(crate::program::root().join("tests/data/columns.csv")).expect("meanings");
    let known: BTreeMap<String, String> =
        reader.deserialize().map(|row| row.expect("a column and its meaning")).collect();
    let mut used = BTreeSet::new();
    let mut files = String::from("| file | columns |\n|---|---|\n");
    let mut kinds: BTreeMap<String, (bool, &str)> = BTreeMap::new();
    for (name, shapes) in tables {
        let own: BTreeSet<String> = shapes
            .keys()
            .map(|headers| {
                let shown = headers.iter().map(|header| {
                    let (name, unit) = split(header);
                    // Currencies are those of the scenario.
                    let money = unit.len() == 3 && unit.chars().all(char::is_uppercase);
                    match unit {
                        "" => name,
                        _ if money => format!("{name} [money]"),
                        unit => format!("{name} [{unit}]"),
                    }
                });
                format!("`{}`", shown.collect::<Vec<_>>().join("`, `"))
            })
            .collect();
        let own: Vec<String> = own.into_iter().collect();
        writeln!(files, "| `{name}.csv` | {} |", own.join("; or ")).expect("text");
        for (headers, numbers) in shapes {
            for (header, number) in headers.iter().zip(numbers) {
                let (name, _) = split(header);
                let says = meaning(&name, &known, &mut used);
                kinds.entry(name).and_modify(|(kind, _)| *kind &= number).or_insert((*number, says));
            }
        }
    }
    let idle: Vec<&String> = known.keys().filter(|name| !used.contains(*name)).collect();
    assert!(idle.is_empty(), "no table has {idle:?}");
    let mut columns = String::from("| column | type | what it says |\n|---|---|---|\n");
    for (name, (number, says)) in kinds {
        let kind = if number { "number" } else { "text" };
        writeln!(columns, "| `{name}` | {kind} | {says} |").expect("text");
    }
    [files, columns]
}

/// The fields of a struct as its source declares them, as a table: name, type, and what is said of it.
fn fields(file: &str, name: &str) -> String {
    format!("| key | type | what it says |\n|---|---|---|\n{}", field_rows(file, name))
}

fn field_rows(file: &str, name: &str) -> String {
    let source = read_here(file);
    let head = format!("struct {name} {{\n");
    let body = source.split(&head).nth(1).and_then(|rest| rest.split("\n}").next());
    let body = body.unwrap_or_else(|| panic!("{file}: {name}"));
    let mut out = String::new();
    let (mut says, mut flat): (Vec<&str>, bool) = (Vec::new(), false);
    for line in body.lines().map(str::trim) {
        if let Some(said) = line.strip_prefix("///") {
            says.push(said.trim());
        } else if line.starts_with("#[") {
            flat |= line.contains("flatten");
        } else if let Some((field, kind)) = line.trim_end_matches(',').split_once(": ") {
            let field = field.rsplit(' ').next().expect("a name");
            assert!(!says.is_empty(), "{file}: {name}.{field} says nothing");
            let text = says.join(" ").replace("\\[", "[").replace("\\]", "]").replace('|', "\\|");
            if flat {
                // Its keys stand in the place of its own.
                let inner = kind.strip_prefix("Option<").and_then(|rest| rest.strip_suffix('>')).unwrap_or(kind);
                out += &field_rows("src/experiment/results/comparison.rs", inner);
            } else {
                writeln!(out, "| `{field}` | {} | {text} |", json_type(kind)).expect("text");
            }
            (says, flat) = (Vec::new(), false);
        }
    }
    out
}

/// What a type is called in JSON.
fn json_type(kind: &str) -> String {
    let inside = |head: &str| kind.strip_prefix(head).and_then(|rest| rest.strip_suffix('>'));
    if let Some(inner) = inside("Option<") {
        return format!("{} or null", json_type(inner));
    }
    if let Some(inner) = inside("Vec<").or(inside("BTreeSet<")) {
        return format!("list of {}", json_type(inner));
    }
    if let Some(inner) = inside("BTreeMap<String, ") {
        return format!("object of {}", json_type(inner));
    }
    match kind {
        "String" | "&'static str" => "text".to_owned(),
        "f64" => "number".to_owned(),
        "bool" => "true or false".to_owned(),
        "u32" | "u64" | "usize" => "whole number".to_owned(),
        "[f64; 2]" => "two numbers".to_owned(),
        "[f64; 3]" => "three numbers".to_owned(),
        "[f64; 5]" => "five numbers".to_owned(),
        other => format!("object ({other})"),
    }
}

/// The page with what stands between its marks renewed.
fn renewed(page: &str, made: &BTreeMap<&str, String>) -> String {
    let mut out = String::new();
    let mut rest = page;
    let mut left: BTreeSet<&str> = made.keys().copied().collect();
    while let Some((before, after)) = rest.split_once("<!-- made: ") {
        let (name, inside) = after.split_once(" -->\n").expect("a mark");
        let (_, behind) = inside.split_once("<!-- end -->").unwrap_or_else(|| panic!("{name} does not end"));
        let block = made.get(name).unwrap_or_else(|| panic!("nothing makes {name}"));
        write!(out, "{before}<!-- made: {name} -->\n{block}<!-- end -->").expect("text");
        left.remove(name);
        rest = behind;
    }
    assert!(left.is_empty(), "the page does not show {left:?}");
    out + rest
}

#[test]
fn the_page_of_data_is_current() {
    let (desk, seen) = written();
    records(&desk);
    let [files, all_columns] = tables(&seen);
    let results = "src/experiment/results.rs";
    let made = BTreeMap::from([
        ("lives", columns(&desk.path("lives.parquet"))),
        ("log", columns(&desk.path("log.parquet"))),
        ("rows", columns(&desk.path("rows.parquet"))),
        ("points", columns(&desk.path("points.parquet"))),
        ("draws", columns(&desk.path("o2/draws.parquet"))),
        ("tables", files),
        ("columns", all_columns),
        ("results", fields(results, "Results")),
        ("world", fields(results, "World")),
        ("uncertainty", fields(UNKNOWN, "Uncertainty")),
        ("uncertain-design", fields(UNKNOWN, "UncertainDesign")),
        ("uncertain-gain", fields(UNKNOWN, "Gain")),
        ("uncertain-input", fields(UNKNOWN, "UncertainInput")),
        ("judged", fields(UNKNOWN, "Judged")),
        ("metric", fields("src/experiment/results/metric.rs", "Metric")),
        ("curve", fields("src/experiment/results/metric.rs", "Point")),
        ("run", fields("src/experiment/results/info.rs", "RunInfo")),
        ("manifest", fields("src/cli/manifest.rs", "Manifest")),
        ("unfinished", fields("src/report/files/output.rs", "Mark")),
    ]);
    current(PAGE, &renewed(&read_here(PAGE), &made));
}

/// Lines of code of the page in a language.
fn snippets(language: &str) -> Vec<String> {
    let page = read_here(PAGE);
    let fence = format!("```{language}\n");
    let fenced = page.split(&fence).skip(1);
    fenced.map(|rest| rest.split("```").next().expect("an end").to_owned()).collect()
}

/// Whether a program with these packages is there.
fn has(program: &str, arguments: [&str; 2]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|done| done.status.success())
}

#[test]
fn readers_on_the_page_run() {
    let desk = Desk::new();
    records(&desk);
    let python = snippets("python");
    assert_eq!(python.len(), 4, "pandas, polars, DuckDB, pm4py");
    let run = |program: &str, arguments: [&str; 2]| {
        let done = Command::new(program).args(arguments).current_dir(desk.path(".")).output().expect("it starts");
        let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success() && !done.stdout.is_empty(), "{}\n{said}", arguments[1]);
    };
    for code in &python {
        assert!(code.lines().count() <= 6, "five lines: {code}");
        let import = code.lines().next().expect("an import");
        let wanted = if import.contains("pandas") { format!("{import}, pyarrow") } else { import.to_owned() };
        if has("python3", ["-c", &wanted]) {
            run("python3", ["-c", code]);
        } else {
            println!("SKIPPED: python3 cannot `{wanted}`");
        }
    }
    for code in snippets("r") {
        if has("Rscript", ["-e", "library(survival)"]) {
            run("Rscript", ["-e", &code]);
        } else {
            println!("SKIPPED: there is no Rscript with the package survival");
        }
    }
}

/// Numbers as numbers, times as times: what the types of the page come to in three readers.
#[test]
fn three_readers_see_the_types() {
    let desk = Desk::new();
    records(&desk);
    for package in ["pandas, pyarrow", "polars", "duckdb"] {
        if !has("python3", ["-c", &format!("import {package}")]) {
            println!("SKIPPED: python3 without {package}");
            continue;
        }
        let script = crate::program::root().join("tests/readers/kinds.py");
        let first = package.split(',').next().expect("a name");
        let done = Command::new("python3").arg(script).args([first, "."]).current_dir(desk.path(".")).output();
        let done = done.expect("python3 starts");
        assert!(done.status.success(), "{package}: {}", String::from_utf8_lossy(&done.stderr));
    }
}
