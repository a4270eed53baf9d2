//! Which design is the best, in sentences: the verdict of a comparison, of a race, and what fresh replications say of the winner.

use unicode_width::UnicodeWidthStr;

use super::format::{difference_parts, number, signed};
use super::names::{capital, list, visible, world_name};
use super::verdicts::{NAME, TOO_FEW};
use crate::experiment::comparison::{Assumed, Difference, Selection, Unjudged, Winner};
use crate::experiment::results::{Results, World};

/// Assumptions told one by one: those of the file, and defaults.
const OWN_GUESSES: usize = 6;
const DEFAULTS: usize = 3;
/// Widest value told beside its key [columns].
const VALUE: usize = 30;

/// What is chosen, and what that rests on: the same for the terminal and the page.
pub(in crate::report) fn sentences(results: &Results) -> Vec<String> {
    let findings = &results.findings;
    let mut said: Vec<String> = verdict(results).into_iter().collect();
    said.extend(findings.unjudged.iter().map(|group| unjudged(group, results)));
    said.extend(rests_on(&findings.assumed));
    said.extend(findings.selection.as_ref().map(|found| selection(found, results)));
    said.extend(findings.winner.as_ref().map(|found| winner(found, results)));
    said
}

/// Worlds that cannot be judged against each other, and the key that is missing.
fn unjudged(group: &Unjudged, results: &Results) -> String {
    let baseline = results.worlds.first().map_or("", |world| world.name.as_str());
    let names: Vec<String> = group
        .worlds
        .iter()
        .map(|name| if name == baseline { "the baseline".to_owned() } else { world_name(results, name, NAME) })
        .collect();
    let missing: Vec<String> = group.missing.iter().map(|key| format!("`{key}`")).collect();
    // Of more than two, some may charge the same.
    let differ = if names.len() > 2 { "Not all have the same" } else { "They differ in" };
    let judged: Vec<String> = group.judged.iter().map(|name| world_name(results, name, NAME)).collect();
    let judged = match judged.len() {
        0 => String::new(),
        1 => format!(" Against the baseline, {} is judged: it charges the same.", judged[0]),
        _ => format!(" Against the baseline, {} are judged: they charge the same.", list(&judged)),
    };
    format!(
        "Not judged against each other: {}. {differ} `{}`, and the file does not say how customers answer that: for a \
         verdict, write for each what {} is at its price{}.{judged}",
        list(&names),
        group.path,
        either(&missing),
        answer_to_all(&group.path)
    )
}

/// What answers all prices of a kind at once.
fn answer_to_all(path: &str) -> &'static str {
    match path.split('.').next() {
        Some("program") => ", or once `take_up` by fee",
        Some("contract") => ", or once `contract.elasticity`, by which those answer who joined at another price",
        _ => "",
    }
}

/// "a, b or c".
fn either(names: &[String]) -> String {
    match names {
        [rest @ .., last] if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => list(names),
    }
}

/// What the verdict rests on: guesses of the file first, then defaults. One line.
fn rests_on(assumed: &[Assumed]) -> Option<String> {
    let some = |written: bool, most: usize| -> Option<String> {
        // A key once, though worlds give it several values, and not among the defaults what the file writes for some of them.
        let mut paths: Vec<&str> = Vec::new();
        for Assumed { path, .. } in assumed.iter().filter(|value| value.written == written) {
            let guessed = !written && assumed.iter().any(|other| other.written && other.path == *path);
            if !guessed && !paths.contains(&path.as_str()) {
                paths.push(path);
            }
        }
        let told = |path: &&str| {
            let same = assumed.iter().filter(|value| value.path == *path && value.written == written);
            let values = either(&same.map(|value| visible(&value.value, usize::MAX)).collect::<Vec<_>>());
            let path = visible(path, 60);
            // Half a table says less than none.
            if values.width() <= VALUE { format!("{path} {values}") } else { path }
        };
        let named: Vec<String> = paths.iter().take(most).map(told).collect();
        let more = paths.len().saturating_sub(most);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        (!named.is_empty()).then(|| format!("{}{more}", named.join(", ")))
    };
    let own = some(true, OWN_GUESSES).map(|told| format!("guesses of this file: {told}"));
    let defaults = some(false, DEFAULTS).map(|told| format!("defaults nobody measured: {told}"));
    let parts: Vec<String> = own.into_iter().chain(defaults).collect();
    (!parts.is_empty()).then(|| format!("Rests on assumptions about behaviour: {}.", parts.join("; ")))
}

/// Which world wins, among those within the budget if there is one, and whether anything does.
pub(crate) fn verdict(results: &Results) -> Option<String> {
    let findings = &results.findings;
    let too_dear = |world: &World| {
        findings.designs.iter().any(|design| design.name == world.name && design.within_budget == Some(false))
    };
    let mut worlds: Vec<(&World, &Difference)> = results
        .worlds
        .iter()
        .filter_map(|world| Some((world, world.comparison.as_ref()?.difference.get("npv")?)))
        .filter(|(_, npv)| npv.mean.is_some())
        .collect();
    let all = worlds.len();
    worlds.retain(|(world, _)| !findings.is_unjudged(&world.name));
    if worlds.is_empty() && all > 0 {
        return None;
    }
    let among = if worlds.len() < all { "Of the worlds that can be judged: " } else { "" };
    let known = worlds.len();
    worlds.retain(|(world, _)| !too_dear(world));
    worlds.sort_by(|a, b| b.1.mean.unwrap_or(0.0).total_cmp(&a.1.mean.unwrap_or(0.0)));
    // A race that was run to its end knows more than the replications before it.
    let selected = findings.selection.as_ref().and_then(|selection| selection.best.as_deref());
    if let Some(at) = selected.and_then(|name| worlds.iter().position(|(world, _)| world.name == name)) {
        worlds[..=at].rotate_right(1);
    }
    let Some(&(best, npv)) = worlds.first() else {
        let budget = findings.budget.filter(|_| known > 0)?;
        return Some(format!("{among}Nothing is to be had for {}: every design costs more.", number(budget, 0)));
    };
    let within = findings.budget.map_or(String::new(), |budget| format!(" within the budget of {}", number(budget, 0)));
    let name = world_name(results, &best.name, NAME);
    let words = signed(&difference_parts(npv));
    if selected == Some(results.worlds[0].name.as_str()) {
        return Some(format!(
            "{among}Nothing{within} is selected over the baseline; {name} comes closest, {words} (n = {}).",
            npv.n
        ));
    }
    if npv.too_few_events {
        return Some(format!(
            "{among}Undecided{within}: {name} comes to {words} (n = {}), of {TOO_FEW} to judge it. More replications may tell.",
            npv.n
        ));
    }
    let verdict = match npv.widest() {
        None => format!("{} is ahead with {words}{within}; one replication says nothing of chance.", capital(&name)),
        Some([low, _]) if low > 0.0 => {
            let runner = worlds.get(1).filter(|(_, next)| overlaps(npv, next));
            let close = runner.map_or(String::new(), |(next, _)| {
                let next = world_name(results, &next.name, NAME);
                match selected {
                    Some(_) => format!(" These replications do not tell it from {next}; the race decided."),
                    None => format!(" {} and {next} are too close to tell apart.", capital(&name)),
                }
            });
            format!("Best{within}: {name}, {words} (n = {}).{close}", npv.n)
        }
        Some([0.0, 0.0]) => {
            format!("Nothing{within} beats the baseline: {name} leaves the value as it is (n = {}).", npv.n)
        }
        Some([_, high]) if high < 0.0 => {
            format!("Nothing{within} beats the baseline: {name} comes closest, {words} (n = {}).", npv.n)
        }
        _ if selected.is_some() => {
            format!(
                "Best{within} by the race: {name}; in the comparison itself {words} (n = {}), an interval that holds zero.",
                npv.n
            )
        }
        _ => {
            let stands = if npv.mean.is_some_and(|mean| mean > 0.0) { "is ahead with" } else { "comes closest, with" };
            format!(
                "Undecided{within}: {name} {stands} {words} (n = {}), and its interval for all comparisons at once holds zero. \
                 More replications would tell.",
                npv.n
            )
        }
    };
    Some(format!("{among}{verdict}"))
}

fn overlaps(a: &Difference, b: &Difference) -> bool {
    a.ci95.zip(b.ci95).is_some_and(|(a, b)| a[0] <= b[1])
}

/// The best design by a procedure with a guarantee, and what that guarantee is.
pub(crate) fn selection(found: &Selection, results: &Results) -> String {
    let n = found.replications;
    let guarantee = &found.guarantee;
    match &found.best {
        Some(best) => format!(
            "Selected by {}: {} after {n} replications. {}.",
            found.method,
            world_name(results, best, NAME),
            capital(guarantee)
        ),
        None => {
            let racing: Vec<String> = found.survivors.iter().map(|name| world_name(results, name, NAME)).collect();
            format!(
                "{} did not decide between {} in {n} replications; guarantee: {guarantee}.",
                found.method,
                list(&racing)
            )
        }
    }
}

/// The best design on fresh replications.
pub(crate) fn winner(winner: &Winner, results: &Results) -> String {
    format!(
        "Checked on fresh replications: {} brings {} (n = {}); in the comparison it had {} (n = {}). Chosen: {}.",
        world_name(results, &winner.name, NAME),
        signed(&difference_parts(&winner.fresh)),
        winner.fresh.n,
        signed(&difference_parts(&winner.first)),
        winner.first.n,
        visible(&winner.chosen, 120),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixtures::worlds;

    #[test]
    fn the_verdict_is_that_of_the_race_where_there_was_one() {
        let mut results = worlds::compare();
        results.findings.budget = None;
        results.findings.designs.clear();
        let select = |results: &mut Results, best: &str| {
            let selection = results.findings.selection.get_or_insert_with(|| Selection {
                method: "KN".to_string(),
                metric: "npv".to_string(),
                gap: 1.0,
                confidence: 0.95,
                first_stage: 40,
                replications: 90,
                best: None,
                survivors: Vec::new(),
                dropped: Vec::new(),
                guarantee: String::new(),
            });
            selection.best = Some(best.to_string());
            verdict(results).expect("a verdict")
        };
        let sentence = select(&mut results, "News about the wait");
        assert!(sentence.starts_with("Best: News about the wait, +"), "{sentence}");
        assert!(sentence.contains("These replications do not tell it from Fourth teller + "), "{sentence}");
        let baseline = results.worlds[0].name.clone();
        let sentence = select(&mut results, &baseline);
        assert!(sentence.starts_with("Nothing is selected over the baseline; Fourth teller + "), "{sentence}");
        for world in &mut results.worlds[1..] {
            let found = world.comparison.as_mut().and_then(|found| found.difference.get_mut("npv")).expect("npv");
            (found.mean, found.ci95, found.simultaneous95) = (Some(1.0), Some([-1.0, 3.0]), Some([-2.0, 4.0]));
        }
        let sentence = select(&mut results, "Fourth teller");
        assert!(sentence.starts_with("Best by the race: Fourth teller; in the comparison"), "{sentence}");
    }

    #[test]
    fn the_verdict_knows_ties_and_doubts() {
        let mut results = worlds::compare();
        let sentence = verdict(&results).expect("a verdict");
        assert!(sentence.starts_with("Best within the budget of 300,000: Fourth teller, +60,000 CNY"), "{sentence}");
        assert!(sentence.ends_with("and News about the wait are too close to tell apart."), "{sentence}");
        results.findings.budget = None;
        results.findings.designs.iter_mut().for_each(|design| design.within_budget = None);
        let sentence = verdict(&results).expect("a verdict");
        assert!(sentence.starts_with("Best: Fourth teller + News about the wait + Follow-up call, +60,000 CNY"));
        assert!(sentence.ends_with("and Fourth teller are too close to tell apart."), "{sentence}");
        for world in &mut results.worlds[1..] {
            let found = world.comparison.as_mut().and_then(|found| found.difference.get_mut("npv")).expect("npv");
            (found.mean, found.ci95, found.simultaneous95) = (Some(1.0), Some([-1.0, 3.0]), Some([-2.0, 4.0]));
        }
        assert!(verdict(&results).expect("a verdict").starts_with("Undecided: "));
        for world in &mut results.worlds[1..] {
            let found = world.comparison.as_mut().and_then(|found| found.difference.get_mut("npv")).expect("npv");
            (found.mean, found.ci95, found.simultaneous95) = (Some(0.0), Some([0.0; 2]), Some([0.0; 2]));
        }
        let sentence = verdict(&results).expect("a verdict");
        assert!(sentence.starts_with("Nothing beats the baseline: ") && sentence.contains("as it is"), "{sentence}");
    }
}
