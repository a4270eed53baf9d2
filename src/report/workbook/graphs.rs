//! Charts of the spreadsheet program's own, and the sheets that hold their numbers.

use rust_xlsxwriter::{
    Chart, ChartErrorBars, ChartErrorBarsType, ChartFont, ChartFormat, ChartLegendPosition, ChartLine,
    ChartLineDashType, ChartRange, ChartSolidFill, ChartType, XlsxError,
};

use super::book::{Book, colour};
use crate::experiment::comparison::{Attribution, Leaks};
use crate::experiment::results::{Metric, Point, Results, World};
use crate::report::draw::scene::{GREY, GRID, hue};
use crate::report::tables::table::{Cell, TableSpec};
use crate::report::words::deciding;
use crate::report::words::names::visible;
use crate::report::words::verdicts::reserve;

/// Worlds drawn together; the tables have all.
const DRAWN: usize = 6;
/// Size of a chart [px].
const SIZE: (u32, u32) = (960, 480);

/// Sheets of numbers with their charts, for all that the results have; the charts are returned.
pub(super) fn all(book: &mut Book, results: &Results) -> Result<Vec<Chart>, XlsxError> {
    let found = [
        differences(book, results)?,
        results.findings.leaks.as_ref().map_or(Ok(None), |leaks| leak_gains(book, leaks))?,
        results.findings.attribution.as_ref().map_or(Ok(None), |attribution| shares(book, attribution))?,
        curves(book, results, &STAYING, |world| &world.survival)?,
        curves(book, results, &LEVEL, |world| world.bucket.as_ref().map_or(&[], |bucket| &bucket.level))?,
        exits(book, results)?,
    ];
    Ok(found.into_iter().flatten().collect())
}

/// What a sheet of curves is about.
struct About {
    sheet: &'static str,
    title: &'static str,
    x: &'static str,
    y: &'static str,
    format: &'static str,
}

const STAYING: About = About {
    sheet: "Staying",
    title: "Share of customers still staying, by time since joining (dotted: 95 % interval of the mean)",
    x: "time since joining",
    y: "share staying",
    format: "0%",
};

const LEVEL: About = About {
    sheet: "Level",
    title: "Active customers over time (dotted: 95 % interval of the mean)",
    x: "time",
    y: "active customers",
    format: "#,##0",
};

/// A column of days, one of years, and three for each world: mean and interval.
fn curves(
    book: &mut Book,
    results: &Results,
    about: &About,
    read: impl Fn(&World) -> &[Point],
) -> Result<Option<Chart>, XlsxError> {
    let worlds: Vec<&World> = results.worlds.iter().filter(|world| !read(world).is_empty()).collect();
    let Some(first) = worlds.first() else { return Ok(None) };
    let years = results.run.horizon_days >= 2.0 * 365.0;
    let mut columns = vec![format!("{} [days]", about.x), format!("{} [years]", about.x)];
    for world in &worlds {
        columns.extend(["", ", ci95 low", ", ci95 high"].map(|part| format!("{}{part}", world.name)));
    }
    let mut table = TableSpec::new("curves", columns);
    for (index, point) in read(first).iter().enumerate() {
        let mut row: Vec<Cell> = vec![point.day.into(), (point.day / 365.0).into()];
        for world in &worlds {
            let here = read(world).get(index).filter(|here| here.day == point.day);
            row.push(here.map(|here| here.mean).into());
            row.extend([0, 1].map(|end| Cell::from(here.and_then(|here| here.ci95).map(|ci| ci[end]))));
        }
        table.push(row);
    }
    let rows = table.rows.len() as u32;
    let name = book.table(about.sheet, &table)?;
    let mut chart = Chart::new(ChartType::ScatterStraight);
    let time = u16::from(years);
    let column = |column: u16| ChartRange::new_from_range(&name, 1, column, rows, column);
    // A name given as text could be read as a formula; a cell cannot.
    let header = |column: u16| ChartRange::new_from_range(&name, 0, column, 0, column);
    let mut silent = Vec::new();
    for index in 0..worlds.len().min(DRAWN) {
        let of = 2 + 3 * index as u16;
        // Intervals of many worlds would hide their lines; the columns have them.
        for (offset, interval) in [(0, false), (1, true), (2, true)] {
            if interval && worlds.len() > 2 {
                continue;
            }
            let mut line = ChartLine::new();
            line.set_color(colour(hue(index))).set_width(if interval { 1.0 } else { 2.5 });
            if interval {
                line.set_dash_type(ChartLineDashType::RoundDot);
                silent.push(silent.len() + index + 1);
            }
            let series = chart.add_series();
            series
                .set_categories(&column(time))
                .set_values(&column(of + offset))
                .set_name(&header(of + offset))
                .set_format(ChartFormat::new().set_line(&line));
        }
    }
    chart.x_axis().set_name(if years { "years" } else { "days" }).set_num_format("0").set_min(0);
    chart.y_axis().set_name(about.y).set_num_format(about.format).set_min(0);
    dress(&mut chart, about.title);
    if worlds.len() > 1 {
        chart.legend().delete_entries(&silent);
    } else {
        chart.legend().set_hidden();
    }
    Ok(Some(chart))
}

/// What a row of bars is: its mean and the half-width of its interval.
fn with_interval(metric: &Metric) -> [Cell; 2] {
    [metric.mean.into(), metric.ci95.map(|ci| (ci[1] - ci[0]) / 2.0).into()]
}

/// Leavers by hole in each world.
fn exits(book: &mut Book, results: &Results) -> Result<Option<Chart>, XlsxError> {
    let worlds: Vec<&World> = results.worlds.iter().filter(|world| world.bucket.is_some()).collect();
    let holes = worlds.iter().filter_map(|world| world.bucket.as_ref()).flat_map(|bucket| &bucket.outflow);
    let mut names: Vec<&String> = Vec::new();
    for (name, metric) in holes {
        if metric.mean.unwrap_or(0.0) > 0.0 && !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return Ok(None);
    }
    let of = |world: &World, hole: &str| world.bucket.as_ref().and_then(|bucket| bucket.outflow.get(hole)).cloned();
    let lost = |hole: &str| of(worlds[0], hole).and_then(|metric| metric.mean).unwrap_or(0.0);
    names.sort_by(|a, b| lost(b).total_cmp(&lost(a)));
    let mut columns = vec!["hole".to_string()];
    for world in &worlds {
        columns.extend([format!("{} [customers]", world.name), format!("{}, ± 95 %", world.name)]);
    }
    let mut table = TableSpec::new("exits", columns);
    for hole in names {
        let mut row: Vec<Cell> = vec![hole.as_str().into()];
        for world in &worlds {
            row.extend(of(world, hole).map_or([Cell::Empty, Cell::Empty], |metric| with_interval(&metric)));
        }
        table.push(row);
    }
    let series: Vec<u16> = (0..).take(worlds.len().min(DRAWN)).map(|index| 1 + 2 * index).collect();
    bars(
        book,
        "Exits",
        &table,
        &series,
        ("Leavers by hole over the run (whisker: 95 % interval of the mean)", "customers"),
    )
}

/// What each world gains of what decides.
fn differences(book: &mut Book, results: &Results) -> Result<Option<Chart>, XlsxError> {
    let key = results.findings.decides_by();
    let is_value = key == "npv";
    let name = deciding::metric(key);
    let found: Vec<_> = results
        .worlds
        .iter()
        .skip(1)
        .filter_map(|world| Some((world, world.comparison.as_ref()?.difference.get(key)?)))
        .collect();
    let Some((_, first)) = found.first() else { return Ok(None) };
    let unit = visible(&first.unit, 16);
    let columns = [
        "world".to_string(),
        format!("{} [{unit}]", if is_value { "NPV gained" } else { name.as_str() }),
        "± 95 %".into(),
        "sd".into(),
        "n".into(),
        "p better".into(),
        "variance ratio".into(),
    ];
    let mut table = TableSpec::new("value", columns);
    for (world, difference) in &found {
        let [mean, half] = with_interval(&crate::report::words::format::as_metric(difference));
        let (sd, n, p) = (
            difference.sd.into(),
            difference.n.into(),
            match reserve(difference, results.is_open(&world.name)) {
                Some(why) => why.into(),
                None => difference.p_better.into(),
            },
        );
        table.push(vec![world.name.as_str().into(), mean, half, sd, n, p, difference.variance_ratio.into()]);
    }
    let what = if is_value {
        "Value gained over the baseline".to_owned()
    } else {
        format!("{name} less that of the baseline")
    };
    let title = format!("{what}, same customers and same luck (whisker: 95 % interval, paired)");
    bars(book, if is_value { "Value gained" } else { "What decides" }, &table, &[1], (&title, &unit))
}

/// What plugging each hole would gain.
fn leak_gains(book: &mut Book, leaks: &Leaks) -> Result<Option<Chart>, XlsxError> {
    let Some(first) = leaks.holes.first() else { return Ok(None) };
    let unit = visible(&first.gain.unit, 16);
    let shared = leaks.holes.iter().any(|leak| leak.shapley.is_some());
    let mut columns = vec!["hole".to_string(), format!("gain when plugged alone [{unit}]"), "± 95 %".into()];
    if shared {
        columns.extend([format!("share of plugging all (Shapley) [{unit}]"), "± 95 %, share".into()]);
    }
    columns.extend(["share of exits".to_string(), "± 95 %, exits".into()]);
    let mut table = TableSpec::new("leaks", columns);
    for leak in &leaks.holes {
        let mut row: Vec<Cell> = vec![leak.hole.as_str().into()];
        row.extend(with_interval(&crate::report::words::format::as_metric(&leak.gain)));
        if shared {
            row.extend(leak.shapley.as_ref().map_or([Cell::Empty, Cell::Empty], with_interval));
        }
        row.extend(with_interval(&leak.share));
        table.push(row);
    }
    let series: &[u16] = if shared { &[1, 3] } else { &[1] };
    bars(book, "Leaks", &table, series, ("What plugging each hole would gain (whisker: 95 % interval, paired)", &unit))
}

/// What each intervention contributes to the bundle.
fn shares(book: &mut Book, attribution: &Attribution) -> Result<Option<Chart>, XlsxError> {
    let unit = visible(&attribution.unit, 16);
    let columns = [
        "intervention".to_string(),
        format!("share of the bundle (Shapley) [{unit}]"),
        "± 95 %, share".into(),
        format!("alone [{unit}]"),
        "± 95 %, alone".into(),
    ];
    let mut table = TableSpec::new("shares", columns);
    for player in &attribution.players {
        let mut row: Vec<Cell> = vec![player.name.as_str().into()];
        row.extend(with_interval(&player.share));
        row.extend(with_interval(&player.alone));
        table.push(row);
    }
    let title = "What each intervention contributes (whisker: 95 % interval)";
    bars(book, "Shares", &table, &[1, 3], (title, &unit))
}

/// Horizontal bars with whiskers: names in the first column, each series a column followed by its half-widths.
fn bars(
    book: &mut Book,
    sheet: &str,
    table: &TableSpec,
    series: &[u16],
    (title, unit): (&str, &str),
) -> Result<Option<Chart>, XlsxError> {
    let rows = table.rows.len() as u32;
    if rows == 0 {
        return Ok(None);
    }
    let name = book.table(sheet, table)?;
    let column = |column: u16| ChartRange::new_from_range(&name, 1, column, rows, column);
    let mut chart = Chart::new(ChartType::Bar);
    for (index, at) in series.iter().enumerate() {
        let mut line = ChartLine::new();
        line.set_color(colour(GREY)).set_width(1.25);
        let mut whisker = ChartErrorBars::new();
        whisker
            .set_type(ChartErrorBarsType::Custom(column(at + 1), column(at + 1)))
            .set_format(ChartFormat::new().set_line(&line));
        let mut fill = ChartSolidFill::new();
        fill.set_color(colour(hue(index)));
        chart
            .add_series()
            .set_categories(&column(0))
            .set_values(&column(*at))
            .set_name(&ChartRange::new_from_range(&name, 0, *at, 0, *at))
            .set_format(&mut fill)
            .set_gap(60)
            .set_y_error_bars(&whisker);
    }
    chart.x_axis().set_reverse();
    chart.y_axis().set_name(&format!("[{unit}]")).set_num_format("#,##0");
    dress(&mut chart, title);
    if series.len() < 2 {
        chart.legend().set_hidden();
    }
    Ok(Some(chart))
}

fn dress(chart: &mut Chart, title: &str) {
    chart
        .title()
        .set_name(title)
        .set_font(ChartFont::new().set_size(14).set_color(colour(crate::report::draw::scene::INK)));
    chart.legend().set_position(ChartLegendPosition::Bottom);
    let mut line = ChartLine::new();
    line.set_color(colour(GRID)).set_width(0.75);
    chart.y_axis().set_major_gridlines_line(&line);
    chart.set_width(SIZE.0).set_height(SIZE.1).set_alt_text(title);
}
