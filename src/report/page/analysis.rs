//! The page of a sweep that was analysed.

use std::fmt::Write;

use super::figures::{self, Figure};
use super::markup::STYLE;
use crate::experiment::analysis::Analysis;
use crate::report::draw::svg::escape;
use crate::report::words::analysis::analysis_words;
use crate::report::words::names::visible;

/// The page, from an analysis and its charts with their SVG.
pub(in crate::report) fn page(analysis: &Analysis, charts: &[Figure]) -> String {
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
    figures::block(&mut html, &charts.iter().collect::<Vec<_>>(), 0);
    html.push_str("</main>\n</body>\n</html>\n");
    html
}
