//! What results look like as files: tables, charts, page. [`Output`](crate::report::Output) decides which of them may be written when.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::error::WriteError;
use super::places::{CHARTS, TABLES};
use super::places::{PAGE, RESULTS};
#[cfg(test)]
use super::write::write_json;
use super::write::{subfolder, sync_folder, write_file};
use crate::experiment::results::{ReplicationTable, Results};
use crate::report::charts::spec::ChartSpec;
use crate::report::contents;
use crate::report::draw::chart;
use crate::report::draw::fonts::Fallbacks;
use crate::report::draw::scene::Scene;
use crate::report::draw::{png, svg};
use crate::report::page::document as html;
use crate::report::page::figures::Figure;
use crate::report::tables::csv;
use crate::report::tables::table::TableSpec;

/// What a folder of results holds beside them, before any of it is drawn.
#[derive(Debug)]
pub struct Drawing {
    specs: Vec<ChartSpec>,
    tables: Vec<TableSpec>,
}

/// Pictures, and what a reader must know of them.
type Drawn = (Vec<Picture>, Vec<String>);

/// A chart as it is drawn.
struct Picture {
    vector: String,
    bitmap: Vec<u8>,
    /// Width [px].
    width: f64,
}

impl Drawing {
    /// Charts and tables of some results, as plain data.
    #[must_use]
    pub fn of(results: &Results, replications: &ReplicationTable) -> Drawing {
        Drawing { specs: contents::charts(results), tables: contents::tables(results, replications) }
    }

    /// All files that it will leave, with the results.
    pub(in crate::report) fn files(&self) -> BTreeSet<String> {
        let pictures = self.specs.iter().flat_map(|spec| [picture(spec, "svg"), picture(spec, "png"), numbers(spec)]);
        let tables = self.tables.iter().map(|table| format!("{TABLES}/{}.csv", table.name));
        [RESULTS, PAGE].into_iter().map(str::to_owned).chain(pictures).chain(tables).collect()
    }

    /// The tables as the bytes of their files; the numbers behind the charts come with the charts.
    pub(in crate::report) fn data_files(&self) -> impl Iterator<Item = (String, Vec<u8>)> {
        self.tables.iter().map(|table| (format!("{TABLES}/{}.csv", table.name), csv::to_bytes(table)))
    }

    /// Draws `charts/` with the tables behind them, and `report.html`. Asked to stop, it leaves the page without charts.
    ///
    /// Returns what a reader must know about the pictures, for example a script no installed font can draw, and whether it was not
    /// asked to stop.
    ///
    /// # Errors
    /// When a file cannot be written; files already replaced are whole.
    pub(in crate::report) fn draw(
        &self,
        dir: &Path,
        results: &Results,
        may_write: &dyn Fn(&str) -> bool,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<(Vec<String>, bool), WriteError> {
        let pictures = self.pictures(dir, results, stop)?;
        let Some((pictures, warnings)) = pictures else { return bare_page(dir, results, may_write) };
        let folders = [subfolder(dir, CHARTS)?, subfolder(dir, TABLES)?];
        for (spec, drawn) in self.specs.iter().zip(&pictures) {
            if stop() {
                return bare_page(dir, results, may_write);
            }
            let table = csv::to_bytes(&spec.table);
            let files = [
                (numbers(spec), table.as_slice()),
                (picture(spec, "svg"), drawn.vector.as_bytes()),
                (picture(spec, "png"), drawn.bitmap.as_slice()),
            ];
            for (name, bytes) in files.iter().filter(|(name, _)| may_write(name)) {
                write_file(&dir.join(name), bytes)?;
            }
        }
        folders.iter().try_for_each(|folder| sync_folder(folder))?;
        let drawn = self.specs.iter().cloned().zip(pictures);
        let drawn: Vec<Figure> =
            drawn.map(|(chart, picture)| Figure { chart, svg: picture.vector, width: picture.width }).collect();
        if may_write(PAGE) {
            write_file(&dir.join(PAGE), html::page(results, &drawn, &warnings).as_bytes())?;
        }
        Ok((warnings, true))
    }

    /// All pictures in memory, so that an error in drawing leaves the folder as it was; nothing when asked to stop.
    fn pictures(
        &self,
        dir: &Path,
        results: &Results,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Drawn>, WriteError> {
        let scenes: Option<Vec<Scene>> =
            self.specs.par_iter().map(|spec| (!stop()).then(|| chart::scene(spec))).collect();
        let Some(scenes) = scenes else { return Ok(None) };
        let fonts = Fallbacks::for_scenes(&scenes);
        let warnings: Vec<String> = fonts.warning().into_iter().collect();
        let drawn: Vec<Option<Picture>> = self
            .specs
            .par_iter()
            .zip(&scenes)
            .map(|(spec, scene)| {
                if stop() {
                    return Ok(None);
                }
                let note = format!("{} · scenario {}", spec.footer, results.scenario.hash);
                let bitmap = png::draw(scene, &fonts, &note)
                    .map_err(|cause| WriteError::new(dir.join(picture(spec, "png")), io::Error::other(cause)))?;
                Ok(Some(Picture { vector: svg::draw(scene), bitmap, width: scene.width }))
            })
            .collect::<Result<_, WriteError>>()?;
        Ok(drawn.into_iter().collect::<Option<Vec<_>>>().map(|pictures| (pictures, warnings)))
    }
}

/// The page alone, with a word about what it lacks.
fn bare_page(
    dir: &Path,
    results: &Results,
    may_write: &dyn Fn(&str) -> bool,
) -> Result<(Vec<String>, bool), WriteError> {
    let missing = "the charts are not drawn: `journeysim report` on this folder draws them".to_owned();
    if may_write(PAGE) {
        write_file(&dir.join(PAGE), html::page(results, &[], std::slice::from_ref(&missing)).as_bytes())?;
    }
    Ok((vec![missing], false))
}

fn picture(spec: &ChartSpec, extension: &str) -> String {
    format!("{CHARTS}/{}.{extension}", spec.id)
}

fn numbers(spec: &ChartSpec) -> String {
    format!("{TABLES}/chart-{}.csv", spec.id)
}

/// Everything at once into a folder that is prepared, for tests of what is drawn.
#[cfg(test)]
pub(crate) fn write_all(dir: &Path, results: &Results, table: &ReplicationTable) -> Result<Vec<String>, WriteError> {
    let drawing = Drawing::of(results, table);
    write_json(&dir.join(RESULTS), results)?;
    drawing.data_files().try_for_each(|(name, bytes)| write_file(&dir.join(name), &bytes))?;
    Ok(drawing.draw(dir, results, &|_| true, &|| false)?.0)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::report::fixtures::worlds;
    use crate::report::{fixtures, prepare_output};

    fn names(folder: &Path) -> BTreeSet<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_folder_is_filled_and_results_read_back() {
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
            prepare_output(dir.path()).expect("writable");
            write_all(dir.path(), &fixtures::bank_branch(), &fixtures::replications()).expect("written");
            let png = fs::read(dir.path().join("charts/bucket.png")).expect("readable");
            (png, fs::read(dir.path().join("report.html")).expect("readable"))
        };
        assert_eq!(read(), read());
    }

    /// Every fixture as pictures, for a person to look at: `JOURNEYSIM_GALLERY=folder cargo test gallery -- --ignored`; of one
    /// with its name in `JOURNEYSIM_GALLERY_ONLY`.
    #[test]
    #[ignore = "asserts nothing: draws the fixtures into a folder for a person to look at"]
    fn gallery() {
        let Some(outer) = std::env::var_os("JOURNEYSIM_GALLERY").map(std::path::PathBuf::from) else { return };
        let [chinese, hostile, chinese_leaks] = worlds::odd_names();
        let [chinese_unknown, hostile_unknown] = fixtures::unknown::odd_names();
        let all = [
            ("unknown", fixtures::unknown::uncertain()),
            ("unknown-chinese", chinese_unknown),
            ("unknown-hostile", hostile_unknown),
            ("compare", worlds::compare()),
            ("many", worlds::compare_many()),
            ("leaks", worlds::leaks()),
            ("chinese", chinese),
            ("hostile", hostile),
            ("chinese-leaks", chinese_leaks),
            ("run", fixtures::bank_branch()),
        ];
        let only = std::env::var("JOURNEYSIM_GALLERY_ONLY").unwrap_or_default();
        for (name, results) in all.into_iter().filter(|(name, _)| only.is_empty() || *name == only) {
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
            prepare_output(dir.path()).expect("writable");
            write_all(dir.path(), &results, &fixtures::replications()).expect("written");
            let page = fs::read_to_string(dir.path().join("report.html")).expect("readable");
            let word =
                page.split(|c: char| !c.is_alphanumeric()).find(|word| ["NaN", "inf", "Infinity"].contains(word));
            assert_eq!(word, None, "{odd}");
            assert!(crate::report::summary(&results, false, &[]).lines().count() > 10);
        }
    }
}
