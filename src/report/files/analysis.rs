//! An analysis as files: its numbers, charts with their tables, and a page.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use super::error::WriteError;
use super::write::{subfolder, sync_folder, write_file, write_json};
use crate::experiment::analysis::Analysis;
use crate::report::charts::sensitivity;
use crate::report::charts::slug::Slugs;
use crate::report::draw::fonts::Fallbacks;
use crate::report::draw::scene::Scene;
use crate::report::draw::{chart, png, svg};
use crate::report::page::analysis::page;
use crate::report::page::figures::Figure;
use crate::report::tables::csv;
use crate::report::tables::regret::regret;
use crate::report::tables::table::TableSpec;

const PAGE: &str = "analysis.html";
const FOUND: &str = "analysis.json";

/// An analysis and the files that come with it, which the next one may write over.
#[derive(Serialize)]
struct Listed<'a> {
    #[serde(flatten)]
    analysis: &'a Analysis,
    files: BTreeSet<String>,
}

/// Files that the analysis before wrote; nothing where there was none, or where it listed none.
fn listed(dir: &Path) -> Option<BTreeSet<String>> {
    let found: Value = serde_json::from_slice(&std::fs::read(dir.join(FOUND)).ok()?).ok()?;
    (found["kind"] == "analysis").then(|| {
        let files = found["files"].as_array().into_iter().flatten();
        files.filter_map(Value::as_str).chain([FOUND, PAGE]).map(str::to_owned).collect()
    })
}

/// Writes `analysis.json`, `analysis.html`, and charts and tables beside those of the sweep.
///
/// # Errors
/// When a file cannot be written, or somebody else's is in its place, and then nothing is; files already replaced are whole.
pub fn write_analysis(dir: &Path, analysis: &Analysis) -> Result<Vec<String>, WriteError> {
    let specs = sensitivity::list::all(analysis);
    let of_charts = specs.iter().flat_map(|spec| {
        let id = &spec.id;
        [format!("charts/{id}.png"), format!("charts/{id}.svg"), format!("tables/chart-{id}.csv")]
    });
    let mut slugs = Slugs::default();
    let choices: Vec<TableSpec> =
        analysis.metrics.iter().filter_map(|metric| regret(metric, &slugs.of("regret", &metric.path))).collect();
    let of_choices = choices.iter().map(|table| format!("tables/{}.csv", table.name));
    let own = [FOUND, PAGE].map(str::to_owned);
    let mut files: BTreeSet<String> = of_charts.chain(of_choices).chain(own).collect();
    let known = listed(dir).unwrap_or_default();
    let foreign = |name: &&String| !known.contains(*name) && std::fs::symlink_metadata(dir.join(name)).is_ok();
    if let Some(name) = files.iter().find(foreign) {
        let why = "it is there already, and no analysis of journeysim wrote it: move it away";
        return Err(WriteError::new(dir.join(name), io::Error::other(why)));
    }
    files.extend(known);
    // Before the files that it lists, so that what an interrupted analysis leaves is known as ours.
    write_json(&dir.join(FOUND), &Listed { analysis, files })?;
    let scenes: Vec<Scene> = specs.iter().map(chart::scene).collect();
    let fonts = Fallbacks::for_scenes(&scenes);
    let (charts, tables) = (subfolder(dir, "charts")?, subfolder(dir, "tables")?);
    let mut drawn = Vec::new();
    for (spec, scene) in specs.into_iter().zip(&scenes) {
        let vector = svg::draw(scene);
        let file = charts.join(format!("{}.png", spec.id));
        let note = format!("{} · scenario {}", spec.footer, analysis.scenario_hash);
        let bitmap =
            png::draw(scene, &fonts, &note).map_err(|cause| WriteError::new(&file, io::Error::other(cause)))?;
        write_file(&file, &bitmap)?;
        write_file(&charts.join(format!("{}.svg", spec.id)), vector.as_bytes())?;
        write_file(&tables.join(format!("chart-{}.csv", spec.id)), &csv::to_bytes(&spec.table))?;
        drawn.push(Figure { chart: spec, svg: vector, width: scene.width });
    }
    for table in &choices {
        write_file(&tables.join(format!("{}.csv", table.name)), &csv::to_bytes(table))?;
    }
    sync_folder(&charts)?;
    sync_folder(&tables)?;
    write_file(&dir.join(PAGE), page(analysis, &drawn).as_bytes())?;
    sync_folder(dir)?;
    Ok(fonts.warning().into_iter().collect())
}
