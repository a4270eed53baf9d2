//! One self-contained page: question, answer, numbers, charts with their data, definitions, how it was run.
//!
//! No script, no network, nothing outside the file; a strict content policy says so to the browser. Every name is
//! escaped. The page stays under a megabyte: charts beyond the budget become links to their files.

use std::fmt::Write;

use super::figures::{self, Figure};
use super::markup::{STYLE, estimates, prose, text};
use super::people as html_people;
use super::unknown as html_unknown;
use super::worlds as html_worlds;
use crate::experiment::results::{Metric, Results, World};
use crate::report::charts::unknown::is_one;
use crate::report::contents;
use crate::report::draw::svg::escape;
use crate::report::words::findings::{
    is_headline, label, ordered, program, program_basis, run_line, told_of, value, warnings,
};
use crate::report::words::format::{INTERVALS, estimate};
use crate::report::words::names::{among, visible};

/// Room for the definitions of all estimates [bytes].
const DEFINITION_BUDGET: usize = 120_000;
/// Worlds told in full; the others are in the tables.
const WORLDS: usize = 6;
/// Resources in the headline table; the others are in `tables/resources.csv`.
const RESOURCES: usize = 20;

/// The page, from results, charts with their SVG, and warnings of the drawing itself.
pub(crate) fn page(results: &Results, charts: &[Figure], drawing_warnings: &[String]) -> String {
    let name = escape(&visible(&results.scenario.name, 120));
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{name}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"
    );
    let (unknown, others): (Vec<&Figure>, Vec<&Figure>) = charts.iter().partition(|figure| is_one(&figure.chart.id));
    head(&mut html, results, &name);
    let before = html.len();
    html_unknown::sections(&mut html, results, &unknown);
    let elsewhere = html.len() - before;
    as_written(&mut html, results);
    warnings_block(&mut html, results, drawing_warnings);
    html_worlds::differences(&mut html, results);
    for world in results.worlds.iter().take(WORLDS) {
        numbers(&mut html, world, results.worlds.len() > 1);
        html_people::labels(&mut html, world, results.worlds.len() > 1);
        html_people::behaviours(&mut html, world, results.worlds.len() > 1);
    }
    figures::block(&mut html, &others, elsewhere);
    asserts(&mut html, results);
    definitions(&mut html, results);
    assumptions(&mut html, results);
    how(&mut html, results);
    html.push_str("</main>\n</body>\n</html>\n");
    html
}

fn head(html: &mut String, results: &Results, name: &str) {
    let _ = write!(html, "<header>\n<p class=\"kicker\">Customer journey simulation</p>\n<h1><bdi>{name}</bdi></h1>\n");
    if let Some(question) = &results.scenario.question {
        let _ = writeln!(html, "<p class=\"question\">{}</p>", text(question, 600));
    }
    if let Some(about) = &results.scenario.about {
        let _ = writeln!(html, "<p>{}</p>", text(about, 1200));
    }
    html.push_str("</header>\n");
}

/// What the worlds are as the file is written: their luck is the only doubt.
fn as_written(html: &mut String, results: &Results) {
    html_worlds::opening(html, results);
    html.push_str("<section>\n<h2>In words</h2>\n");
    for world in results.worlds.iter().take(WORLDS) {
        if results.worlds.len() > 1 {
            let _ = writeln!(html, "<h3>{}</h3>", text(&world.name, 80));
        }
        html.push_str("<ul class=\"findings\">\n");
        // The tables of the terminal begin with these figures.
        for finding in value(world).into_iter().chain(contents::of_world(world, results)) {
            let _ = writeln!(html, "<li>{}</li>", prose(&finding));
        }
        html.push_str("</ul>\n");
    }
    if let Some(basis) = program_basis(results) {
        let _ = writeln!(html, "<p>{}</p>", prose(&basis));
    }
    let _ = write!(html, "<p class=\"note\">{}. ", escape(&run_line(&results.run)));
    let _ = writeln!(html, "[ ] is the 95 % interval of the mean over replications ({INTERVALS}).</p>\n</section>");
}

fn warnings_block(html: &mut String, results: &Results, drawing: &[String]) {
    let all: Vec<String> =
        warnings(&results.run, &[]).into_iter().chain(drawing.iter().map(|warning| visible(warning, 600))).collect();
    if all.is_empty() {
        return;
    }
    html.push_str("<section class=\"warnings\">\n<h2>Before you trust these numbers</h2>\n<ul>\n");
    for warning in all {
        let _ = writeln!(html, "<li>{}</li>", prose(&warning));
    }
    html.push_str("</ul>\n</section>\n");
}

fn numbers(html: &mut String, world: &World, named: bool) {
    let (headlines, others): (Vec<_>, Vec<_>) = ordered(world).into_iter().partition(|(id, _)| is_headline(id));
    let named_by_id = |rows: Vec<(&String, &Metric)>| -> Vec<(String, Metric)> {
        rows.into_iter().map(|(id, metric)| (label(id), metric.clone())).collect()
    };
    let (mut rows, others) = (named_by_id(headlines), named_by_id(others));
    rows.extend(program(world).map(|(label, metric)| (label, metric.clone())));
    for (name, resource) in world.resources.iter().take(RESOURCES) {
        let name = among(name, world.resources.keys().map(String::as_str), 60);
        rows.extend(told_of(&name, resource, false).map(|(label, metric)| (label, metric.clone())));
    }
    if rows.is_empty() && others.is_empty() {
        return;
    }
    let heading =
        if named { format!("Headline numbers: {}", text(&world.name, 80)) } else { "Headline numbers".to_string() };
    let _ = writeln!(html, "<section>\n<h2>{heading}</h2>");
    estimates(html, &rows);
    if !others.is_empty() {
        let _ = writeln!(html, "<details><summary>{} more estimates</summary>", others.len());
        estimates(html, &others);
        html.push_str("</details>\n");
    }
    html.push_str("</section>\n");
}

fn asserts(html: &mut String, results: &Results) {
    if results.asserts.is_empty() {
        return;
    }
    html.push_str("<section>\n<h2>Asserts</h2>\n<ul>\n");
    for assert in &results.asserts {
        let verdict = if assert.held { "held" } else { "<strong>missed</strong>" };
        let found = assert.value.map_or("not measured".to_string(), |value| format!("{value}"));
        let _ = writeln!(
            html,
            "<li>{}: {} {} in {}: found {found}, {verdict}</li>",
            text(&assert.name, 80),
            text(&assert.metric, 120),
            text(&assert.rule, 80),
            text(&assert.world, 80)
        );
    }
    html.push_str("</ul>\n</section>\n");
}

fn definitions(html: &mut String, results: &Results) {
    let Some(world) = results.worlds.first() else { return };
    html.push_str(
        "<section>\n<h2>Definitions</h2>\n<details><summary>Every estimate with its definition</summary>\n<div class=\"scroll\"><table>\n\
         <thead><tr><th>Path</th><th>Estimate</th><th class=\"n\">n</th><th>Definition</th></tr></thead>\n<tbody>\n",
    );
    let end = html.len() + DEFINITION_BUDGET;
    let all = world.paths();
    let mut shown = 0;
    for (path, metric) in &all {
        if html.len() > end {
            break;
        }
        shown += 1;
        let _ = writeln!(
            html,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"n\">{}</td><td>{}</td></tr>",
            text(path, 120),
            escape(&estimate(metric)),
            metric.n,
            text(&metric.definition, 400)
        );
    }
    html.push_str("</tbody>\n</table></div>\n");
    let rest = if shown < all.len() { format!("{} more are in ", all.len() - shown) } else { "Also in ".to_string() };
    let _ = writeln!(
        html,
        "<p class=\"note\">{rest}<a href=\"tables/metrics.csv\">tables/metrics.csv</a></p>\n</details>\n\
         <p class=\"paper\">Every estimate with its definition: tables/metrics.csv</p>\n</section>"
    );
}

fn assumptions(html: &mut String, results: &Results) {
    for (heading, lines) in [("What is assumed", &results.scenario.assumptions), ("Sources", &results.scenario.sources)]
    {
        if lines.is_empty() {
            continue;
        }
        let _ = write!(html, "<section>\n<h2>{heading}</h2>\n<ul>\n");
        for line in lines.iter().take(200) {
            let _ = writeln!(html, "<li><bdi>{}</bdi></li>", prose(&visible(line, 600)));
        }
        html.push_str("</ul>\n</section>\n");
    }
}

fn how(html: &mut String, results: &Results) {
    let run = &results.run;
    html.push_str("<section>\n<h2>How it was run</h2>\n<div class=\"scroll\"><table>\n<tbody>\n");
    let planned = if run.replications == run.replications_planned {
        run.replications.to_string()
    } else {
        format!("{} of {} planned", run.replications, run.replications_planned)
    };
    let rows = [
        ("Program", format!("journeysim {}", run.version)),
        ("Scenario hash (SHA-256)", results.scenario.hash.clone()),
        ("Seed", run.seed.to_string()),
        ("Replications", planned),
        ("Horizon", crate::report::words::format::days(run.horizon_days)),
        ("Warm-up deleted", crate::report::words::format::days(run.warm_up_days)),
        ("Customers on day 0", run.customers.to_string()),
        ("Engine", run.engine.clone()),
    ];
    for (what, value) in rows {
        let _ = writeln!(html, "<tr><th scope=\"row\">{what}</th><td class=\"wrap\">{}</td></tr>", text(&value, 120));
    }
    html.push_str("</tbody>\n</table></div>\n<p class=\"note\">The same file, seed and version give the same numbers again.</p>\n</section>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures;
    use crate::report::fixtures::worlds;

    fn page_of(results: &Results) -> String {
        let drawn: Vec<Figure> = contents::charts(results).into_iter().map(Figure::of).collect();
        page(results, &drawn, &[])
    }

    #[test]
    fn the_page_is_whole_and_small() {
        for results in fixtures::all() {
            let html = page_of(&results);
            assert!(html.len() < 1_000_000, "{} bytes", html.len());
            assert!(html.starts_with("<!DOCTYPE html>") && html.ends_with("</html>\n"));
            assert_eq!(html.matches("<svg ").count(), html.matches("</svg>").count());
            assert!(html.contains("default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
        }
    }

    #[test]
    fn no_name_becomes_markup() {
        no_markup(&page_of(&fixtures::hostile()));
        let [_, hostile, _] = worlds::odd_names();
        no_markup(&page_of(&hostile));
    }

    fn no_markup(html: &str) {
        assert!(!html.to_lowercase().contains("<script"));
        assert!(!html.contains('\u{202e}') && !html.contains('\u{1b}'));
        assert!(html.contains("&lt;script&gt;"));
        assert!(!html.contains(&"W".repeat(1_000)) && !html.contains(&"字".repeat(1_000)));
        // No element takes its attributes from a name: every `<` opens an element we wrote.
        let known = [
            "!DOCTYPE", "html", "head", "meta", "title", "style", "body", "main", "header", "p", "h1", "h2", "h3",
            "section", "ul", "li", "div", "table", "thead", "tbody", "tr", "th", "td", "figure", "svg", "desc", "rect",
            "span", "path", "circle", "text", "details", "summary", "a", "bdi", "strong", "code",
        ];
        for piece in html.split('<').skip(1) {
            let element: String =
                piece.trim_start_matches('/').chars().take_while(|c| c.is_alphanumeric() || *c == '!').collect();
            assert!(known.contains(&element.as_str()), "<{element}");
        }
    }

    #[test]
    fn many_charts_become_links_beyond_the_budget() {
        let mut results = fixtures::bank_branch();
        let tellers = results.worlds[0].resources["tellers"].clone();
        for index in 0..120 {
            results.worlds[0].resources.insert(format!("desk {index}"), tellers.clone());
        }
        let html = page_of(&results);
        assert!(html.len() < 1_000_000, "{} bytes", html.len());
        assert!(html.contains("href=\"charts/queue-desk-99.svg\""));
    }

    #[test]
    fn question_answer_and_run_are_there() {
        let html = page_of(&fixtures::bank_branch());
        for part in [
            "Which repair keeps more value per yuan",
            "Biggest leak: hassle, 31 % [29, 33] of exits",
            "Before you trust",
            "What is assumed",
            "3fa2c1d0",
        ] {
            assert!(html.contains(part), "{part}");
        }
    }
}
