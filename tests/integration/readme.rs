//! The README promises commands, files and a scenario: each is tried.

use std::fs;

use crate::program::{Desk, root};
use crate::support::{here, scenarios_below};

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("README.md")
}

/// The contents of all code blocks in one language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).filter_map(|rest| Some(rest.split_once("\n```")?.0.to_owned())).collect()
}

/// Words of a command line, as a shell splits them; only double quotes are known here.
fn words(line: &str) -> Vec<String> {
    line.split('"')
        .enumerate()
        .flat_map(|(i, part)| match i % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}

/// A desk that looks like the checkout.
fn checkout() -> Desk {
    let desk = Desk::new();
    for file in scenarios_below("scenarios") {
        let copy = desk.path(&file);
        fs::create_dir_all(copy.parent().expect("a folder")).expect("a folder");
        // What they assert holds for their own horizon and replications, not for the short ones here.
        let text = fs::read_to_string(here(&file)).expect("a scenario");
        fs::write(copy, text.replace("[[assert]]", "[[assert]]\nenabled = false")).expect("copied");
    }
    desk
}

#[test]
fn every_command_works() {
    let desk = checkout();
    let mut tried = 0;
    for line in blocks(&readme(), "sh").iter().flat_map(|block| block.lines()) {
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (mut args, redirected) = match words.as_slice() {
            // This is that command.
            ["cargo", "test", "--release"] => continue,
            ["cargo", "run", "--release", "--", args @ ..] | ["journeysim", args @ ..] => {
                let end = args.iter().position(|&word| word == ">").unwrap_or(args.len());
                (args[..end].to_vec(), end < args.len())
            }
            _ => panic!("how is this tried? {line}"),
        };
        assert!(!redirected, "{line}");
        if args[0] == "sweep" {
            // The same design, smaller: a later option would be a second one.
            let at = args.iter().position(|&word| word == "--points").expect("the points");
            args[at + 1] = "4";
        }
        if ["run", "compare", "leaks", "sweep"].contains(&args[0]) {
            // The same work on fewer replications of a shorter time.
            args.extend(["--replications", "2"]);
        }
        if args[0] == "compare" && !args.contains(&"--draws") {
            // As few draws as there can be.
            args.extend(["--draws", "32"]);
        }
        // The leaks are those of a scenario whose asserts hold for its own horizon.
        if ["run", "compare", "sweep"].contains(&args[0]) {
            args.extend(["--horizon", "60d"]);
        }
        let ended = desk.run(&args).with_code(0);
        assert!(!ended.out.is_empty(), "{line}");
        tried += 1;
    }
    assert!(tried >= 6, "{tried}");
    for made in ["outputs/bank-branch/run/report.html", "outputs/four-tellers/report.html", "my-branch.toml"] {
        assert!(desk.path(made).is_file(), "{made}");
    }
}

#[test]
fn the_scenario_runs() {
    let scenarios = blocks(&readme(), "toml");
    assert_eq!(scenarios.len(), 1);
    let desk = Desk::with("café.toml", &scenarios[0]);
    let ended = desk.run(["run", "café.toml", "--replications", "2", "--horizon", "4wk"]).with_code(0);
    assert!(ended.out.contains("barista") && !ended.err.contains("warning"), "{}", ended.err);
}

#[test]
fn links_lead_somewhere() {
    let text = readme();
    let links: Vec<&str> = text.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0)).collect();
    assert!(links.len() >= 4);
    for link in links.into_iter().filter(|link| !link.starts_with("http")) {
        assert!(root().join(link).is_file(), "{link}");
    }
}

#[test]
fn commands_and_codes_are_all_told() {
    let text = readme();
    let help = Desk::new().run(["--help"]).with_code(0).out;
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|&name| name != "help")
        .collect();
    assert!(commands.len() >= 13, "{commands:?}");
    for command in commands {
        assert!(text.contains(&format!("`{command}")), "{command}");
    }
    for code in ["| 0 |", "| 1 |", "| 2 |", "| 3 |", "| 4 |", "| 5 |", "| 130, 143 |"] {
        assert!(text.contains(code), "{code}");
    }
}
