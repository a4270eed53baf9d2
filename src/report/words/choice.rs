//! Which design is the best, in sentences: the verdict of a comparison, of a race, and what fresh replications say of the winner.

use unicode_width::UnicodeWidthStr;

use super::deciding;
use super::format::number;
use super::names::{capital, list, visible, world_name};
use super::uncertainty::held_fixed;
use super::verdicts::{NAME, TOO_FEW};
use crate::experiment::comparison::{Assumed, Better, Difference, Selection, Unjudged, Winner};
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
    said.extend(yardsticks(results));
    said.extend(without(results));
    said.extend(findings.unjudged.iter().map(|group| unjudged(group, results)));
    said.extend(rests_on(&findings.assumed));
    said.extend(findings.held_fixed.and_then(|count| held_fixed(count, false)));
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
    let not = if results.money_decides() {
        "Not judged against each other: "
    } else {
        "By money not judged against each other: "
    };
    format!(
        "{not}{}. {differ} `{}`, and the file does not say how customers answer that: for a \
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

/// Which world wins by what decides, among those within the budget if there is one, and whether anything does.
pub(crate) fn verdict(results: &Results) -> Option<String> {
    let findings = &results.findings;
    if let Some(why) = &findings.no_winner {
        let say = match findings.decides {
            Some(_) => "",
            None => ": write `decides` in it, such as `decides = \"satisfaction\"`, or ask for it with `--decides`",
        };
        return Some(format!("No winner: {}{say}.", visible(why, 200)));
    }
    let too_dear = |world: &World| {
        findings.designs.iter().any(|design| design.name == world.name && design.within_budget == Some(false))
    };
    let mut worlds: Vec<(&World, &Difference)> = results
        .worlds
        .iter()
        .filter(|world| !world.yardstick)
        .filter_map(|world| Some((world, world.comparison.as_ref()?.difference.get(findings.decides_by())?)))
        .filter(|(_, found)| found.mean.is_some())
        .collect();
    let all = worlds.len();
    worlds.retain(|(world, _)| !results.is_open(&world.name));
    if worlds.is_empty() && all > 0 {
        return None;
    }
    let among = if worlds.len() < all { "Of the worlds that can be judged: " } else { "" };
    let known = worlds.len();
    worlds.retain(|(world, _)| !too_dear(world));
    worlds.sort_by(|a, b| b.1.gain().unwrap_or(0.0).total_cmp(&a.1.gain().unwrap_or(0.0)));
    // A race that was run to its end knows more than the replications before it.
    let selected = findings.selection.as_ref().and_then(|selection| selection.best.as_deref());
    if let Some(at) = selected.and_then(|name| worlds.iter().position(|(world, _)| world.name == name)) {
        worlds[..=at].rotate_right(1);
    }
    let Some(&(best, found)) = worlds.first() else {
        let budget = findings.budget.filter(|_| known > 0)?;
        return Some(format!("{among}Nothing is to be had for {}: every design costs more.", number(budget, 0)));
    };
    let within = findings.budget.map_or(String::new(), |budget| format!(" within the budget of {}", number(budget, 0)));
    let by = deciding::by(results);
    let name = world_name(results, &best.name, NAME);
    let words = deciding::gained(found, results);
    if selected == Some(results.worlds[0].name.as_str()) {
        return Some(format!(
            "{among}Nothing{within} is selected over the baseline{by}; {name} comes closest, {words} (n = {}).",
            found.n
        ));
    }
    if found.too_few_events {
        return Some(format!(
            "{among}Undecided{within}{by}: {name} comes to {words} (n = {}), of {TOO_FEW} to judge it. More replications may tell.",
            found.n
        ));
    }
    let verdict = match found.widest_gain() {
        None => {
            format!("{} is ahead{by} with {words}{within}; one replication says nothing of chance.", capital(&name))
        }
        Some([low, _]) if low > 0.0 => {
            let runner = worlds.get(1).filter(|(_, next)| overlaps(found, next));
            let close = runner.map_or(String::new(), |(next, _)| {
                let next = world_name(results, &next.name, NAME);
                match selected {
                    Some(_) => format!(" These replications do not tell it from {next}; the race decided."),
                    None => format!(" {} and {next} are too close to tell apart.", capital(&name)),
                }
            });
            format!("Best{within}{by}: {name}, {words} (n = {}).{close}", found.n)
        }
        Some([0.0, 0.0]) => {
            let it = if by.is_empty() { "the value" } else { "that" };
            format!("Nothing{within} beats the baseline{by}: {name} leaves {it} as it is (n = {}).", found.n)
        }
        Some([_, high]) if high < 0.0 => {
            format!("Nothing{within} beats the baseline{by}: {name} comes closest, {words} (n = {}).", found.n)
        }
        _ if selected.is_some() => {
            format!(
                "Best{within}{by} by the race: {name}; in the comparison itself {words} (n = {}), an interval that holds zero.",
                found.n
            )
        }
        _ => {
            let stands =
                if found.gain().is_some_and(|gain| gain > 0.0) { "is ahead with" } else { "comes closest, with" };
            format!(
                "Undecided{within}{by}: {name} {stands} {words} (n = {}), and its interval for all comparisons at once holds zero. \
                 More replications would tell.",
                found.n
            )
        }
    };
    Some(format!("{among}{verdict}"))
}

/// What a yardstick would bring, where that is more than the best of the choices and of doing nothing.
fn yardsticks(results: &Results) -> Vec<String> {
    let gain = |world: &World| deciding::gain(world, results);
    let choices = results.worlds.iter().filter(|world| results.is_a_choice(world)).filter_map(gain);
    let best = choices.fold(0.0, f64::max);
    let beats = |world: &&World| world.yardstick && gain(world).is_some_and(|gain| gain > best);
    let told = |world: &World| {
        let found = world.comparison.as_ref()?.difference.get(results.findings.decides_by())?;
        let name = capital(&world_name(results, &world.name, NAME));
        Some(format!("{name} would bring {}; it is a yardstick, and no choice.", deciding::gained(found, results)))
    };
    results.worlds.iter().filter(beats).filter_map(told).collect()
}

/// Worlds that have nothing of what decides, where others have: a return of what costs nothing.
fn without(results: &Results) -> Option<String> {
    let decides = results.findings.decides.as_ref()?;
    let lacks = |world: &&World| {
        let there = world.comparison.as_ref().filter(|_| !world.yardstick);
        there.is_some_and(|found| found.difference.get(decides.key()).is_none_or(|found| found.mean.is_none()))
    };
    let names: Vec<String> =
        results.worlds.iter().filter(lacks).map(|world| world_name(results, &world.name, NAME)).collect();
    let why = if decides.is_return() {
        "nothing more is laid out for it than in the baseline"
    } else {
        "it is not there to be measured"
    };
    (!names.is_empty()).then(|| format!("Without what decides, since {why}: {}.", list(&names)))
}

/// Whether the intervals of the better one and of another overlap.
fn overlaps(a: &Difference, b: &Difference) -> bool {
    let less = a.better == Some(Better::Lower);
    a.ci95.zip(b.ci95).is_some_and(|(a, b)| if less { b[0] <= a[1] } else { a[0] <= b[1] })
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
        deciding::gained(&winner.fresh, results),
        winner.fresh.n,
        deciding::gained(&winner.first, results),
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
