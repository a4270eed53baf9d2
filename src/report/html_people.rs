//! The part of the page about what a firm believes of its customers: its labels beside the hidden stages.

use std::fmt::Write;

use super::format::{NOTHING, capital, share};
use super::html::text;
use crate::experiment::results::{SEEN, World};

/// One row for each hidden stage, one column for each label. Writes nothing where no survey was made.
pub(super) fn labels(html: &mut String, world: &World, named: bool) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;

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
