//! The parts of the page about what customers do and what a firm believes of them: loyal behaviours, and its labels beside the
//! hidden stages.

use std::fmt::Write;

use super::markup::{estimates, text};
use crate::experiment::results::{Metric, SEEN, World};
use crate::report::words::format::{NOTHING, share};
use crate::report::words::names::capital;

/// One row for each hidden stage, one column for each label. Writes nothing where no survey was made.
pub(in crate::report) fn labels(html: &mut String, world: &World, named: bool) {
    let cell = |hidden: &str, seen: &str| world.observed.get(&format!("{hidden}.{seen}"));
    let measured = |hidden: &&str| SEEN.iter().any(|seen| cell(hidden, seen).is_some_and(|m| m.mean.is_some()));
    let rows: Vec<&str> = SEEN.iter().copied().filter(|hidden| measured(hidden)).collect();
    let Some(n) = rows.first().and_then(|hidden| cell(hidden, SEEN[0])).map(|metric| metric.n) else { return };
    let words = |stage: &str| capital(&stage.replace('_', "-"));
    let of = if named { format!(": {}", text(&world.name, 80)) } else { String::new() };
    let _ = write!(
        html,
        "<section>\n<h2>What the firm takes its customers for{of}</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th>They are in</th>"
    );
    for seen in SEEN {
        let _ = write!(html, "<th class=\"n\">seen as {}</th>", words(seen).to_lowercase());
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for hidden in rows {
        let _ = write!(html, "<tr><td>{}</td>", words(hidden));
        for seen in SEEN {
            let shown = cell(hidden, seen).and_then(|m| Some(share(m.mean?, m.ci95)));
            let _ = write!(html, "<td class=\"n\">{}</td>", shown.unwrap_or_else(|| NOTHING.to_owned()));
        }
        html.push_str("</tr>\n");
    }
    let _ = writeln!(
        html,
        "</tbody></table></div>\n<p>Share of the people of a row at the dates of surveys, with the 95 % interval over {n} replications. \
         The firm sees purchases and contracts only: a long silence is a decline, twice as long an exit.</p>\n</section>"
    );
}

/// Behaviours of loyal customers in reading order, in words.
const BEHAVIOURS: [(&str, &str); 5] = [
    ("repurchase", "Buy again"),
    ("recommending", "Are ready to recommend after an encounter"),
    ("bringing", "Bring newcomers"),
    ("cross_buying", "Buy in further categories"),
    ("resisting_rivals", "Resist the pull of rivals"),
];

/// What loyal customers do, one row for each behaviour that a mechanism makes. Writes nothing where there is none.
pub(in crate::report) fn behaviours(html: &mut String, world: &World, named: bool) {
    let known = |(id, words): (&str, &str)| Some((words.to_owned(), world.behaviours.get(id)?.clone()));
    let rows: Vec<(String, Metric)> = BEHAVIOURS.into_iter().filter_map(known).collect();
    if rows.is_empty() {
        return;
    }
    let of = if named { format!(": {}", text(&world.name, 80)) } else { String::new() };
    let _ = writeln!(html, "<section>\n<h2>What loyal customers do{of}</h2>");
    estimates(html, &rows);
    html.push_str("<p class=\"note\">Each as defined below, under Definitions.</p>\n</section>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;

    #[test]
    fn behaviours_are_told_where_a_mechanism_makes_them() {
        let mut html = String::new();
        behaviours(&mut html, &fixtures::bank_branch().worlds[0], false);
        assert!(html.is_empty());
        behaviours(&mut html, &fixtures::complaining().worlds[0], false);
        assert!(html.contains("Buy again") && html.contains("Resist the pull of rivals"), "{html}");
        assert!(!html.contains("further categories"), "{html}");
    }

    #[test]
    fn labels_are_a_table_of_shares_and_absent_without_surveys() {
        let mut world = fixtures::bank_branch().worlds.remove(0);
        let mut html = String::new();
        labels(&mut html, &world, false);
        assert!(html.is_empty());
        let mut metric = world.metrics.values().next().expect("metrics").clone();
        (metric.mean, metric.ci95, metric.n) = (Some(0.05), Some([0.04, 0.06]), 20);
        world.observed = SEEN.iter().map(|seen| (format!("climax.{seen}"), metric.clone())).collect();
        labels(&mut html, &world, false);
        assert!(html.contains("<td>Climax</td><td class=\"n\">5.0 % [4.0, 6.0]</td>"), "{html}");
        assert!(!html.contains("<td>Decline</td>"), "a row that nobody was in is left out");
        assert!(html.contains("seen as build-up"));
    }
}
