//! Long names that begin alike stay apart wherever they stand beside each other.

use crate::program::Desk;

const TELLERS: &str = "A very long description of the resource at the main branch office of the city number ";

#[test]
fn names_that_begin_alike_stay_apart_in_text_and_pictures() {
    let each = |of: &dyn Fn(&str) -> String| ["1", "2", "3"].map(|n| of(&format!("{TELLERS}{n}"))).concat();
    let text = [
        "name = \"n\"\n[run]\nhorizon = \"5 d\"\nreplications = 2\n".to_owned(),
        each(&|name| format!("[[resource]]\nname = \"{name}\"\nstaff = 1\n")),
        "[[journey]]\nname = \"v\"\narrivals = \"0.5 per h\"\n".to_owned(),
        each(&|name| {
            format!(
                "[[journey.touchpoint]]\nname = \"step {name}\"\nresource = \"{name}\"\ntime = {{ exponential = {{ mean = \"1 h\" }} }}\n"
            )
        }),
        each(&|name| {
            format!(
                "[[intervention]]\nname = \"Add one to {name}\"\nchange = {{ \"resource.{name}.staff\" = {{ add = 1 }} }}\n"
            )
        }),
    ];
    let desk = Desk::with("s.toml", &text.concat());
    let told = desk.run(["compare", "s.toml", "--out", "out", "--no-progress"]).with_code(0).out;
    let apart = |labels: Vec<String>, least: usize, what: &str| {
        let different: std::collections::BTreeSet<&String> = labels.iter().collect();
        assert!(labels.len() >= least && different.len() == labels.len(), "{what}: {labels:?}");
    };
    let rows = told.lines().filter_map(|line| line.split_once(": utilisation")).map(|row| row.0.to_owned());
    apart(rows.collect(), 3, "resources");
    // All pieces of text of one name, one after the other: a name may stand in several lines.
    let drawn = |picture: &str, size: &str, starts: &str| -> Vec<String> {
        let svg = desk.read(&format!("out/charts/{picture}.svg"));
        let texts = svg.split("<text").skip(1).filter(|text| text.contains(size));
        let words: Vec<&str> =
            texts.filter_map(|text| text.split_once('>')?.1.split_once('<')).map(|text| text.0).collect();
        let joined = words.join("\n");
        joined.split(starts).skip(1).map(|rest| rest.lines().take(3).collect::<Vec<_>>().join(" ")).collect()
    };
    apart(drawn("resources", "font-size=\"16\"", "A very"), 3, "resources chart");
    apart(drawn("difference", "font-size=\"16\"", "Add one"), 3, "difference");
    apart(drawn("payback", "font-size=\"15\"", "Add one"), 3, "payback");
    apart(drawn("blueprint-v", "font-size=\"15\"", "step A"), 3, "blueprint");
}
