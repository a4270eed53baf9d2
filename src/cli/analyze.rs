//! `analyze`: what a sweep says, finished or not.

use anyhow::{Error, anyhow};

use super::args;
use super::decision;
use super::exit::{Exit, Failure};
use super::sweep::store::{Found, Store};
use super::terminal::{Terminal, escaped};
use crate::experiment::Silent;
use crate::experiment::analysis::{Analysis, Case, Fresh, Gathering, MetricAnalysis, Question};
use crate::experiment::sweep::{Plan, RowPair, compile_point, differences, evaluate, fold, open_price, open_worlds};
use crate::metrics::firm;
use crate::report;
use crate::scenario::Scenario;
use crate::scenario::text::diagnostic::shown;
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
    let question = question(&store, typed, terminal)?;
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
        let is_asked = point.world == question.world;
        refused += usize::from(is_asked && point.refused.is_some());
        points += usize::from(is_asked && !point.rows.is_empty());
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
    leave_unjudged(&store, &mut analysis, &question, terminal)?;
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

/// What is asked of a sweep.
fn question(store: &Store, typed: &args::Analyze, terminal: &Terminal) -> Result<Question, Failure> {
    let plan = &store.plan;
    let find = |metric: &String| {
        plan.find(metric).map_err(|why| Failure::usage(anyhow!("`{metric}` is no metric of this sweep; {why}")))
    };
    let asked = typed.metric.iter().map(find).collect::<Result<Vec<usize>, _>>()?;
    let case = case(plan, typed)?;
    let compares = asked.iter().chain(case.iter().map(|case| &case.column)).any(|&column| plan.is_difference(column));
    let world = world(plan, typed, compares)?;
    let metrics = if asked.is_empty() { vec![metric(store, world)] } else { asked };
    let mut question = Question { metrics, world, unjudged: None, case, minimise: typed.minimise };
    if !plan.worlds.is_empty() {
        let scenario = store.scenario(terminal)?;
        let money = question.metrics.iter().any(|&column| is_money(&scenario, &plan.column(column).unit));
        question.unjudged = money.then(|| ((*scenario.read().money.currency).to_owned(), open_worlds(&scenario, plan)));
    }
    Ok(question)
}

fn is_money(scenario: &Scenario, unit: &str) -> bool {
    unit == *scenario.read().money.currency || unit == "currency"
}

/// The world that is asked for; a difference is of one beside the baseline.
fn world(plan: &Plan, typed: &args::Analyze, compares: bool) -> Result<usize, Failure> {
    let known = || plan.worlds.iter().map(|name| shown(name)).collect::<Vec<_>>().join(", ");
    let world = match &typed.world {
        Some(name) => plan.world_of(name).ok_or_else(|| {
            let of = if plan.worlds.is_empty() { "the baseline alone".to_owned() } else { known() };
            Failure::usage(anyhow!("there is no world {} in this sweep: it has {of}", shown(name)))
        })?,
        // The only one that can be meant.
        None if compares && plan.worlds.len() == 1 => 1,
        None if compares => {
            return Err(Failure::usage(anyhow!("a difference is of a world: name one by --world, of {}", known())));
        }
        None => 0,
    };
    if compares && world == 0 {
        return Err(Failure::usage(anyhow!("the baseline does not differ from itself: --world is one of {}", known())));
    }
    Ok(world)
}

/// The first usual column that varies between the points of a world.
fn metric(store: &Store, world: usize) -> usize {
    let plan = &store.plan;
    let named = DEFAULT.iter().filter_map(|path| plan.columns.iter().position(|c| c.path == *path));
    let delays = (0..plan.columns.len()).filter(|&c| plan.columns[c].path.ends_with(".delay_min"));
    let candidates: Vec<usize> = named.chain(delays).chain(0..plan.columns.len()).collect();
    let mut seen: Vec<Option<(f64, bool)>> = vec![None; plan.columns.len()];
    read(store, &Terminal::new(args::Voice { quiet: true, ..Default::default() }), |point| {
        if point.world != world {
            return;
        }
        for &c in &candidates {
            let mean = point.summary(c).mean;
            if mean.is_finite() {
                let known = seen[c].get_or_insert((mean, false));
                known.1 |= known.0 != mean;
            }
        }
    });
    let varies = |c: &usize| seen[*c].is_some_and(|(_, varies)| varies);
    candidates.iter().copied().find(varies).unwrap_or(candidates[0])
}

/// Reads `METRIC<VALUE` or `METRIC>VALUE`.
fn case(plan: &Plan, typed: &args::Analyze) -> Result<Option<Case>, Failure> {
    let Some(text) = &typed.when else { return Ok(None) };
    let form = || Failure::usage(anyhow!("`--when {text}` is not METRIC<VALUE or METRIC>VALUE, such as npv<0"));
    let at = text.find(['<', '>']).ok_or_else(form)?;
    let (metric, rest) = text.split_at(at);
    let value: f64 = rest[1..].trim().parse().ok().filter(|v: &f64| v.is_finite()).ok_or_else(form)?;
    let column = plan.find(metric.trim()).map_err(|why| {
        Failure::usage(anyhow!("`--when` names `{}`, which is no metric of this sweep; {why}", metric.trim()))
    })?;
    Ok(Some(Case { column, below: rest.starts_with('<'), value }))
}

/// Takes the best design out of what is counted in money where the points differ in a price to which nobody answers.
fn leave_unjudged(
    store: &Store,
    analysis: &mut Analysis,
    question: &Question,
    terminal: &Terminal,
) -> Result<(), Failure> {
    if analysis.metrics.iter().all(|m| m.best.is_none()) {
        return Ok(());
    }
    let scenario = store.scenario(terminal)?;
    let (plan, world) = (&store.plan, question.world);
    let is_judged = |m: &&mut MetricAnalysis| m.best.is_some() && is_money(&scenario, &m.unit);
    let mut judged: Vec<_> = analysis.metrics.iter_mut().filter(is_judged).collect();
    if judged.is_empty() {
        return Ok(());
    }
    if let Some(why) = open_price(&scenario, plan, world) {
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
        // A replication without a value took part in the choice, too.
        let n = best.replications;
        let threads = super::settings::threads(None)?;
        let again = |world: usize| {
            let compiled = compile_point(plan, &scenario, best.point, world).ok()?;
            evaluate(&compiled.model, &plan.columns, plan.seed, (n, 2 * n), threads, &Silent).ok()?
        };
        let Some(rows) = again(question.world) else { continue };
        let values: Vec<f64> = if plan.is_difference(column) {
            let Some(baseline) = again(0) else { continue };
            let pairs: Vec<_> =
                baseline.iter().zip(&rows).map(|(baseline, world)| RowPair { baseline, world }).collect();
            let of = plan.compared()[column - plan.columns.len()];
            differences(&pairs, of).into_iter().flatten().collect()
        } else {
            rows.iter().filter_map(|row| row[column]).collect()
        };
        let s = mean_interval(&values, 0.95);
        let ci95 = (s.n > 1).then_some([s.mean - s.half_width, s.mean + s.half_width]);
        best.fresh = (s.n > 0).then_some(Fresh { mean: s.mean, ci95, n: s.n });
    }
    Ok(())
}
