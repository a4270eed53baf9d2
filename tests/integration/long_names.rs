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

/// Two holes and two letters that begin alike, and paths whose last key says what was guessed.
#[test]
fn holes_and_paths_that_begin_alike_stay_apart() {
    let hole = |who: &str| format!("customers who move to another city and {who}");
    let letter = |what: &str| format!("a letter to those who move, with {what} of the next branch office");
    let holes = ["cannot be reached any more", "are served by a rival bank"].map(hole);
    let mut text = "name = \"n\"\n[run]\nhorizon = \"2 y\"\nreplications = 12\n[population]\ncustomers = 300\n\
                    [purchase]\nrate = \"1 per mo\"\nbasket = 40\n[loyalty]\n"
        .to_owned();
    for name in &holes {
        text += &format!("[[hole]]\nname = \"{name}\"\nhazard = \"0.2 per y\"\n");
    }
    for (name, of) in ["the address", "an offer"].map(letter).iter().zip(&holes) {
        text += &format!(
            "[[intervention]]\nname = \"{name}\"\nstart = \"30 d\"\nchange = {{ \"hole.{of}.factor\" = {{ set = 0.5 }} }}\n"
        );
    }
    let desk = Desk::with("s.toml", &text);
    let told = desk.run(["compare", "s.toml", "--out", "out", "--no-progress"]).with_code(0).out;
    let rests: String =
        told.lines().skip_while(|line| !line.starts_with("Rests on")).take(6).collect::<Vec<_>>().join(" ");
    for end in ["any more.factor 0.5", "rival bank.factor 0.5", "any more.hazard", "rival bank.hazard"] {
        assert!(rests.split_whitespace().collect::<Vec<_>>().join(" ").contains(end), "{end}: {rests}");
    }
    let mut looked = 0;
    for picture in desk.list("out/charts").iter().filter(|name| name.ends_with(".svg")) {
        let svg = desk.read(&format!("out/charts/{picture}"));
        let words =
            svg.split("<text").skip(1).filter_map(|text| text.split_once('>')?.1.split_once('<')).map(|text| text.0);
        let all = words.collect::<Vec<_>>().join(" ");
        // Whatever is said of one of them ends as its name does, or is all of it.
        for (place, _) in all.match_indices("customers who ").filter(|(place, _)| all[*place..].contains('…')) {
            let next: String = all[place + 9..].chars().take(46).collect();
            let told = next.split("customers who ").next().unwrap_or_default();
            assert!(told.contains("more") || told.contains("ban") || told.contains("rival"), "{picture}: {told}");
            looked += 1;
        }
    }
    assert!(looked > 4, "{looked} cut names");
}
