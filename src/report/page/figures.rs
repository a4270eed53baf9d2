//! The charts of the page with their words and data, as many as fit.
//!
//! Charts about the baseline and about all worlds go before those that repeat one for each world, and pictures before their
//! tables; what does not fit is a link to its file. On paper, where nothing opens, each chart has its words below it.

use std::fmt::Write;

use super::markup::text;
use crate::report::charts::spec::ChartSpec;
use crate::report::draw::svg::escape;
use crate::report::tables::table::{Cell, TableSpec};
use crate::report::words::names::visible;

/// A chart with its picture.
#[derive(Debug, Clone)]
pub(in crate::report) struct Figure {
    pub(in crate::report) chart: ChartSpec,
    pub(in crate::report) svg: String,
    /// Width of the picture [px].
    pub(in crate::report) width: f64,
}

#[cfg(test)]
impl Figure {
    pub(super) fn of(chart: ChartSpec) -> Figure {
        let scene = crate::report::draw::chart::scene(&chart);
        Figure { chart, svg: crate::report::draw::svg::draw(&scene), width: scene.width }
    }
}

/// Room for charts and their words [bytes]; with tables, words and definitions the page stays under 1 MB.
const CHART_BUDGET: usize = 540_000;
/// Room for data tables [bytes].
const TABLE_BUDGET: usize = 170_000;
/// Rows of a data table on the page; the CSV file has all of them.
const ROWS: usize = 60;
/// Width of a picture beyond which it needs more than the column of text [px].
const COLUMN: f64 = 980.0;

/// All charts but those that stand elsewhere, which take so many bytes.
pub(in crate::report) fn block(html: &mut String, charts: &[&Figure], elsewhere: usize) {
    if charts.is_empty() {
        return;
    }
    html.push_str("<section>\n<h2>Charts</h2>\n");
    let size = |at: usize| charts[at].svg.len() + charts[at].chart.alt.len();
    let first: Vec<usize> = by_rank(charts);
    let shown = fitting(&first, CHART_BUDGET.saturating_sub(elsewhere), size);
    let tables: Vec<String> = charts.iter().map(|figure| data_table(&figure.chart.table, &figure.chart.id)).collect();
    let pictured: Vec<usize> = first.into_iter().filter(|at| shown[*at]).collect();
    let tabled = fitting(&pictured, TABLE_BUDGET, |at| tables[at].len());
    for (at, drawn) in charts.iter().enumerate() {
        if shown[at] {
            figure(html, drawn, tabled.get(at).copied().unwrap_or(false).then_some(tables[at].as_str()));
        } else {
            link(html, &drawn.chart);
        }
    }
    html.push_str("</section>\n");
}

/// Places of charts by what a reader needs first: those of one world after the first come last.
fn by_rank(charts: &[&Figure]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..charts.len()).collect();
    places.sort_by_key(|at| charts[*at].chart.world.is_some());
    places
}

/// Which of the places fit, the first ones first.
fn fitting(places: &[usize], budget: usize, size: impl Fn(usize) -> usize) -> Vec<bool> {
    let mut shown = vec![false; places.iter().max().map_or(0, |most| most + 1)];
    let mut left = budget;
    for at in places {
        if size(*at) <= left {
            left -= size(*at);
            shown[*at] = true;
        }
    }
    shown
}

/// The headline of a chart that is not on the page, and where it is. Headlines need not name their world.
fn link(html: &mut String, chart: &ChartSpec) {
    let file = escape(&chart.id);
    let world = chart.world.as_ref().map_or(String::new(), |world| format!("{}: ", text(world, 60)));
    let _ = writeln!(
        html,
        "<p>{world}{} <a href=\"charts/{file}.svg\">charts/{file}.svg</a>, <a href=\"tables/chart-{file}.csv\">data</a></p>",
        escape(&chart.title)
    );
}

fn figure(html: &mut String, drawn: &Figure, table: Option<&str>) {
    let Figure { chart, svg, width } = drawn;
    let file = escape(&chart.id);
    let class = if *width > COLUMN { " class=\"wide-figure\"" } else { "" };
    let _ = write!(html, "<figure id=\"{file}\"{class}>\n{svg}<details><summary>In words, and the data</summary>\n");
    match table {
        Some(table) => html.push_str(table),
        None => {
            let _ = writeln!(html, "<p class=\"note\">{}</p>", all_rows(&chart.id));
        }
    }
    let _ = write!(
        html,
        "</details>\n<p class=\"alt\">{} <span class=\"paper\">Data: tables/chart-{file}.csv</span></p>\n</figure>\n",
        escape(&chart.alt)
    );
}

/// One chart beside its sentence, with its data.
pub(super) fn one(html: &mut String, drawn: &Figure) {
    figure(html, drawn, Some(&data_table(&drawn.chart.table, &drawn.chart.id)));
}

fn all_rows(id: &str) -> String {
    format!("All rows: <a href=\"tables/chart-{0}.csv\">tables/chart-{0}.csv</a>", escape(id))
}

fn data_table(table: &TableSpec, id: &str) -> String {
    let mut html = String::from("<div class=\"scroll\"><table>\n<thead><tr>");
    for column in &table.columns {
        let _ = write!(html, "<th>{}</th>", escape(&visible(column, 80)));
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    // An even selection that keeps the last row.
    let every = table.rows.len().div_ceil(ROWS).max(1);
    for (index, row) in table.rows.iter().enumerate() {
        if index % every != 0 && index + 1 != table.rows.len() {
            continue;
        }
        html.push_str("<tr>");
        for cell in row {
            let _ = match cell {
                Cell::Number(value) => write!(html, "<td class=\"n\">{}</td>", significant(*value)),
                Cell::Whole(value) => write!(html, "<td class=\"n\">{value}</td>"),
                Cell::Text(words) => write!(html, "<td>{}</td>", text(words, 80)),
                Cell::Flag(_) | Cell::Moment(_) => write!(html, "<td>{}</td>", cell.plain()),
                Cell::Empty => write!(html, "<td></td>"),
            };
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody>\n</table></div>\n");
    let rows = if every > 1 { format!("Every {every}th row is shown. ") } else { String::new() };
    let _ = writeln!(html, "<p class=\"note\">{rows}{}</p>", all_rows(id));
    html
}

/// Five significant digits, without an exponent where that is readable.
fn significant(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_string();
    }
    let rounded: f64 = format!("{value:.4e}").parse().unwrap_or(value);
    if (1e-4..1e15).contains(&rounded.abs()) { format!("{rounded}") } else { format!("{rounded:e}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::contents;
    use crate::report::fixtures::many::many;

    #[test]
    fn charts_of_the_baseline_and_of_all_worlds_come_before_those_of_each_world() {
        let charts: Vec<Figure> = contents::charts(&many()).into_iter().map(Figure::of).collect();
        let mut html = String::new();
        block(&mut html, &charts.iter().collect::<Vec<_>>(), 0);
        let on_page = |chart: &ChartSpec| html.contains(&format!("<figure id=\"{}\"", chart.id));
        for chart in charts.iter().map(|figure| &figure.chart).filter(|chart| chart.world.is_none()) {
            assert!(on_page(chart), "{} is not on the page", chart.id);
        }
        let linked: Vec<&ChartSpec> =
            charts.iter().map(|figure| &figure.chart).filter(|chart| !on_page(chart)).collect();
        assert!(!linked.is_empty() && linked.iter().all(|chart| chart.world.is_some()));
        for chart in linked {
            let world = chart.world.as_ref().expect("a world");
            let link = format!("<p><bdi>{world}</bdi>: {} <a href=\"charts/{}.svg\"", escape(&chart.title), chart.id);
            assert!(html.contains(&link), "{link}");
        }
        assert!(html.len() < CHART_BUDGET + TABLE_BUDGET + 120_000, "{} bytes", html.len());
        let figures = html.matches("<figure ").count();
        assert_eq!(html.matches("<p class=\"alt\">").count(), figures, "on paper every chart has its words");
        let pairs = html.matches("<figure id=\"bucket-before-after").count();
        assert!(pairs > 0 && html.matches("class=\"wide-figure\"").count() >= pairs);
    }
}
