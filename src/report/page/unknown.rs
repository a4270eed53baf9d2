//! The part of the page about what is not known: the answer first, then each claim beside its chart, the tables, and what the words mean.

use std::fmt::Write;

use super::figures::{self, Figure};
use super::markup::{prose, text};
use crate::experiment::results::Results;
use crate::experiment::results::uncertainty::{Drawing, Judged, UncertainInput, Uncertainty};
use crate::report::charts::unknown::{BEST_BY, BY, GAINS, WORTH};
use crate::report::draw::svg::escape;
use crate::report::words::format::{NOTHING, share};
use crate::report::words::names::visible;
use crate::report::words::uncertainty::{
    Amounts, NAME, break_even, definitions, design_name, headline, how, input_names, measurement, row_name, said,
};

/// Rows of a list in a fold; all are in the tables.
const ROWS: usize = 200;
/// Inputs and designs in the tables of the page.
const LISTED: usize = 60;

/// The answer, and everything about what is not known. Nothing where the scenario says nothing of it.
pub(super) fn sections(html: &mut String, results: &Results, charts: &[&Figure]) {
    let Some(found) = &results.uncertainty else { return };
    let said = said(found);
    html.push_str("<section id=\"answer\">\n");
    if let Some(answer) = headline(found, results.run.horizon_days) {
        let _ = writeln!(
            html,
            "<p class=\"claim\"><strong>{}</strong> {}</p>",
            escape(&answer.claim),
            escape(&answer.more)
        );
    }
    let drawn = |html: &mut String, id: &str| {
        charts.iter().filter(|figure| figure.chart.id == id).for_each(|figure| figures::one(html, figure));
    };
    paragraph(html, &said.choice);
    drawn(html, GAINS);
    html.push_str("</section>\n<section id=\"unknown\">\n<h2>What is not known</h2>\n");
    paragraph(html, &said.worth);
    drawn(html, WORTH);
    paragraph(html, &said.turns);
    BY.iter().chain([&BEST_BY]).for_each(|id| drawn(html, id));
    paragraph(html, &said.reserves);
    inputs(html, found);
    designs(html, found);
    paths(html, found);
    if let Some(drawing) = &found.drawing {
        refused(html, found, drawing);
        held_fixed(html, drawing);
    }
    html.push_str("<details><summary>What these words mean, and how the draws were made</summary>\n<ul>\n");
    for (word, meaning) in definitions() {
        let _ = writeln!(html, "<li><strong>{}</strong>: {}</li>", escape(word), escape(&meaning));
    }
    let _ = writeln!(html, "</ul>\n<p class=\"note\">{}</p>\n</details>", prose(&how(found)));
    html.push_str(
        "<p class=\"note\">All that follows is as the file is written, so that its intervals know chance only.</p>\n</section>\n",
    );
}

fn paragraph(html: &mut String, sentences: &[String]) {
    if sentences.is_empty() {
        return;
    }
    html.push_str("<ul class=\"findings\">\n");
    for sentence in sentences {
        let _ = writeln!(html, "<li>{}</li>", prose(sentence));
    }
    html.push_str("</ul>\n");
}

/// A table with these headers; those marked are of numbers.
fn open(html: &mut String, headers: &[(&str, bool)]) {
    html.push_str("<div class=\"scroll wide\"><table>\n<thead><tr>");
    for (header, numbers) in headers {
        let class = if *numbers { " class=\"n\"" } else { "" };
        let _ = write!(html, "<th{class}>{}</th>", escape(header));
    }
    html.push_str("</tr></thead>\n<tbody>\n");
}

fn close(html: &mut String, rows: usize, file: &str) {
    let more = if rows > LISTED { format!("{} more rows, and all", rows - LISTED) } else { "All".to_owned() };
    let _ = writeln!(
        html,
        "</tbody>\n</table></div>\n<p class=\"note\">{more}: <a href=\"tables/{file}.csv\">tables/{file}.csv</a></p>"
    );
}

/// What is not known, input by input, everything and the dummy beside them.
fn inputs(html: &mut String, found: &Uncertainty) {
    let amounts = Amounts::of(found);
    html.push_str("<h3>Inputs</h3>\n");
    let worth = amounts.worth_title("Worth");
    open(
        html,
        &[
            ("Input", false),
            ("Where its range comes from", false),
            ("What is known of it", false),
            ("In the file", true),
            (&worth, true),
            ("95 % interval", true),
            ("Break-even", true),
            ("Measuring it", false),
        ],
    );
    let row = |html: &mut String, name: &str, worth: &Judged, input: Option<&UncertainInput>| {
        let of_file = input.and_then(|input| input.said.as_ref());
        let basis = of_file.map_or("", |said| said.basis.as_str());
        let basis = if of_file.is_some() && basis.is_empty() { "the file does not say" } else { basis };
        let measure = input.and_then(|input| input.measurement.as_ref()).map_or(String::new(), |measure| {
            format!("{} {}", text(&measure.design, 60), escape(&measurement(&amounts, measure)))
        });
        let _ = writeln!(
            html,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>\
             <td class=\"n\">{}</td><td>{measure}</td></tr>",
            text(name, 80),
            text(basis, 120),
            text(of_file.map_or("", |said| said.law.as_str()), 80),
            text(of_file.and_then(|said| said.written.as_deref()).unwrap_or_default(), 30),
            escape(&amounts.worth(worth)),
            escape(&amounts.worth_interval(worth)),
            escape(&input.map_or(String::new(), break_even)),
        );
    };
    row(html, "everything (EVPI)", &found.evpi, None);
    for (input, name) in found.inputs.iter().zip(input_names(found, NAME)).take(LISTED) {
        row(html, &name, &input.worth, Some(input));
    }
    row(html, "a shuffled dummy", &found.dummy, None);
    close(html, found.inputs.len(), "uncertainty-inputs");
}

fn designs(html: &mut String, found: &Uncertainty) {
    let amounts = Amounts::of(found);
    html.push_str("<h3>Designs</h3>\n");
    let [gain, regret] = [amounts.title("Gain"), amounts.worth_title("Regret")];
    let budget = found.designs.iter().any(|design| design.over_budget.is_some());
    let mut headers = vec![
        ("Design", false),
        ("Best in", true),
        (gain.as_str(), true),
        ("95 % interval", true),
        ("Nine in ten draws", true),
        ("Nine in ten futures", true),
        ("As written", true),
        (regret.as_str(), true),
    ];
    if budget {
        headers.push(("Over budget in", true));
    }
    open(html, &headers);
    for design in found.designs.iter().take(LISTED) {
        let cell = |words: Option<String>| escape(&words.unwrap_or_else(|| NOTHING.to_owned()));
        let gain = design.gain.as_ref();
        let written = gain.and_then(|gain| Some(amounts.like(design.as_written?, gain)));
        let mut cells = vec![
            escape(&share(design.p_best.value, Some(design.p_best.ci95))),
            cell(gain.map(|gain| amounts.mean(gain))),
            cell(gain.map(|gain| amounts.band(gain.ci95, gain))),
            cell(gain.map(|gain| amounts.band(gain.ignorance, gain))),
            cell(gain.map(|gain| amounts.band(gain.future, gain))),
            cell(written),
            escape(&amounts.worth(&design.regret)),
        ];
        if budget {
            cells.push(cell(design.over_budget.map(|over| share(over, None))));
        }
        let cells: String = cells.iter().map(|cell| format!("<td class=\"n\">{cell}</td>")).collect();
        let _ = writeln!(html, "<tr><th scope=\"row\">{}</th>{cells}</tr>", text(&row_name(found, &design.name), 80));
    }
    close(html, found.designs.len(), "uncertainty-designs");
}

/// Which place of the file each input changes.
fn paths(html: &mut String, found: &Uncertainty) {
    let names = input_names(found, NAME);
    let named: Vec<_> =
        found.inputs.iter().zip(&names).filter_map(|(input, name)| Some((name, input.said.as_ref()?))).collect();
    if named.is_empty() {
        return;
    }
    html.push_str("<details><summary>Where they stand in the file</summary>\n<ul>\n");
    for (name, said) in named.into_iter().take(ROWS) {
        let path = text(&said.path, 160);
        let _ = writeln!(html, "<li>{}: {} <code>{path}</code></li>", text(name, 80), escape(&said.operation));
    }
    html.push_str("</ul>\n</details>\n");
}

fn refused(html: &mut String, found: &Uncertainty, drawing: &Drawing) {
    if drawing.refused.is_empty() {
        return;
    }
    let _ = writeln!(
        html,
        "<details><summary>Draws that are left out, since they cannot be: {}</summary>\n<ul>",
        drawing.refused.len()
    );
    for refused in drawing.refused.iter().take(ROWS) {
        let design = text(&design_name(found, &refused.design), 80);
        let why = prose(&visible(&refused.why, 300));
        let _ = writeln!(html, "<li>Draw {} in {design}: {why}</li>", refused.draw);
    }
    html.push_str("</ul>\n<p class=\"note\">All: <a href=\"tables/refused-draws.csv\">tables/refused-draws.csv</a></p>\n</details>\n");
}

fn held_fixed(html: &mut String, drawing: &Drawing) {
    if drawing.held_fixed.is_empty() {
        return;
    }
    let _ = writeln!(
        html,
        "<details><summary>Assumptions that are held fixed: {}</summary>\n<div class=\"scroll wide\"><table>\n<thead><tr><th>Path</th>\
         <th>Value</th><th>Where it comes from</th></tr></thead>\n<tbody>",
        drawing.held_fixed.len()
    );
    for fixed in drawing.held_fixed.iter().take(ROWS) {
        let _ = writeln!(
            html,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
            text(&fixed.path, 120),
            text(&fixed.value, 60),
            text(&fixed.basis, 160)
        );
    }
    html.push_str(
        "</tbody>\n</table></div>\n<p class=\"note\">All: <a href=\"tables/held-fixed.csv\">tables/held-fixed.csv</a></p>\n</details>\n",
    );
}
