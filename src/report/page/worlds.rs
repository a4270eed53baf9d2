//! The part of the page about worlds that differ: inputs, findings, and the table of differences.

use std::fmt::Write;

use super::markup::{prose, text};
use crate::experiment::comparison::Difference;
use crate::experiment::results::{Results, World};
use crate::report::contents;
use crate::report::draw::svg::escape;
use crate::report::words::findings::{is_headline, label};
use crate::report::words::format::{INTERVALS, NOTHING, difference_parts};
use crate::report::words::verdicts;

/// Inputs listed on the page; all are in `tables/inputs.csv`.
const INPUTS: usize = 100;
/// Worlds with a sentence of their own.
const SENTENCES: usize = 30;
/// Rows of the table of differences; all are in `tables/differences.csv`.
const ROWS: usize = 150;

/// What differs, and one sentence for each finding. Writes nothing for a run of one world.
pub(in crate::report) fn opening(html: &mut String, results: &Results) {
    inputs(html, results);
    let sentences = contents::found(results, SENTENCES);
    if sentences.is_empty() {
        return;
    }
    html.push_str("<section>\n<h2>What was found</h2>\n<ul class=\"findings\">\n");
    for sentence in sentences {
        let _ = writeln!(html, "<li>{}</li>", prose(&sentence));
    }
    html.push_str("</ul>\n</section>\n");
}

fn inputs(html: &mut String, results: &Results) {
    let changes = verdicts::changes(results);
    if changes.is_empty() {
        return;
    }
    html.push_str("<section>\n<h2>What differs between the worlds</h2>\n<ul>\n");
    for (world, change) in changes.iter().take(INPUTS) {
        let _ = writeln!(html, "<li><strong>{}</strong>: {}</li>", text(world, 80), escape(change));
    }
    html.push_str("</ul>\n");
    let more = match changes.len().saturating_sub(INPUTS) {
        0 => String::new(),
        more => format!("{more} more are in <a href=\"tables/inputs.csv\">tables/inputs.csv</a>. "),
    };
    let _ = writeln!(
        html,
        "<p class=\"note\">{more}Everything else is equal: the same customers with the same luck in every world.</p>\n</section>"
    );
}

/// Every paired difference with what a reader needs to trust it.
pub(in crate::report) fn differences(html: &mut String, results: &Results) {
    let mut all: Vec<(&str, &World, &Difference)> = Vec::new();
    for world in &results.worlds {
        for (id, found) in world.comparison.iter().flat_map(|found| &found.difference) {
            all.push((id, world, found));
        }
    }
    if all.is_empty() {
        return;
    }
    // Measure by measure, worlds in the order of the file; what decides first, then value.
    let decides = results.findings.decides_by();
    let is_shown = |id: &str| id == decides || is_headline(id);
    all.sort_by_key(|(id, ..)| (*id != decides, *id != "npv", !is_shown(id), *id));
    let (shown, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|(id, ..)| is_shown(id));
    html.push_str("<section>\n<h2>Differences from the baseline</h2>\n");
    table(html, results, &shown);
    if !rest.is_empty() {
        let _ = writeln!(html, "<details><summary>{} more differences</summary>", rest.len());
        table(html, results, &rest);
        html.push_str("</details>\n");
    }
    let _ = writeln!(
        html,
        "<p class=\"note\">This world less the baseline, replication by replication (paired {INTERVALS}). The simultaneous \
         interval holds for all worlds at once (Bonferroni); p is two-sided and adjusted over them (Holm). Probability: \
         that the mean difference is on the better side (for measures without one: that it is higher). Too few events: fewer than \
         ten people or other counted events differ over all replications, or most replications show the very same difference. Pairing: how many \
         times more replications an unpaired comparison would need. All: \
         <a href=\"tables/differences.csv\">tables/differences.csv</a></p>\n</section>",
    );
}

fn table(html: &mut String, results: &Results, rows: &[(&str, &World, &Difference)]) {
    html.push_str(
        "<div class=\"scroll wide\"><table>\n<thead><tr><th>Measure</th><th>World</th><th class=\"n\">Mean</th><th>Unit</th>\
         <th>95 % interval</th><th>Simultaneous</th><th class=\"n\">p adjusted</th><th class=\"n\">Probability better</th>\
         <th class=\"n\">Pairing</th><th class=\"n\">n</th></tr></thead>\n<tbody>\n",
    );
    for (id, world, found) in rows.iter().take(ROWS) {
        let printed = difference_parts(found);
        let wide = found.simultaneous95.map(|ci| Difference { ci95: Some(ci), ..(*found).clone() });
        let unjudged = results.findings.is_unjudged(&world.name);
        let simultaneous = wide.map_or(NOTHING.to_string(), |wide| difference_parts(&wide).interval);
        let _ = writeln!(
            html,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td><td>{}</td>\
             <td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            text(&label(id), 60),
            text(&world.name, 60),
            escape(&printed.mean),
            escape(&printed.unit),
            escape(&printed.interval),
            escape(&simultaneous),
            verdicts::chance_of(found, found.p_adjusted, unjudged),
            verdicts::chance_of(found, found.p_better, unjudged),
            found.variance_ratio.map_or(NOTHING.to_string(), verdicts::times),
            found.n
        );
    }
    html.push_str("</tbody>\n</table></div>\n");
    if rows.len() > ROWS {
        let _ = writeln!(html, "<p class=\"note\">{} more rows are in the table.</p>", rows.len() - ROWS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures::worlds;

    #[test]
    fn the_page_opens_with_what_differs() {
        let results = worlds::compare();
        let mut html = String::new();
        opening(&mut html, &results);
        differences(&mut html, &results);
        for part in [
            "<strong><bdi>Fourth teller</bdi></strong>: resource.tellers.staff: 3 → 4, mon-fri 10:00-12:00, from day 30",
            "Best within the budget of 300,000: Fourth teller, ",
            "better in 34 of 40 replications",
            "Checked on fresh replications",
            "6.4×",
            "[+40,000, +90,000]",
        ] {
            assert!(html.contains(part), "{part} in\n{html}");
        }
    }

    #[test]
    fn one_world_leaves_no_trace() {
        let mut html = String::new();
        opening(&mut html, &crate::report::fixtures::bank_branch());
        differences(&mut html, &crate::report::fixtures::bank_branch());
        assert_eq!(html, "");
    }
}
