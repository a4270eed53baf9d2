//! Somebody, as far as described: `segment=business,tenure=20 d`, by the keys of a `for`.
//!
//! What is not said is not known, so that whether a `for` holds may stay open.

use std::collections::BTreeMap;

use crate::scenario::grammar::quantity::{Unit, read};
use crate::scenario::grammar::{
    Abc, Asked, Between, Named as _, Program, Quadrant, Root, STAGES, Treatment, Who, Word as _, enabled,
};
use crate::scenario::text::diagnostic::{Diagnostic, nearest, shown};

/// The key of the offer that acts, which is no key of a `for`.
pub(super) const OFFER: &str = "offer";
const CLASSES: [&str; 5] = ["1", "2", "3", "4", "5"];

/// Somebody, as far as described.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// What is said, as it was said.
    pub said: Vec<(String, String)>,
    has: BTreeMap<String, Has>,
}

/// What somebody has, or is in.
#[derive(Clone, Debug, PartialEq)]
enum Has {
    /// One name, several where one can be in several, none where one is in none.
    Names(Vec<String>),
    /// A number, or a time [days].
    Number(f64),
}

/// Whether a `for` holds for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    /// It depends on these keys, of which nothing is said.
    Open(Vec<String>),
}

/// A key by which somebody is described.
struct Key<'a> {
    name: &'a str,
    takes: Takes<'a>,
    /// Without what nobody is told apart by it.
    needs: Option<&'static str>,
}

/// What a key takes.
enum Takes<'a> {
    /// One of these names.
    One(Vec<&'a str>),
    /// One of these names, or none.
    OneOrNone(Vec<&'a str>),
    /// Some of these names, each said by itself, or none.
    Several(Vec<&'a str>),
    Time,
    Count,
    Number,
}

impl Person {
    /// Reads `segment=business,tenure=20 d`. A comma before what is no `key=value` belongs to the value. Of what one need not be in, an empty
    /// value says that one is in none; a membership and a tier can be said several times.
    ///
    /// # Errors
    ///
    /// The first key or value that is not there, with those that are.
    pub fn read(root: &Root<'_>, text: &str) -> Result<Self, Box<Diagnostic>> {
        let keys = keys(root);
        let mut person = Person::default();
        for (name, value) in pairs(text)? {
            let key = keys.iter().find(|key| key.name == name).ok_or_else(|| unknown_key(&name, &keys))?;
            if let Some(needs) = key.needs.filter(|needs| root.item.opt(needs).is_none()) {
                return Err(problem(format!(
                    "nobody is told apart by {}: there is no `{needs}` in the file",
                    shown(&name)
                )));
            }
            let has = key.value(&value)?;
            match (person.has.get_mut(&name), has, &key.takes) {
                (None, has, _) => _ = person.has.insert(name.clone(), has),
                (Some(Has::Names(known)), Has::Names(more), Takes::Several(_))
                    if !known.is_empty() && !more.is_empty() =>
                {
                    known.extend(more);
                }
                _ => return Err(problem(format!("{} is said twice", shown(&name)))),
            }
            person.said.push((name, value));
        }
        let segments: Vec<&str> = enabled(&root.segment).map(|segment| segment.name()).collect();
        if let [only] = segments[..] {
            person.has.entry("segment".to_owned()).or_insert_with(|| Has::Names(vec![only.to_owned()]));
        }
        Ok(person)
    }

    /// The only name that is said for a key.
    pub(super) fn name(&self, key: &str) -> Option<&str> {
        match self.has.get(key) {
            Some(Has::Names(names)) => names.first().map(String::as_str),
            _ => None,
        }
    }

    /// Whether somebody is whom a change reaches.
    pub(super) fn meets(&self, who: &Who<'_>) -> Answer {
        let mut open: Vec<String> = Vec::new();
        for (key, asked) in asked(who) {
            match (self.has.get(key), asked) {
                (None, _) => open.push(key.to_owned()),
                (Some(Has::Names(has)), Asked::Values(wanted))
                    if has.iter().any(|name| wanted.contains(&name.as_str())) => {}
                (Some(Has::Number(has)), Asked::Between(wanted)) if wanted.holds(*has) => {}
                _ => return Answer::No,
            }
        }
        if open.is_empty() { Answer::Yes } else { Answer::Open(open) }
    }
}

/// What is asked, by key.
fn asked<'w>(who: &'w Who<'_>) -> Vec<(&'w str, Asked<'w>)> {
    let mut all: Vec<(&str, Asked<'_>)> = Vec::new();
    let names = [
        ("segment", &who.segment),
        ("source", &who.source),
        ("stage", &who.stage),
        ("member", &who.member),
        ("tier", &who.tier),
    ];
    all.extend(names.into_iter().filter_map(|(key, names)| Some((key, Asked::Values(names.clone()?)))));
    let ranges: [(&str, Option<Between>); 2] = [("tenure", who.tenure), ("purchases", who.purchases)];
    all.extend(ranges.into_iter().filter_map(|(key, range)| Some((key, Asked::Between(range?)))));
    let class = |class: &u8| CLASSES.get(usize::from(*class).wrapping_sub(1)).copied().unwrap_or_default();
    let classes = [("recency", &who.recency), ("frequency", &who.frequency), ("money", &who.money)];
    all.extend(
        classes
            .into_iter()
            .filter_map(|(key, classes)| Some((key, Asked::Values(classes.as_ref()?.iter().map(class).collect())))),
    );
    all.extend(who.abc.iter().map(|list| ("abc", Asked::Values(list.iter().map(|word| word.word()).collect()))));
    let quadrants = who.quadrant.iter();
    all.extend(quadrants.map(|list| ("quadrant", Asked::Values(list.iter().map(|word| word.word()).collect()))));
    all.extend(who.attributes.iter().map(|(name, asked)| (*name, asked.clone())));
    all
}

/// The keys by which somebody can be described.
fn keys<'a>(root: &'a Root<'_>) -> Vec<Key<'a>> {
    let programs: Vec<&Program<'_>> = root.program.iter().filter(|program| *program.enabled).collect();
    let tiers = programs.iter().flat_map(|program| program.tier.iter()).map(|tier| *tier.name).collect();
    let key = |name, takes, needs: &'static str| Key { name, takes, needs: (!needs.is_empty()).then_some(needs) };
    let is_offer = |entry: &&Treatment<'_>| entry.on.is_some();
    let mut keys = vec![
        key("segment", Takes::One(enabled(&root.segment).map(|entry| entry.name()).collect()), "segment"),
        key("source", Takes::OneOrNone(enabled(&root.acquisition).map(|entry| entry.name()).collect()), "acquisition"),
        key("stage", Takes::One(STAGES.to_vec()), "lifecycle"),
        key("tenure", Takes::Time, ""),
        key("purchases", Takes::Count, "purchase"),
        key("recency", Takes::OneOrNone(CLASSES.to_vec()), "value_classes"),
        key("frequency", Takes::OneOrNone(CLASSES.to_vec()), "value_classes"),
        key("money", Takes::OneOrNone(CLASSES.to_vec()), "value_classes"),
        key("abc", Takes::OneOrNone(Abc::WORDS.to_vec()), "value_classes"),
        key("quadrant", Takes::OneOrNone(Quadrant::WORDS.to_vec()), "value_classes"),
        key(
            "member",
            Takes::Several(programs.iter().map(|program| program.name.unwrap_or("program")).collect()),
            "program",
        ),
        key("tier", Takes::Several(tiers), "program"),
        key(
            OFFER,
            Takes::One(enabled(&root.intervention).filter(is_offer).map(|entry| entry.name()).collect()),
            "intervention",
        ),
    ];
    keys.extend(enabled(&root.attribute).map(|attribute| Key {
        name: attribute.name(),
        takes: match attribute.law.is_some() {
            true => Takes::Number,
            false => Takes::One(attribute.values.iter().map(|(value, _)| value.as_str()).collect()),
        },
        needs: None,
    }));
    keys
}

impl Key<'_> {
    fn value(&self, text: &str) -> Result<Has, Box<Diagnostic>> {
        let known = match &self.takes {
            Takes::OneOrNone(_) | Takes::Several(_) if text.is_empty() => return Ok(Has::Names(Vec::new())),
            Takes::One(known) | Takes::OneOrNone(known) | Takes::Several(known) => known,
            Takes::Time => {
                return match read(Unit::Duration, text) {
                    Ok(days) if days.is_finite() && days >= 0.0 => Ok(Has::Number(days)),
                    Ok(_) => Err(self.wrong(text, "it must be at least 0 d", None)),
                    Err(reason) => Err(self.wrong(text, &reason.message, reason.help)),
                };
            }
            Takes::Count => {
                return text.parse::<u32>().map_or_else(
                    |_| Err(self.wrong(text, "it must be a whole number of at least 0", None)),
                    |count| Ok(Has::Number(f64::from(count))),
                );
            }
            Takes::Number => {
                let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
                return number.map_or_else(
                    || Err(self.wrong(text, "it must be a number", None)),
                    |number| Ok(Has::Number(number)),
                );
            }
        };
        if known.contains(&text) {
            return Ok(Has::Names(vec![text.to_owned()]));
        }
        let help = match nearest(text, known.iter().copied()) {
            Some(meant) => Some(format!("did you mean `{meant}`?")),
            None => (!known.is_empty()).then(|| format!("known here: {}", listed(known))),
        };
        let message = format!("there is no {} {}", self.name, shown(text));
        Err(Box::new(Diagnostic { help, ..Diagnostic::error("unknown-name", "", message) }))
    }

    fn wrong(&self, text: &str, reason: &str, help: Option<String>) -> Box<Diagnostic> {
        let message = format!("{} = {}: {reason}", shown(self.name), shown(text));
        Box::new(Diagnostic { help, ..Diagnostic::error("bad-quantity", "", message) })
    }
}

/// Splits at commas; what has no `=` goes with what is before it.
fn pairs(text: &str) -> Result<Vec<(String, String)>, Box<Diagnostic>> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for part in text.split(',') {
        match (part.split_once('='), pairs.last_mut()) {
            (Some((key, value)), _) => pairs.push((key.trim().to_owned(), value.trim().to_owned())),
            (None, Some((_, value))) if !part.trim().is_empty() => {
                value.push(',');
                value.push_str(part.trim_end());
            }
            _ => {
                let help = "write key=value, several by commas: segment=business,tenure=20d";
                return Err(Box::new(
                    Diagnostic::error("bad-person", "", format!("{} says nothing of anybody", shown(text))).help(help),
                ));
            }
        }
    }
    Ok(pairs)
}

fn unknown_key(name: &str, keys: &[Key<'_>]) -> Box<Diagnostic> {
    let known: Vec<&str> = keys.iter().map(|key| key.name).collect();
    let help = match nearest(name, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("known here: {}", listed(&known)),
    };
    Box::new(Diagnostic::error("unknown-key", "", format!("nobody is described by {}", shown(name))).help(help))
}

fn problem(message: String) -> Box<Diagnostic> {
    Box::new(Diagnostic::error("bad-person", "", message))
}

fn listed(names: &[&str]) -> String {
    names.iter().take(30).copied().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    const FIRM: &str = "name = \"a\"\n[run]\nhorizon = \"1 y\"\n[population]\ncustomers = 10\n[purchase]\n[lifecycle]\n[value_classes]\n[[segment]]\nname = \"business\"\n\
        share = 0.4\n[[segment]]\nname = \"private, small\"\nshare = 0.6\n[[attribute]]\nname = \"device\"\nvalues = { app = 0.6, \"old phone\" = 0.4 }\n\
        [[attribute]]\nname = \"age\"\nlaw = { uniform = { low = 18.0, high = 80.0 } }\n";

    fn answer(said: &str, whom: &str) -> Answer {
        let text = format!(
            "{FIRM}[[rule]]\nname = \"r\"\nfor = {{ {whom} }}\nchange = {{ \"purchase.margin\" = {{ set = 0.3 }} }}\n"
        );
        let scenario = Scenario::parse("a.toml", &text, &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario;
        let root = scenario.read();
        let person = Person::read(&root, said).unwrap_or_else(|problem| panic!("{}", problem.message));
        person.meets(&root.rule[0].who())
    }

    #[test]
    fn a_for_holds_does_not_hold_or_stays_open() {
        for (said, whom, holds) in [
            ("segment=business", "segment = \"business\"", true),
            ("segment=private, small", "segment = \"business\"", false),
            ("segment=private, small,tenure=1d", "segment = [\"business\", \"private, small\"]", true),
            ("tenure=30d", "tenure = { below = \"30 d\" }", false),
            ("tenure=29.9d", "tenure = { below = \"30 d\" }", true),
            ("tenure=1 mo", "tenure = { from = \"1 mo\" }", true),
            ("purchases=3", "purchases = { from = 3, below = 4 }", true),
            ("purchases=4", "purchases = { from = 3, below = 4 }", false),
            ("device=old phone", "device = \"old phone\"", true),
            ("device=app", "device = \"old phone\"", false),
            ("age=30", "age = { from = 30 }", true),
            ("age=29.99", "age = { from = 30 }", false),
            ("stage=build_up", "stage = [\"climax\", \"decline\"]", false),
            ("money=5,abc=A,quadrant=vip", "class = { money = [4, 5], abc = \"A\", quadrant = \"vip\" }", true),
            ("money=3", "class = { money = [4, 5] }", false),
            ("money=", "class = { money = [4, 5] }", false),
            ("stage=climax,segment=business", "stage = \"decline\", device = \"app\"", false),
        ] {
            assert_eq!(answer(said, whom), if holds { Answer::Yes } else { Answer::No }, "{said}: {whom}");
        }
        let open = Answer::Open(vec!["stage".to_owned(), "device".to_owned()]);
        assert_eq!(answer("segment=business", "segment = \"business\", stage = \"climax\", device = \"app\""), open);
    }

    #[test]
    fn what_cannot_be_read_says_what_can() {
        let scenario = Scenario::parse("a.toml", FIRM, &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario;
        for (said, message, help) in [
            ("segmnt=business", "nobody is described by `segmnt`", "did you mean `segment`?"),
            ("segment=busness", "there is no segment `busness`", "did you mean `business`?"),
            ("device=radio", "there is no device `radio`", "known here: app, old phone"),
            (
                "tenure=20",
                "`tenure` = `20`: a duration without a unit",
                "write \"20 min\" or another of ms, s, min, h, d, wk, mo, y",
            ),
            ("tenure=-1 d", "`tenure` = `-1 d`: it must be at least 0 d", ""),
            ("purchases=2.5", "`purchases` = `2.5`: it must be a whole number of at least 0", ""),
            ("age=old", "`age` = `old`: it must be a number", ""),
            ("stage=climx", "there is no stage `climx`", "did you mean `climax`?"),
            ("money=6", "there is no money `6`", "known here: 1, 2, 3, 4, 5"),
            ("segment=business,segment=business", "`segment` is said twice", ""),
            ("member=program", "nobody is told apart by `member`: there is no `program` in the file", ""),
            (
                "business",
                "`business` says nothing of anybody",
                "write key=value, several by commas: segment=business,tenure=20d",
            ),
        ] {
            let problem = Person::read(&scenario.read(), said).expect_err(said);
            assert_eq!(
                (problem.message.as_str(), problem.help.as_deref().unwrap_or_default()),
                (message, help),
                "{said}"
            );
        }
        let problem = Person::read(&scenario.read(), "colour=red").expect_err("no such key");
        let known = "known here: segment, source, stage, tenure, purchases, recency, frequency, money, abc, quadrant, member, tier, offer, device, age";
        assert_eq!(problem.help.as_deref(), Some(known));
    }
}
