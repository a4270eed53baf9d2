//! Fills the output folder from results: `results.json`, tables, charts, page.
//!
//! Everything is drawn in memory first, so an error in drawing leaves the folder as it was.

use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::fonts::Fallbacks;
use super::scene::Scene;
use super::spec::ChartSpec;
use super::write::{CHARTS, TABLES, WriteError, remove_stale, subfolder, sync_folder, write_file, write_json};
use super::{charts, csv, draw, html, png, svg, tables};
use crate::experiment::results::{ReplicationTable, Results};

/// Writes `results.json`, `tables/`, `charts/` and `report.html`, and removes charts and tables of an earlier run.
///
/// Returns what a reader must know about the pictures, for example a script no installed font can draw.
///
/// # Errors
/// When a file cannot be written; files already replaced are whole.
pub fn write_all(dir: &Path, results: &Results, replications: &ReplicationTable) -> Result<Vec<String>, WriteError> {
    let specs = charts::all(results);
    let scenes: Vec<Scene> = specs.par_iter().map(draw::scene).collect();
    let fonts = Fallbacks::for_scenes(&scenes);
    let warnings: Vec<String> = fonts.warning().into_iter().collect();
    let pictures: Vec<(String, Vec<u8>)> = specs
        .par_iter()
        .zip(&scenes)
        .map(|(spec, scene)| {
            let note = format!("{} · scenario {}", spec.footer, results.scenario.hash);
            let bitmap = png::draw(scene, &fonts, &note).map_err(|cause| {
                WriteError::new(dir.join(CHARTS).join(format!("{}.png", spec.id)), io::Error::other(cause))
            })?;
            Ok((svg::draw(scene), bitmap))
        })
        .collect::<Result<_, WriteError>>()?;

    let files: Vec<(String, &[u8])> = specs
        .iter()
        .zip(&pictures)
        .flat_map(|(spec, (vector, bitmap))| {
            [(format!("{}.svg", spec.id), vector.as_bytes()), (format!("{}.png", spec.id), bitmap.as_slice())]
        })
        .collect();
    write_folder(dir, CHARTS, &["svg", "png"], &files)?;

    let mut files: Vec<(String, Vec<u8>)> = tables::all(results, replications)
        .iter()
        .map(|table| (format!("{}.csv", table.name), csv::to_bytes(table)))
        .collect();
    files.extend(specs.iter().map(|spec| (format!("chart-{}.csv", spec.id), csv::to_bytes(&spec.table))));
    write_folder(dir, TABLES, &["csv"], &files)?;

    let drawn: Vec<(ChartSpec, String)> =
        specs.into_iter().zip(pictures).map(|(spec, picture)| (spec, picture.0)).collect();
    write_file(&dir.join("report.html"), html::page(results, &drawn, &warnings).as_bytes())?;
    write_json(&dir.join("results.json"), results)?;
    Ok(warnings)
}

fn write_folder(
    dir: &Path,
    name: &str,
    extensions: &[&str],
    files: &[(String, impl AsRef<[u8]>)],
) -> Result<(), WriteError> {
    let folder = subfolder(dir, name)?;
    for (file, bytes) in files {
        write_file(&folder.join(file), bytes.as_ref())?;
    }
    let kept: Vec<String> = files.iter().map(|(file, _)| file.clone()).collect();
    remove_stale(&folder, extensions, &kept)?;
    sync_folder(&folder)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::*;
    use crate::report::{fixtures, fixtures_worlds as worlds, prepare_output};

    fn names(folder: &Path) -> BTreeSet<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_folder_is_filled_and_a_second_run_clears_what_is_gone() {
        let dir = tempfile::tempdir().expect("a folder");
        prepare_output(dir.path()).expect("writable");
        let bank = fixtures::bank_branch();
        write_all(dir.path(), &bank, &fixtures::replications()).expect("written");
        assert_eq!(names(dir.path()), ["charts", "report.html", "results.json", "tables"].map(str::to_string).into());
        let charts = names(&dir.path().join(CHARTS));
        for stem in [
            "bucket",
            "exits",
            "staying",
            "level",
            "incidence",
            "emotion-branch-visit",
            "queue-tellers",
            "queue-adviser",
        ] {
            for extension in ["svg", "png"] {
                assert!(charts.contains(&format!("{stem}.{extension}")), "{stem}.{extension} in {charts:?}");
            }
            assert!(dir.path().join(TABLES).join(format!("chart-{stem}.csv")).is_file(), "{stem}");
        }
        let stored = fs::read_to_string(dir.path().join("results.json")).expect("readable");
        assert!(stored.ends_with("}\n"));
        let read: Results = serde_json::from_str(&stored).expect("readable");
        assert!(read == bank, "stored results read back exactly, so charts can be drawn again");

        write_all(dir.path(), &fixtures::mm1(), &ReplicationTable::default()).expect("written");
        assert_eq!(names(&dir.path().join(CHARTS)), ["resources.png", "resources.svg"].map(str::to_string).into());
        assert!(!names(&dir.path().join(TABLES)).contains("replications.csv"));
    }

    #[test]
    fn hostile_names_stay_inside_the_folder() {
        let outer = tempfile::tempdir().expect("a folder");
        let dir = outer.path().join("a/b/out");
        prepare_output(&dir).expect("writable");
        write_all(&dir, &fixtures::hostile(), &fixtures::replications()).expect("written");
        assert_eq!(names(outer.path()), ["a".to_string()].into());
        assert_eq!(names(&outer.path().join("a")), ["b".to_string()].into());
        assert_eq!(names(&outer.path().join("a/b")), ["out".to_string()].into());
        assert_eq!(names(&dir), ["charts", "report.html", "results.json", "tables"].map(str::to_string).into());
    }

    #[test]
    fn the_same_results_give_the_same_bytes() {
        let read = || {
            let dir = tempfile::tempdir().expect("a folder");
            write_all(dir.path(), &fixtures::bank_branch(), &fixtures::replications()).expect("written");
            let png = fs::read(dir.path().join("charts/bucket.png")).expect("readable");
            (png, fs::read(dir.path().join("report.html")).expect("readable"))
        };
        assert_eq!(read(), read());
    }

    /// Every fixture as pictures, for a person to look at: `JOURNEYSIM_GALLERY=folder cargo test gallery -- --ignored`.
    #[test]
    #[ignore = "asserts nothing: draws the fixtures into a folder for a person to look at"]
    fn gallery() {
        let Some(outer) = std::env::var_os("JOURNEYSIM_GALLERY").map(std::path::PathBuf::from) else { return };
        let [chinese, hostile, chinese_leaks] = worlds::odd_names();
        let all = [
            ("compare", worlds::compare()),
            ("many", worlds::compare_many()),
            ("leaks", worlds::leaks()),
            ("chinese", chinese),
            ("hostile", hostile),
            ("chinese-leaks", chinese_leaks),
            ("run", fixtures::bank_branch()),
        ];
        for (name, results) in all {
            let dir = outer.join(name);
            prepare_output(&dir).expect("writable");
            write_all(&dir, &results, &fixtures::replications()).expect("written");
            fs::write(dir.join("summary.txt"), crate::report::summary(&results, false, &[])).expect("written");
        }
    }

    /// Replaces every fractional number of a JSON value.
    fn replace(value: &mut serde_json::Value, with: f64) {
        match value {
            serde_json::Value::Number(number) if number.is_f64() => *value = serde_json::json!(with),
            serde_json::Value::Array(values) => values.iter_mut().for_each(|value| replace(value, with)),
            serde_json::Value::Object(values) => values.values_mut().for_each(|value| replace(value, with)),
            _ => {}
        }
    }

    #[test]
    fn odd_numbers_are_drawn_without_harm() {
        for odd in [0.0, -1.0, 5e-324, 1e308, -1e308, 1e15] {
            let mut compared = worlds::compare();
            compared.findings.leaks = worlds::leaks().findings.leaks;
            let mut json = serde_json::to_value(compared).expect("JSON");
            replace(&mut json, odd);
            let results: Results = serde_json::from_value(json).expect("results");
            let dir = tempfile::tempdir().expect("a folder");
            write_all(dir.path(), &results, &fixtures::replications()).expect("written");
            let page = fs::read_to_string(dir.path().join("report.html")).expect("readable");
            let word =
                page.split(|c: char| !c.is_alphanumeric()).find(|word| ["NaN", "inf", "Infinity"].contains(word));
            assert_eq!(word, None, "{odd}");
            assert!(crate::report::summary(&results, false, &[]).lines().count() > 10);
        }
    }
}
