//! Words and tables as HTML: the pieces that every part of the page is made of.

use std::fmt::Write;

use crate::experiment::results::Metric;
use crate::report::draw::svg::escape;
use crate::report::words::format::parts;
use crate::report::words::names::visible;

/// Style sheet of the page.
pub(in crate::report) const STYLE: &str = include_str!("report.css");

/// A sentence of ours: what stands between backquotes is shown as what is typed.
pub(in crate::report) fn prose(sentence: &str) -> String {
    let escaped = escape(sentence);
    let pieces: Vec<&str> = escaped.split('`').collect();
    // One without its pair is a sign like any other.
    if pieces.len().is_multiple_of(2) {
        return escaped;
    }
    let typed =
        |(at, piece): (usize, &&str)| if at % 2 == 1 { format!("<code>{piece}</code>") } else { (*piece).to_owned() };
    pieces.iter().enumerate().map(typed).collect()
}

/// A name or another text of the scenario, at most so many columns wide.
pub(in crate::report) fn text(name: &str, cells: usize) -> String {
    format!("<bdi>{}</bdi>", escape(&visible(name, cells)))
}

/// A table of estimates, one row each.
pub(in crate::report) fn estimates(html: &mut String, rows: &[(String, Metric)]) {
    html.push_str(
        "<div class=\"scroll\"><table>\n<thead><tr><th>Measure</th><th class=\"n\">Mean</th><th>Unit</th>\
         <th>95 % interval</th><th class=\"n\">n</th></tr></thead>\n<tbody>\n",
    );
    for (label, metric) in rows {
        let parts = parts(metric);
        let _ = writeln!(
            html,
            "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td>{}</td><td>{}</td><td class=\"n\">{}</td></tr>",
            text(label, 120),
            escape(&parts.mean),
            escape(&parts.unit),
            escape(&parts.interval),
            metric.n
        );
    }
    html.push_str("</tbody>\n</table></div>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_shown_as_code() {
        assert_eq!(prose("write `a < b`, or `c`"), "write <code>a &lt; b</code>, or <code>c</code>");
        assert_eq!(prose("the ` of a name"), "the ` of a name");
    }
}
