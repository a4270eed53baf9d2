//! `analyze`: what a sweep says, finished or not.

use anyhow::{Error, anyhow};

use super::args;
use super::decision;
use super::exit::{Exit, Failure};
use super::sweep::store::{Found, Store};
use super::terminal::{Terminal, escaped};
use crate::experiment::analysis::{Analysis, Case, Fresh, Gathering, Question};
use crate::experiment::sweep::{Plan, compile_point, evaluate, find_column, fold};
use crate::experiment::{Silent, open_price};
use crate::metrics::firm;
use crate::report;
use crate::stats::mean_interval;

/// Metrics explained when none is named, the first that vary.
const DEFAULT: [&str; 3] = [firm::NPV.id(), firm::LTV.id(), firm::RETENTION_HORIZON.id()];

pub(super) fn run(typed: &args::Analyze, terminal: &Terminal) -> Result<Exit, Failure> {
    if let Some(table) = &typed.decision {
        return decision::run(table, typed.json, terminal);
    }
    let Some(dir) = &typed.dir else { return Err(Failure::usage(anyhow!("name the folder of a sweep"))) };
    let store = Store::open(dir)?;
    let plan = &store.plan;
    let question =
        Question { metrics: metrics(&store, &typed.metric)?, case: case(plan, typed)?, minimise: typed.minimise };
    report::prepare_output(dir).map_err(Failure::output)?;
    if store.is_unfinished() {
        terminal.note(&escaped(&format!(
            "{} is not merged yet ({}): what is there is analysed",
            dir.display(),
            report::MARK
        )));
    }
    let mut gathering = Gathering::new(plan, &question);
    let (mut points, mut refused) = (0, 0);
    read(&store, terminal, |point| {
        refused += usize::from(point.refused.is_some());
        points += usize::from(!point.rows.is_empty());
        gathering.push(&point);
    });
    if points == 0 && refused > 0 {
        return Err(Failure::scenario(anyhow!(
            "all points of {} that are there are refused: there is nothing to analyse",
            dir.display()
        )));
    }
    if points == 0 {
        return Err(Failure::usage(anyhow!("{} has no finished point yet", dir.display())));
    }
    let mut analysis = gathering.finish();
    leave_unjudged(&store, &mut analysis, terminal)?;
    fresh(&store, &mut analysis, &question, terminal)?;
    let warnings = report::write_analysis(dir, &analysis).map_err(Failure::output)?;
    if typed.json {
        let text = serde_json::to_string_pretty(&analysis);
        let text = text.map_err(|e| Failure::bug(Error::new(e).context("failed to write the analysis as JSON")))?;
        terminal.print_json(&(text + "\n"))?;
    } else {
        terminal.print(&escaped(&report::analysis_words(&analysis)))?;
    }
    warnings.iter().for_each(|warning| terminal.note(&format!("warning: {}", escaped(warning))));
    terminal.note(&escaped(&format!("written to {}: open analysis.html", dir.display())));
    Ok(Exit::Done)
}

fn read(store: &Store, terminal: &Terminal, mut visit: impl FnMut(crate::experiment::sweep::PointRows)) {
    let unit = |unit: &crate::experiment::sweep::Unit| match store.find(unit) {
        Found::Rows(rows) => Some(rows),
        Found::Nothing => None,
        Found::Bad(why) => {
            terminal.note(&escaped(&format!("warning: {} is not used: {why}", store.name(unit))));
            None
        }
    };
    let Ok(()) = fold(&store.plan, unit, |point| {
        visit(point);
        Ok::<(), std::convert::Infallible>(())
    });
}

/// The columns that are asked for, or the first usual ones that vary between points.
fn metrics(store: &Store, asked: &[String]) -> Result<Vec<usize>, Failure> {
    let plan = &store.plan;
    let find = |metric: &String| {
        find_column(&plan.columns, metric)
            .map_err(|near| Failure::usage(anyhow!("`{metric}` is no metric of this sweep; nearest is `{near}`")))
    };
    if !asked.is_empty() {
        return asked.iter().map(find).collect();
    }
    let named = DEFAULT.iter().filter_map(|path| plan.columns.iter().position(|c| c.path == *path));
    let delays = (0..plan.columns.len()).filter(|&c| plan.columns[c].path.ends_with(".delay_min"));
    let candidates: Vec<usize> = named.chain(delays).chain(0..plan.columns.len()).collect();
    let mut seen: Vec<Option<(f64, bool)>> = vec![None; plan.columns.len()];
    read(store, &Terminal::new(args::Voice { quiet: true, ..Default::default() }), |point| {
        for &c in &candidates {
            let mean = point.summary(c).mean;
            if mean.is_finite() {
                let known = seen[c].get_or_insert((mean, false));
                known.1 |= known.0 != mean;
            }
        }
    });
    let varies = |c: &usize| seen[*c].is_some_and(|(_, varies)| varies);
    Ok(vec![candidates.iter().copied().find(varies).unwrap_or(candidates[0])])
}

/// Reads `METRIC<VALUE` or `METRIC>VALUE`.
fn case(plan: &Plan, typed: &args::Analyze) -> Result<Option<Case>, Failure> {
    let Some(text) = &typed.when else { return Ok(None) };
    let form = || Failure::usage(anyhow!("`--when {text}` is not METRIC<VALUE or METRIC>VALUE, such as npv<0"));
    let at = text.find(['<', '>']).ok_or_else(form)?;
    let (metric, rest) = text.split_at(at);
    let value: f64 = rest[1..].trim().parse().ok().filter(|v: &f64| v.is_finite()).ok_or_else(form)?;
    let column = find_column(&plan.columns, metric.trim()).map_err(|near| {
        Failure::usage(anyhow!(
            "`--when` names `{}`, which is no metric of this sweep; nearest is `{near}`",
            metric.trim()
        ))
    })?;
    Ok(Some(Case { column, below: rest.starts_with('<'), value }))
}

/// Takes the best design out of what is counted in money where the points differ in a price to which nobody answers.
fn leave_unjudged(store: &Store, analysis: &mut Analysis, terminal: &Terminal) -> Result<(), Failure> {
    if analysis.metrics.iter().all(|m| m.best.is_none()) {
        return Ok(());
    }
    let scenario = store.scenario(terminal)?;
    let currency = *scenario.read().money.currency;
    let is_money = |unit: &str| unit == currency || unit == "currency";
    let mut judged: Vec<_> = analysis.metrics.iter_mut().filter(|m| m.best.is_some() && is_money(&m.unit)).collect();
    if judged.is_empty() {
        return Ok(());
    }
    if let Some(why) = open_price(&scenario, &store.plan) {
        for metric in &mut judged {
            metric.best = None;
            metric.warnings.push(format!("no best design: {why}"));
        }
    }
    Ok(())
}

/// Runs the best design again on replications that had no part in choosing it.
fn fresh(store: &Store, analysis: &mut Analysis, question: &Question, terminal: &Terminal) -> Result<(), Failure> {
    if analysis.metrics.iter().all(|m| m.best.is_none()) {
        return Ok(());
    }
    let scenario = store.scenario(terminal)?;
    let plan = &store.plan;
    for (metric, &column) in analysis.metrics.iter_mut().zip(&question.metrics) {
        let Some(best) = &mut metric.best else { continue };
        let Ok(compiled) = compile_point(plan, &scenario, best.point) else { continue };
        // A replication without a value took part in the choice, too.
        let n = best.replications;
        let threads = super::settings::threads(None)?;
        let again = evaluate(&compiled.model, &plan.columns, plan.seed, (n, 2 * n), threads, &Silent);
        let Ok(Some(rows)) = again else { continue };
        let values: Vec<f64> = rows.iter().filter_map(|row| row[column]).collect();
        let s = mean_interval(&values, 0.95);
        let ci95 = (s.n > 1).then_some([s.mean - s.half_width, s.mean + s.half_width]);
        best.fresh = (s.n > 0).then_some(Fresh { mean: s.mean, ci95, n: s.n });
    }
    Ok(())
}
