//! The workbook, read back as the zip archive of XML that it is.

use std::collections::BTreeMap;
use std::io::Read;

use super::*;
use crate::experiment::results::EffectiveInput;
use crate::report::fixtures;
use crate::report::fixtures::worlds;

/// Every part of the archive by its path.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).expect("a part");
            let name = file.name().expect("a name").into_owned();
            let mut text = String::new();
            file.read_to_string(&mut text).expect("XML is text");
            (name, text)
        })
        .collect()
}

fn written(results: &Results) -> BTreeMap<String, String> {
    parts(&to_bytes(results, &fixtures::replications()).expect("a workbook"))
}

/// Values of an attribute, in order.
fn attributes<'a>(xml: &'a str, before: &str) -> Vec<&'a str> {
    xml.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn equal_results_give_equal_bytes_and_no_clock_is_read() {
    for results in [fixtures::bank_branch(), worlds::compare(), worlds::leaks(), fixtures::hostile()] {
        let one = to_bytes(&results, &fixtures::replications()).expect("a workbook");
        // The second is made later, by maps with other random states.
        std::thread::sleep(std::time::Duration::from_millis(20));
        assert!(one == to_bytes(&results, &fixtures::replications()).expect("a workbook"));
        let core = &parts(&one)["docProps/core.xml"];
        assert_eq!(core.matches("2000-01-01T00:00:00Z").count(), 2, "{core}");
    }
}

#[test]
fn a_comparison_has_its_sheets_and_charts_that_read_them() {
    let mut results = worlds::compare();
    results.scenario.inputs = vec![EffectiveInput {
        path: "resource.tellers.staff".to_string(),
        value: "3".to_string(),
        from: "written".to_string(),
        basis: String::new(),
        idle: false,
    }];
    let parts = written(&results);
    let names = attributes(&parts["xl/workbook.xml"], "<sheet name=\"");
    let wanted = [
        "About",
        "Charts",
        "Value gained",
        "Staying",
        "Level",
        "Exits",
        "Inputs",
        "Inputs that differ",
        "Results",
        "Differences",
        "Bucket",
        "Twins",
        "Replications",
    ];
    for name in wanted {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    assert!(names.iter().any(|name| name.starts_with("Fourth teller")), "a sheet for each world: {names:?}");
    assert_eq!(names.last(), Some(&"Replications"));
    let charts: Vec<&String> =
        parts.iter().filter(|(path, _)| path.starts_with("xl/charts/chart")).map(|(_, xml)| xml).collect();
    assert!(charts.len() >= 4, "{}", charts.len());
    for chart in charts {
        let ranges: Vec<&str> = chart.split("<c:f>").skip(1).filter_map(|rest| rest.split("</c:f>").next()).collect();
        assert!(!ranges.is_empty());
        for range in ranges {
            let sheet = range.split('!').next().unwrap_or_default().trim_matches('\'');
            assert!(names.contains(&sheet), "{range}");
        }
    }
}

#[test]
fn every_number_is_in_it_with_all_its_digits() {
    let results = fixtures::bank_branch();
    let all: String = written(&results).into_values().collect();
    for (path, metric) in results.worlds[0].paths() {
        assert!(all.contains(&format!(">{path}<")), "{path}");
        for value in [metric.mean, metric.sd].into_iter().flatten() {
            let shown = format!("<v>{value}</v>");
            let found = all.contains(&shown)
                || all.split("<v>").filter_map(|rest| rest.split('<').next()).any(|cell| cell.parse() == Ok(value));
            assert!(found, "{path}: {value}");
        }
    }
}

#[test]
fn nothing_is_a_formula_and_hostile_names_are_text() {
    let mut results = fixtures::hostile();
    results.scenario.name = "=HYPERLINK(\"http://evil.example\",\"click\")".to_string();
    results.scenario.currency = Some("=1+1".to_string());
    results.worlds[0].name = "@SUM(A1)".to_string();
    let mut odd = vec![results];
    odd.extend(worlds::odd_names());
    for results in odd {
        let parts = written(&results);
        for (path, xml) in &parts {
            if path.starts_with("xl/worksheets/sheet") {
                assert!(!xml.contains("<f>") && !xml.contains("<f ") && !xml.contains("<hyperlink"), "{path}");
            }
            assert!(!path.contains("externalLink"), "{path}");
            // A relation to anything outside would be loaded when the file is opened.
            assert!(!xml.contains("TargetMode=\"External\""), "{path}");
        }
        for name in attributes(&parts["xl/workbook.xml"], "<sheet name=\"") {
            let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")]
                .into_iter()
                .fold(name.to_string(), |name, (escaped, plain)| name.replace(escaped, plain));
            rust_xlsxwriter::utility::check_sheet_name(&plain).unwrap_or_else(|e| panic!("{e}"));
        }
    }
}

#[test]
fn text_that_looks_like_a_formula_stays_text_when_it_is_edited() {
    let mut results = fixtures::bank_branch();
    results.scenario.inputs = ["=1+1", "+1", "-x", "@cmd", "plain"]
        .map(|value| EffectiveInput {
            path: "a.path".to_string(),
            value: value.to_string(),
            from: "written".to_string(),
            basis: String::new(),
            idle: false,
        })
        .to_vec();
    let parts = written(&results);
    assert!(parts["xl/styles.xml"].contains("quotePrefix=\"1\""));
    let strings = &parts["xl/sharedStrings.xml"];
    for value in ["=1+1", "+1", "-x", "@cmd", "plain"] {
        assert!(strings.contains(&format!(">{value}</t>")), "{value}");
    }
}

#[test]
fn what_no_sheet_can_hold_is_cut_and_said() {
    let mut replications = fixtures::replications();
    replications.columns = (0..book::MOST_COLUMNS).map(|column| format!("metrics.m{column}")).collect();
    for row in &mut replications.rows {
        row.values = vec![Some(1.0); book::MOST_COLUMNS];
    }
    let bytes = to_bytes(&fixtures::bank_branch(), &replications).expect("cut, not refused");
    assert!(parts(&bytes)["xl/sharedStrings.xml"].contains("tables/replications.csv has all"));
    let mut results = fixtures::bank_branch();
    results.scenario.about = Some("x".repeat(40_000));
    written(&results);
}
