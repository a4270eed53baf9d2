//! An analysis as words, charts, tables and a page.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use super::write::{WriteError, subfolder, sync_folder, write_file, write_json};
use crate::experiment::analysis::{Analysis, Best, MetricAnalysis};
use crate::report::charts::sensitivity::{all, short};
use crate::report::draw;
use crate::report::draw::fonts::Fallbacks;
use crate::report::draw::scene::Scene;
use crate::report::draw::svg::escape;
use crate::report::draw::{png, svg};
use crate::report::page::document::STYLE;
use crate::report::page::figures as html_charts;
use crate::report::tables::csv;
use crate::report::words::format::{brief, number, percent, visible};

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

/// Parameters told in words.
const TOLD: usize = 5;

/// Writes `analysis.json`, `analysis.html`, and charts and tables beside those of the sweep.
///
/// # Errors
/// When a file cannot be written, or somebody else's is in its place, and then nothing is; files already replaced are whole.
pub fn write_analysis(dir: &Path, analysis: &Analysis) -> Result<Vec<String>, WriteError> {
    let specs = all(analysis);
    let of_charts = specs.iter().flat_map(|spec| {
        let id = &spec.id;
        [format!("charts/{id}.png"), format!("charts/{id}.svg"), format!("tables/chart-{id}.csv")]
    });
    let mut files: BTreeSet<String> = of_charts.chain([FOUND, PAGE].map(str::to_owned)).collect();
    let known = listed(dir).unwrap_or_default();
    let foreign = |name: &&String| !known.contains(*name) && std::fs::symlink_metadata(dir.join(name)).is_ok();
    if let Some(name) = files.iter().find(foreign) {
        let why = "it is there already, and no analysis of journeysim wrote it: move it away";
        return Err(WriteError::new(dir.join(name), io::Error::other(why)));
    }
    files.extend(known);
    // Before the files that it lists, so that what an interrupted analysis leaves is known as ours.
    write_json(&dir.join(FOUND), &Listed { analysis, files })?;
    let scenes: Vec<Scene> = specs.iter().map(draw::scene).collect();
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
        drawn.push((spec, vector));
    }
    sync_folder(&charts)?;
    sync_folder(&tables)?;
    let words = analysis_words(analysis);
    let paragraphs: String = words.lines().fold(String::new(), |mut out, line| {
        let _ = writeln!(out, "<li>{}</li>", escape(line));
        out
    });
    let name = escape(&visible(&analysis.scenario, 120));
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{name}: sweep</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <header>\n<p class=\"kicker\">What matters, over a sweep</p>\n<h1><bdi>{name}</bdi></h1>\n</header>\n\
         <section>\n<h2>In words</h2>\n<ul class=\"findings\">\n{paragraphs}</ul>\n</section>\n"
    );
    html_charts::block(&mut html, &drawn);
    html.push_str("</main>\n</body>\n</html>\n");
    write_file(&dir.join(PAGE), html.as_bytes())?;
    sync_folder(dir)?;
    Ok(fonts.warning().into_iter().collect())
}

/// The analysis for a terminal.
#[must_use]
pub fn analysis_words(analysis: &Analysis) -> String {
    let mut out = format!(
        "{}: {} of {} points ({}), {} replications each, seed {}\n",
        visible(&analysis.scenario, 60),
        analysis.points_done,
        analysis.points,
        analysis.design,
        analysis.replications,
        analysis.seed
    );
    for metric in &analysis.metrics {
        out.push_str(&metric_words(metric));
    }
    let of_metrics = analysis.metrics.iter().flat_map(|m| &m.warnings);
    for warning in analysis.warnings.iter().chain(of_metrics) {
        let _ = writeln!(out, "warning: {warning}");
    }
    out
}

/// Replications below which shares of resamples are not told.
const FEWEST_TO_RESAMPLE: u64 = 10;

fn interval(ci: Option<[f64; 2]>) -> String {
    ci.map_or(String::new(), |[low, high]| format!(" [{}, {}]", brief(low), brief(high)))
}

fn metric_words(metric: &MetricAnalysis) -> String {
    let name = short(&metric.path);
    let unit = &metric.unit;
    let noise = match metric.noise_share {
        // An estimate of a share may exceed the whole; a share does not.
        Some(share) if share >= 1.0 => "; as far as these replications tell, all of it is chance".to_owned(),
        Some(share) => format!("; chance is {} of that variance", percent(share)),
        None => String::new(),
    };
    let mut out = format!(
        "{name} [{unit}]: mean over {} points {}, standard deviation between points {}{noise}\n",
        metric.points,
        brief(metric.mean),
        brief(metric.sd)
    );
    for s in metric.sobol.iter().take(TOLD) {
        let x = &s.shares;
        let _ = writeln!(
            out,
            "  {}: Sobol index alone {} [{}, {}], in all {} [{}, {}] (95 %, {} base rows)",
            visible(&s.parameter, 40),
            number(x.first, 3),
            number(x.first_ci95[0], 3),
            number(x.first_ci95[1], 3),
            number(x.total, 3),
            number(x.total_ci95[0], 3),
            number(x.total_ci95[1], 3),
            x.rows
        );
    }
    if let Some(dummy) = metric.sobol_dummy.as_ref().filter(|_| !metric.sobol.is_empty()) {
        let _ = writeln!(out, "  a dummy that changes nothing: in all {}", number(dummy.total, 3));
    }
    for m in metric.morris.iter().take(TOLD) {
        let sigma = m.sigma.map_or(String::new(), |s| format!(", spread {}", brief(s)));
        let _ = writeln!(
            out,
            "  {}: mean absolute effect {}{} over its range{sigma} (Morris, {} effects)",
            visible(&m.parameter, 40),
            brief(m.mu_star),
            interval(m.mu_star_ci95),
            m.n
        );
    }
    if metric.sobol.is_empty() && metric.morris.is_empty() {
        for s in metric.swings.iter().take(TOLD) {
            let _ = writeln!(
                out,
                "  {}: {}{} at {}, {}{} at {} ({}, n = {})",
                visible(&s.parameter, 40),
                brief(s.low.change),
                interval(s.low.ci95),
                s.low.value,
                brief(s.high.change),
                interval(s.high.ci95),
                s.high.value,
                s.basis,
                s.high.n
            );
        }
    }
    if let Some(rule) = &metric.rule {
        let _ = writeln!(
            out,
            "Rule: {} when {}. Of fresh points it holds {} of all such, and {} of those in it are such (tenfold cross-validation; {} points in it, \
             {} of all {} are such).",
            rule.case,
            rule.when,
            percent(rule.coverage),
            percent(rule.density),
            rule.inside,
            percent(rule.base),
            rule.points
        );
    }
    if let Some(best) = &metric.best {
        out.push_str(&best_words(best, &name));
    }
    out
}

/// A value with at most four digits behind its point; all of them are in `analysis.json`.
pub(in crate::report) fn shortened(value: &str) -> String {
    let Some((whole, rest)) = value.split_once('.') else { return value.to_owned() };
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    format!("{whole}.{}{}", &rest[..digits.min(4)], &rest[digits..])
}

fn best_words(best: &Best, name: &str) -> String {
    let shown = |value: &String| if value.is_empty() { "as in the file".to_owned() } else { shortened(value) };
    let values: Vec<String> = best.values.iter().map(|(n, v)| format!("{} {}", visible(n, 40), shown(v))).collect();
    // A bootstrap of a handful of replications is no estimate of anything.
    let chance = best.p_best.filter(|_| best.n >= FEWEST_TO_RESAMPLE);
    let chance = chance.map_or(String::new(), |p| format!("; best in {} of resamples", percent(p)));
    let mut out = format!(
        "Best {name}: point {} ({}), {} {}{} (n = {}){chance}; {} of {} other designs cannot be told from it at 95 %.\n",
        best.point,
        values.join(", "),
        if best.smallest { "the smallest," } else { "the largest," },
        brief(best.mean),
        interval(best.ci95),
        best.n,
        best.not_worse,
        best.designs - 1
    );
    if let Some(fresh) = &best.fresh {
        let _ = writeln!(
            out,
            "  On {} fresh replications, which had no part in the choice: {}{}.",
            fresh.n,
            brief(fresh.mean),
            interval(fresh.ci95)
        );
    }
    if let Some(race) = &best.race {
        let _ = writeln!(
            out,
            "  Race of Kim and Nelson (gap {}, risk {}): {} of {} designs are left{}.",
            brief(race.gap),
            percent(race.risk),
            race.left.len(),
            race.entered,
            match race.needs {
                Some(n) if race.left.len() > 1 => format!("; {n} replications settle it at the latest"),
                _ => String::new(),
            }
        );
    }
    out
}
