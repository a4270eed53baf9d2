//! What is not known, as `report` draws it from stored results: the answer first, charts and tables, and nothing of it in results without.

use std::fs;

use serde_json::Value;

use crate::program::{Desk, SMALL};
use crate::support::read_here;

/// Two designs of a queue: what the block says of others is only told, never looked up.
const TWO: &str = r#"
[[intervention]]
name   = "a second server"
change = { "resource.server.staff" = { set = 2 } }
"#;

/// Puts the block of what is not known into the results of a folder.
pub(crate) fn with_answer(desk: &Desk, folder: &str) {
    let file = format!("{folder}/results.json");
    let mut results: Value = serde_json::from_str(&desk.read(&file)).expect("results");
    let answer = read_here("src/report/fixtures/uncertainty.json");
    results["uncertainty"] = serde_json::from_str(&answer).expect("the block");
    fs::write(desk.path(&file), results.to_string()).expect("written");
}

fn compared() -> Desk {
    let desk = Desk::with("queue.toml", &format!("{SMALL}{TWO}"));
    let ended = desk.run(["compare", "queue.toml", "--out", "o", "-q"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    desk
}

#[test]
fn a_report_draws_what_is_not_known_from_stored_results() {
    let desk = compared();
    let before = desk.list("o/tables");
    assert!(!before.iter().any(|name| name.starts_with("uncertain")), "{before:?}");
    assert!(!desk.read("o/report.html").contains("What is not known"));
    with_answer(&desk, "o");
    desk.run(["report", "o", "-q"]).with_code(0);
    let page = desk.read("o/report.html");
    // In this order.
    let mut from = 0;
    for part in [
        "<p class=\"claim\"><strong>Open: Fourth teller or the baseline.</strong> Fourth teller is best in 62 of 100 worlds.</p>",
        "<li>Fourth teller is best in 62 of 100 draws; it gains 58,000 CNY [−70,000, +180,000 for nine in ten futures, 4 % of it chance; 62,000 \
         as written].</li>",
        "<figure id=\"uncertain-gains\"",
        "<h2>What is not known</h2>",
        "<li>Knowing everything first is worth at most 9,000 CNY: measure hazard factor of hole hassle (6,000), then service time at the counter \
         (2,400); no other can be told from none.</li>",
        "<figure id=\"uncertain-worth\"",
        "<li>It loses below 0.71 times the file&#39;s hazard factor of hole hassle, and where service time at the counter is below 5.03 min.</li>",
        "<figure id=\"uncertain-by-1\"",
        "<figure id=\"uncertain-by-2\"",
        "<figure id=\"uncertain-best-by\"",
        "the file does not say",
        "Draws that are left out, since they cannot be: 1",
        "Assumptions that are held fixed: 100",
        "What these words mean",
        "<h2>What differs between the worlds</h2>",
        "<h2>Charts</h2>",
    ] {
        let at = page[from..].find(part).unwrap_or_else(|| panic!("{part} is not there, or not in its place"));
        from += at;
    }
    for chart in ["gains", "worth", "by-1", "by-2", "best-by"] {
        let id = format!("uncertain-{chart}");
        assert_eq!(page.matches(&format!("<figure id=\"{id}\"")).count(), 1, "{id} once");
        let charts = desk.list("o/charts");
        assert!(charts.contains(&format!("{id}.svg")) && charts.contains(&format!("{id}.png")), "{charts:?}");
    }
    let designs = desk.read("o/tables/uncertainty-designs.csv");
    assert!(
        designs.starts_with("design,best share,") && designs.contains("\nFourth teller,0.62,0.56,0.68,"),
        "{designs}"
    );
    let inputs = desk.read("o/tables/uncertainty-inputs.csv");
    assert_eq!(inputs.lines().count(), 1 + 1 + 7 + 1, "a header, everything, seven inputs, a dummy");
    for table in ["uncertainty-dependence", "uncertainty-best-by", "refused-draws", "held-fixed"] {
        assert!(desk.read(&format!("o/tables/{table}.csv")).lines().count() > 1, "{table}");
    }
    // Without the block all of it goes again.
    let mut results: Value = serde_json::from_str(&desk.read("o/results.json")).expect("results");
    results.as_object_mut().expect("an object").remove("uncertainty");
    fs::write(desk.path("o/results.json"), results.to_string()).expect("written");
    desk.run(["report", "o", "-q"]).with_code(0);
    assert_eq!(desk.list("o/tables"), before);
}

#[test]
fn a_workbook_holds_what_is_not_known() {
    let desk = compared();
    with_answer(&desk, "o");
    desk.run(["report", "o", "-q", "--xlsx"]).with_code(0);
    assert!(desk.list("o").contains(&"workbook.xlsx".to_owned()));
}
