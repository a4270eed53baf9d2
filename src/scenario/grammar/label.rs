//! Paths in words: "service time, counter" for `journey.branch visit.counter.time`.
//!
//! What a key is called stands in the grammar, names stand in the path itself, so that no scenario is needed: whoever knows a path only, as a
//! stored result does, can word it. What a path means is the business of [`crate::scenario::read::path`].

use crate::laws::{Family, family};
use crate::scenario::grammar::{BlockSpec, KeySpec, Kind, ROOT};

/// Lists whose entries are known by their name alone: places, staff, and what is done. A hole, a tier or a segment is told with what it is.
const KNOWN_BY_NAME: [&str; 7] =
    ["touchpoint", "journey", "resource", "acquisition", "intervention", "assert", "parameter"];

/// What a path is called: its key, then the name of its entry, as in "media budget, advertising" or "hazard factor, hole rival"; `*` is "all".
/// `None` for what is no path of the language. Two touchpoints of one name are told apart by [`labels_of`] only.
#[must_use]
pub fn label_of(path: &str) -> Option<String> {
    Words::of(path).map(|words| words.written(false))
}

/// What some paths are called beside each other: those that would be called alike get the names of their journeys, and if that does not tell
/// them apart they stay paths. What is no path of the language stays as it is.
#[must_use]
pub fn labels_of<'p>(paths: impl IntoIterator<Item = &'p str>) -> Vec<String> {
    let paths: Vec<&str> = paths.into_iter().collect();
    let words: Vec<Option<Words>> = paths.iter().map(|path| Words::of(path)).collect();
    let all = |whole: bool| -> Vec<String> {
        let written = |(path, words): (&&str, &Option<Words>)| {
            words.as_ref().map_or_else(|| (*path).to_owned(), |words| words.written(whole))
        };
        paths.iter().zip(&words).map(written).collect()
    };
    let (short, whole) = (all(false), all(true));
    let alike =
        |told: &[String], at: usize| (0..paths.len()).any(|other| told[other] == told[at] && paths[other] != paths[at]);
    let one = |at: usize| match (alike(&short, at), alike(&whole, at)) {
        (false, _) => short[at].clone(),
        (true, false) => whole[at].clone(),
        (true, true) => paths[at].to_owned(),
    };
    (0..paths.len()).map(one).collect()
}

/// What a path says, in the order in which it is told.
struct Words {
    /// The key, with what of its value is meant; empty for a whole entry.
    what: String,
    /// Its entries, the outermost first.
    whose: Vec<Entry>,
}

/// An entry on the way.
struct Entry {
    list: &'static str,
    name: String,
}

impl Entry {
    fn is_all(&self) -> bool {
        self.name == "*"
    }

    /// "counter", "hole rival", "all tiers".
    fn written(&self) -> String {
        let kind = if self.list == "acquisition" { "source" } else { self.list };
        if self.is_all() {
            format!("all {kind}s")
        } else if KNOWN_BY_NAME.contains(&self.list) {
            self.name.clone()
        } else {
            format!("{kind} {}", self.name)
        }
    }
}

impl Words {
    fn of(path: &str) -> Option<Words> {
        let segments: Vec<&str> = path.split('.').collect();
        if segments.iter().any(|segment| segment.is_empty()) {
            return None;
        }
        let mut words = Words { what: String::new(), whose: Vec::new() };
        words.block(ROOT, &segments)?;
        Some(words)
    }

    fn block(&mut self, block: &'static BlockSpec, segments: &[&str]) -> Option<()> {
        let (&segment, rest) = segments.split_first()?;
        match (block.key(segment), rest) {
            (None, _) if block.rest().is_some() => {
                self.what = format!("{} ({segment})", block.rest()?.label);
                Some(())
            }
            // Touchpoints are named without the word.
            (None, _) => self.entry(block.key("touchpoint")?, segment, rest),
            (Some(key), []) => {
                self.what = key.label.to_owned();
                Some(())
            }
            (Some(key), [name, rest @ ..]) if key.names_entries(name) => self.entry(key, name, rest),
            (Some(key), [next, ..]) => {
                match key.block().filter(|inner| inner.key(next).is_some() || inner.rest().is_some()) {
                    Some(inner) => self.block(inner, rest),
                    None => self.inside(key, rest),
                }
            }
        }
    }

    fn entry(&mut self, list: &'static KeySpec, name: &str, rest: &[&str]) -> Option<()> {
        self.whose.push(Entry { list: list.key, name: name.to_owned() });
        if rest.is_empty() { Some(()) } else { self.block(list.block()?, rest) }
    }

    /// Goes on inside a value: a timetable, a table with free keys, a law, a list.
    fn inside(&mut self, key: &'static KeySpec, segments: &[&str]) -> Option<()> {
        let has_lists = match key.kind {
            Kind::Quantity(quantity) => quantity.forms.tenure || quantity.forms.law,
            Kind::Vector(..) => true,
            _ => false,
        };
        if let Some((number, list)) = segments.split_last().filter(|(number, _)| has_lists && is_number(number)) {
            match (key.kind, list) {
                (_, []) => self.what = key.label.to_owned(),
                (Kind::Quantity(quantity), ["values"]) if quantity.forms.step => self.what = key.label.to_owned(),
                _ => self.inside(key, list)?,
            }
            self.what.push_str(&format!(" ({number})"));
            return Some(());
        }
        self.what = match (key.kind, segments) {
            (Kind::Quantity(quantity), ["every"]) if quantity.forms.step => format!("step of {}", key.label),
            (Kind::Quantity(quantity), ["values"]) if quantity.forms.step => format!("values of {}", key.label),
            (Kind::Map(_) | Kind::Route | Kind::Peaks, [one]) => format!("{} ({one})", key.label),
            (_, ["at"]) => format!("table of {} by fee", key.label),
            (_, ["at", fee]) => format!("{} at a fee of {fee}", key.label),
            (_, ["timetable"]) => format!("timetable of {}", key.label),
            (_, ["timetable", entry]) => match entry.rsplit_once(' ') {
                Some((days, time)) => format!("{} on {days} from {time}", key.label),
                None => format!("{} from {entry}", key.label),
            },
            (Kind::Quantity(_), [.., last]) => {
                let mut what = key.label.to_owned();
                let mut known = None;
                for segment in segments {
                    match known.and_then(|law: &Family| law.parameter(segment)) {
                        Some(parameter) => {
                            // The interval of which a law is the rest stands for the law.
                            if parameter.name != "of" {
                                what = format!("{} of {what}", parameter.name);
                            }
                            known = None;
                        }
                        // A law, perhaps inside another.
                        None => known = Some(family(segment)?),
                    }
                }
                if known.is_some() { format!("{what} ({last})") } else { what }
            }
            _ => return None,
        };
        Some(())
    }

    /// In words; `whole` names the journey of a touchpoint, too.
    fn written(&self, whole: bool) -> String {
        let whose = match &self.whose[..] {
            [] => return self.what.clone(),
            [journey, touchpoint] if touchpoint.list == "touchpoint" => match (touchpoint.is_all(), journey.is_all()) {
                (true, true) => touchpoint.written(),
                (true, false) | (false, true) => format!("{} of {}", touchpoint.written(), journey.written()),
                (false, false) if whole => format!("{} of {}", touchpoint.written(), journey.written()),
                (false, false) => touchpoint.written(),
            },
            entries => entries.iter().map(Entry::written).collect::<Vec<_>>().join(", "),
        };
        if self.what.is_empty() { whose } else { format!("{}, {whose}", self.what) }
    }
}

/// Tells whether it counts the elements of a list, from 1.
fn is_number(segment: &str) -> bool {
    segment.parse::<usize>().is_ok_and(|number| number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn words(path: &str) -> String {
        label_of(path).unwrap_or_else(|| panic!("`{path}` has no words"))
    }

    #[test]
    fn a_path_is_told_by_its_key_and_the_name_of_its_entry() {
        for (path, told) in [
            ("purchase.margin", "margin"),
            ("program.punch_card.stamps", "size of the card"),
            ("program.miles.punch_card.stamps", "size of the card, program miles"),
            ("program.miles.tier.gold.from", "qualifying points, program miles, tier gold"),
            ("program.miles", "program miles"),
            ("program.points.expiry", "expiry of points"),
            ("resource.tellers.staff", "staff on duty, tellers"),
            ("acquisition.advertising.budget", "media budget, advertising"),
            ("hole.rival.factor", "hazard factor, hole rival"),
            ("segment.young.factor.margin", "margin factor, segment young"),
            ("shock.spoiled milk.crisis.response_delay", "response time of the firm, shock spoiled milk"),
            ("intervention.fourth teller.cost.once", "one-off cost, fourth teller"),
            ("journey.branch visit.counter.time", "service time, counter"),
            ("journey.branch visit.share", "share of occasions, branch visit"),
            ("journey.branch visit.counter.scores.empathy", "empathy, counter"),
            ("journey.branch visit.counter", "counter"),
            ("hole.rival", "hole rival"),
            ("contract", "contract"),
        ] {
            assert_eq!(words(path), told, "{path}");
        }
    }

    #[test]
    fn a_star_is_all() {
        for (path, told) in [
            ("journey.visit.*.fail_prob", "chance of failure, all touchpoints of visit"),
            ("journey.*.*.fail_prob", "chance of failure, all touchpoints"),
            ("journey.*.counter.time", "service time, counter of all journeys"),
            ("journey.*.priority", "priority of visits, all journeys"),
            ("program.tier.*.from", "qualifying points, all tiers"),
            ("program.*.enabled", "operation of the program, all programs"),
            ("acquisition.*.fit", "share of fit prospects, all sources"),
        ] {
            assert_eq!(words(path), told, "{path}");
        }
    }

    #[test]
    fn what_is_inside_a_value_is_told_with_it() {
        for (path, told) in [
            ("resource.agents.staff.timetable.08:00", "staff on duty from 08:00, agents"),
            ("resource.agents.staff.timetable.sat-sun 08:00", "staff on duty on sat-sun from 08:00, agents"),
            ("resource.agents.staff.timetable", "timetable of staff on duty, agents"),
            ("journey.visit.arrivals.timetable.08:00", "arrivals from 08:00, visit"),
            ("journey.visit.arrivals.wave.mean", "mean arrival rate, visit"),
            ("journey.visit.arrivals.gap.gamma.shape", "shape of time between arrivals, visit"),
            ("journey.visit.desk.time.exponential.mean", "mean of service time, desk"),
            ("journey.visit.desk.time.exponential", "service time (exponential), desk"),
            ("journey.visit.desk.time.exponential.mean.gamma.mean", "mean of mean of service time, desk"),
            ("journey.visit.desk.wait.residual.of.gamma.mean", "mean of waiting time, desk"),
            ("journey.visit.desk.next.kiosk", "next step (kiosk), desk"),
            ("win_back.cause_factor.value", "success factor by cause (value)"),
            ("contract.retention.2", "renewal rate (2)"),
            ("hole.rival.hazard.2", "hazard (2), hole rival"),
            ("hole.rival.hazard.every", "step of hazard, hole rival"),
            ("hole.rival.hazard.values", "values of hazard, hole rival"),
            ("hole.rival.hazard.values.2", "hazard (2), hole rival"),
            ("hole.rival.hazard.empirical.values.2", "values of hazard (2), hole rival"),
            ("loyalty.thresholds.1", "steps of the loyalty curve (1)"),
        ] {
            assert_eq!(words(path), told, "{path}");
        }
    }

    #[test]
    fn what_is_no_path_has_no_words() {
        for path in
            ["", "purchase.", "purchase.mrgin", "resource.tellers.staf", "purchase.margin.night", "run.seed.x", "a.b"]
        {
            assert_eq!(label_of(path), None, "{path}");
        }
    }

    #[test]
    fn words_beside_each_other_are_told_apart() {
        let told = labels_of(["journey.visit.desk.time", "journey.call.desk.time", "purchase.margin", "no.path"]);
        assert_eq!(told, ["service time, desk of visit", "service time, desk of call", "margin", "no.path"]);
        // What the journey does not tell apart stays a path; one path twice is one thing.
        let alike = ["sweep.parameter.a.set.low", "sweep.parameter.a.add.low"];
        assert_eq!(labels_of(alike), alike);
        assert_eq!(labels_of(["resource.desk.hours"; 2]), ["opening hours, desk"; 2]);
    }

    /// Calls `what` with every key of the language and its path; entries are called `X`.
    fn each(block: &'static BlockSpec, path: &str, what: &mut dyn FnMut(&str, &'static KeySpec)) {
        for key in block.keys {
            let here = match key.key {
                "touchpoint" => path.to_owned(),
                _ if path.is_empty() => key.key.to_owned(),
                _ => format!("{path}.{}", key.key),
            };
            let below = if key.is_entries() { format!("{here}.X") } else { here.clone() };
            if key.key != "touchpoint" {
                what(&here, key);
            }
            key.block().into_iter().for_each(|inner| each(inner, &below, what));
        }
    }

    #[test]
    fn no_two_values_of_the_language_are_called_alike() {
        let mut told: HashMap<String, String> = HashMap::new();
        each(ROOT, "", &mut |path, key| {
            // Names, and what is said of results, designs and ignorance, are told beside their entry only.
            let aside = ["sweep.", "assert.", "uncertain."].iter().any(|section| path.starts_with(section));
            if aside || matches!(key.kind, Kind::Name) {
                return;
            }
            if let Some(other) = told.insert(words(path), path.to_owned()) {
                panic!("`{path}` and `{other}` are both called \"{}\"", words(path));
            }
        });
        assert!(told.len() > 400, "{}", told.len());
    }

    #[test]
    fn labels_are_short_nouns_and_differ_within_a_block() {
        let mut count = 0;
        each(ROOT, "", &mut |path, key| {
            let label = key.label;
            count += 1;
            assert!((3..=32).contains(&label.len()), "`{path}`: \"{label}\" has {} letters", label.len());
            let plain = |c: char| c.is_ascii_alphanumeric() || " -'%".contains(c);
            assert!(label.chars().all(plain) && label.trim() == label, "`{path}`: \"{label}\"");
            let first = label.split(' ').next().unwrap_or_default();
            assert!(!["the", "a", "an", "its", "whether", "how", "if"].contains(&first), "`{path}`: \"{label}\"");
            assert!(first == "ABC" || first == first.to_lowercase(), "`{path}`: \"{label}\"");
            let twice = key.block().into_iter().flat_map(|block| block.keys).enumerate().find(|(at, one)| {
                key.block().is_some_and(|block| block.keys[..*at].iter().any(|before| before.label == one.label))
            });
            assert!(twice.is_none(), "below `{path}`: {twice:?}");
        });
        assert!(count > 400, "{count}");
    }
}
