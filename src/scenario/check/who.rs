//! Whom changes reach: names that exist, and conditions that somebody can meet.

use super::attributes;
use super::idle::Worlds;
use super::names::unknown;
use crate::journey::model::Trigger;
use crate::scenario::grammar::quantity::written_days;
use crate::scenario::grammar::value::{Amount, Change, Value};
use crate::scenario::grammar::{
    Acquisition, ClassCondition, For, Given, Journey, Named, Program, REFERRAL, Root, STAGES, Segment, Texts,
    Treatment, Who, enabled, entry,
};
use crate::scenario::text::diagnostic::{Diagnostic, shown};
use crate::scenario::text::source::Span;

pub(super) fn check(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    let worlds = Worlds::of(root);
    for rule in root.rule.iter() {
        let place =
            Place { root, worlds: &worlds, list: "rule", entry: rule.name(), is_enabled: rule.is_enabled(), on: None };
        if rule.change.known().is_some_and(<[_]>::is_empty) {
            let message = format!("{} changes nothing", shown(rule.name()));
            problems.push(Diagnostic::warning("no-effect", place.path("change"), message).at(rule.change.span()));
        }
        if rule.whom.is_there() {
            place.whom(&rule.whom, rule.whom.key_span(), &rule.who(), problems);
        }
    }
    for (list, entries) in [("intervention", &root.intervention), ("shock", &root.shock)] {
        for entry in entries.iter() {
            let place = Place {
                root,
                worlds: &worlds,
                list,
                entry: entry.name(),
                is_enabled: entry.is_enabled(),
                on: *entry.on,
            };
            place.names(&entry.segments, "segments", &place.segments(), problems);
            place.stages(&entry.stages, "stages", problems);
            if let Some(whom) = entry.whom.as_ref() {
                place.whom(whom, entry.whom.key_span(), &entry.who(), problems);
                place.twice(entry, whom, problems);
            }
        }
    }
    visitors(root, problems);
}

/// Of anonymous visitors nothing is known but their attributes.
fn visitors(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    for changing in root.changing().filter(|changing| changing.is_for_some()) {
        let who = match (changing.treatment, entry(&root.rule, changing.entry.name())) {
            (Some(entry), _) if entry.on.is_there() => Who::default(),
            (Some(entry), _) => entry.who(),
            (None, Some(rule)) if changing.list == "rule" => rule.who(),
            _ => Who { segment: Some(Vec::new()), ..Who::default() },
        };
        if !who.is_everybody() && (Who { attributes: Vec::new(), ..who }).is_everybody() {
            continue;
        }
        for change in changing.changes {
            let Some(journey) = journey_of(root, change).filter(|journey| journey.arrivals.is_there()) else {
                continue;
            };
            let message = format!(
                "{} has no effect here: visitors of {} are anonymous, so that nothing but an attribute can be asked of them",
                shown(&change.path),
                shown(journey.name())
            );
            problems.push(Diagnostic::warning("no-effect", change.path.clone(), message).at(change.span));
        }
    }
}

fn journey_of<'a>(root: &'a Root<'a>, change: &Change) -> Option<&'a Journey<'a>> {
    let mut parts = change.path.split('.');
    entry(&root.journey, parts.nth(1).filter(|_| change.path.starts_with("journey."))?)
}

/// Names of one kind that a condition may list.
struct Known<'a> {
    /// What one is called.
    what: &'static str,
    /// The problem of a name that nothing has.
    code: &'static str,
    /// Each with what it is not, or has not, if nobody can be of it.
    entries: Vec<(&'a str, Option<&'static str>)>,
}

impl<'a> Known<'a> {
    fn of(&self, name: &str) -> Option<Option<&'static str>> {
        self.entries.iter().find(|entry| entry.0 == name).map(|entry| entry.1)
    }
}

/// An entry that reaches some customers.
struct Place<'a> {
    root: &'a Root<'a>,
    worlds: &'a Worlds<'a>,
    list: &'static str,
    entry: &'a str,
    is_enabled: bool,
    on: Option<Trigger>,
}

impl<'a> Place<'a> {
    fn path(&self, key: &str) -> String {
        format!("{}.{}.{key}", self.list, self.entry)
    }

    fn error(
        &self,
        code: &'static str,
        key: &str,
        message: impl Into<String>,
        span: impl Into<Option<Span>>,
    ) -> Diagnostic {
        Diagnostic::error(code, self.path(key), message).at(span)
    }

    /// The warning that nobody is reached.
    fn nobody(&self, key: &str, why: &str, span: impl Into<Option<Span>>) -> Diagnostic {
        let message = format!("{} has no effect: {why}", shown(self.entry));
        Diagnostic::warning("no-effect", self.path(key), message).at(span)
    }

    fn whom(&self, whom: &For<'_>, span: Option<Span>, who: &Who<'_>, problems: &mut Vec<Diagnostic>) {
        let here = self.path("for");
        if whom.item.slots().is_empty() && !problems.iter().any(|known| known.path.starts_with(&here)) {
            let message = format!("`for` asks for nothing: {} would reach everybody", shown(self.entry));
            let problem = self.error("empty-list", "for", message, span);
            problems.push(problem.help("say whom it reaches, such as `for = { segment = \"business\" }`"));
        }
        self.names(&whom.segment, "for.segment", &self.segments(), problems);
        self.names(&whom.source, "for.source", &self.sources(), problems);
        let programs: Vec<&Program<'_>> = self.root.program.iter().collect();
        for (given, key, known) in
            [(&whom.member, "for.member", self.programs(&programs)), (&whom.tier, "for.tier", self.tiers(&programs))]
        {
            match given.slot() {
                Some(slot) if programs.is_empty() => {
                    let message = format!("`{}` needs a [program]: without one nobody is a member", slot.spec.key);
                    problems.push(self.error("missing-block", key, message, slot.key_span));
                }
                _ => self.names(given, key, &known, problems),
            }
        }
        self.stages(&whom.stage, "for.stage", problems);
        self.tenure(whom, who, problems);
        self.purchases(whom, problems);
        if let Some(class) = whom.class.as_ref() {
            self.class(class, whom.class.key_span(), problems);
        }
        for (name, item) in whom.attributes.iter() {
            let path = self.path(&format!("for.{name}"));
            let question = attributes::Question { name, item, path, who: self.entry, is_asked: self.is_enabled };
            attributes::asked(self.root, &question, problems);
        }
        self.mix(whom, who, problems);
    }

    /// What is asked for twice: by `for`, and by a key of its own.
    fn twice(&self, entry: &Treatment<'_>, whom: &For<'_>, problems: &mut Vec<Diagnostic>) {
        let class = whom.class.as_ref();
        for (old, new, named) in [
            (entry.segments.slot(), whom.segment.key_span(), "segment"),
            (entry.stages.slot(), whom.stage.key_span(), "stage"),
            (entry.recency.slot(), class.and_then(|class| class.recency.key_span()), "class.recency"),
            (entry.frequency.slot(), class.and_then(|class| class.frequency.key_span()), "class.frequency"),
            (entry.money.slot(), class.and_then(|class| class.money.key_span()), "class.money"),
        ] {
            let (Some(old), Some(new)) = (old, new) else { continue };
            let key = old.spec.key;
            let message = format!("`{key}` and `for.{named}` exclude each other: they ask for the same");
            let problem = self.error("exclusive-keys", key, message, old.key_span);
            problems.push(problem.with(new, "it is asked for here").help(format!("leave `{key}` out")));
        }
    }

    /// Names that are listed: they exist, and somebody can be of one.
    fn names(&self, given: &Given<'_, Texts<'_>>, key: &str, known: &Known<'_>, problems: &mut Vec<Diagnostic>) {
        let Some(texts) = given.known() else { return };
        for (name, span) in texts.placed().filter(|(name, _)| known.of(name).is_none()) {
            let names = known.entries.iter().map(|entry| entry.0);
            problems.push(unknown(known.code, known.what, name, span, &self.path(key), names));
        }
        let reasons: Option<Vec<&str>> = texts.iter().map(|name| known.of(name).flatten()).collect();
        match reasons.as_deref() {
            Some([]) => problems.push(self.empty(key, &format!("{}s", known.what), given.span())),
            Some([reason, ..]) => {
                let why = format!("none of its {}s {reason}", known.what);
                problems.push(self.nobody(key, &why, given.span()));
            }
            None => {}
        }
    }

    fn empty(&self, key: &str, what: &str, span: Option<Span>) -> Diagnostic {
        let last = key.rsplit('.').next().unwrap_or(key);
        let message = format!("`{last}` is an empty list: {} would reach nobody", shown(self.entry));
        let help = format!("name the {what} it reaches, or leave `{last}` out to reach all");
        self.error("empty-list", key, message, span).help(help)
    }

    fn segments(&self) -> Known<'a> {
        let root = self.root;
        let brought = |segment: &Segment<'_>| {
            let mixed = |source: &Acquisition<'_>| {
                source.mix.iter().any(|(name, share)| name == segment.name() && share.as_number() != Some(0.0))
            };
            segment.share.known() != Some(0.0) || root.acquisition.iter().any(mixed)
        };
        let reason = |segment: &Segment<'_>| match segment.is_enabled() {
            false => Some("is enabled"),
            true => (!brought(segment)).then_some("has customers, at shares of 0"),
        };
        let entries = root.segment.iter().map(|segment| (*segment.name, reason(segment))).collect();
        Known { what: "segment", code: "unknown-segment", entries }
    }

    /// Whether an entry of a list runs in some world.
    fn runs(&self, path: &str, is_enabled: bool) -> Option<&'static str> {
        (!is_enabled && !self.worlds.change(&format!("{path}.enabled"))).then_some("is enabled")
    }

    fn sources(&self) -> Known<'a> {
        let runs = |source: &'a Acquisition<'a>| {
            (*source.name, self.runs(&format!("acquisition.{}", source.name()), source.is_enabled()))
        };
        let mut entries: Vec<_> = self.root.acquisition.iter().map(runs).collect();
        entries.extend(self.root.word_of_mouth.is_there().then_some((REFERRAL, None)));
        Known { what: "source", code: "unknown-source", entries }
    }

    fn programs(&self, programs: &[&'a Program<'a>]) -> Known<'a> {
        let runs = |program: &&'a Program<'a>| (program.name(), self.runs(&program.path(), program.is_enabled()));
        Known { what: "program", code: "unknown-program", entries: programs.iter().map(runs).collect() }
    }

    fn tiers(&self, programs: &[&'a Program<'a>]) -> Known<'a> {
        let of = |program: &&'a Program<'a>| {
            let off = self.runs(&program.path(), program.is_enabled()).map(|_| "is of a program that is enabled");
            let tiers: &'a [_] = &program.tier;
            tiers.iter().map(move |tier| (*tier.name, off))
        };
        Known { what: "tier", code: "unknown-tier", entries: programs.iter().flat_map(of).collect() }
    }

    /// A list of stages must name some; all of them are no condition.
    fn stages(&self, given: &Given<'_, Texts<'_>>, key: &str, problems: &mut Vec<Diagnostic>) {
        let Some(stages) = given.known() else { return };
        let last = key.rsplit('.').next().unwrap_or(key);
        if !self.root.lifecycle.is_there() {
            let message = format!("`{last}` needs [lifecycle]: without it customers have no stages");
            problems.push(self.error("missing-block", key, message, given.span()));
        }
        match STAGES.iter().filter(|stage| stages.says(stage)).count() {
            0 => problems.push(self.empty(key, "stages", given.span())),
            all if all == STAGES.len() => {
                let message = format!("`{last}` has no effect: {} is aimed at all of them", shown(self.entry));
                let problem = Diagnostic::warning("no-effect", self.path(key), message).at(given.span());
                problems.push(problem.help(format!("leave `{last}` out")));
            }
            _ => {}
        }
    }

    /// A stretch that begins before it ends, in which somebody can be.
    fn tenure(&self, whom: &For<'_>, who: &Who<'_>, problems: &mut Vec<Diagnostic>) {
        let Some(range) = whom.tenure.as_ref() else { return };
        let (from, below) = (*range.from, *range.below);
        let key = "for.tenure";
        if self.is_reversed(key, from.zip(below), range.below.span(), problems) {
            return;
        }
        let first = from.unwrap_or(0.0);
        let nobody = match (below, self.longest_tenure(who)) {
            (Some(0.0), _) => Some(("nobody has been a customer for less than no time".to_owned(), range.below.span())),
            (_, Some(longest)) if first >= longest => {
                let why = format!("nobody has been a customer for {} at the end of this run", written_days(first));
                Some((why, range.from.span()))
            }
            _ if first > 0.0 && self.on == Some(Trigger::Join) => {
                Some(("nobody has been a customer for any time at joining".to_owned(), range.from.span()))
            }
            _ => None,
        };
        if let Some((why, span)) = nobody {
            problems.push(self.nobody(key, &why, span));
        } else if from == Some(0.0) && below.is_none() {
            problems.push(self.everybody(key, whom.tenure.key_span()));
        }
    }

    /// The longest that anybody of these can have been a customer at the horizon, if that is known.
    fn longest_tenure(&self, who: &Who<'_>) -> Option<f64> {
        let horizon = self.root.run.horizon.known()?;
        let Some(population) = self.root.population.as_ref().filter(|_| who.source.is_none()) else {
            return Some(horizon);
        };
        match (*population.tenure, population.stages.is_there()) {
            (None, false) => Some(horizon),
            (Some(Amount::Fixed(before)), _) => Some(horizon + before),
            _ => None,
        }
    }

    fn purchases(&self, whom: &For<'_>, problems: &mut Vec<Diagnostic>) {
        let Some(range) = whom.purchases.as_ref() else { return };
        let key = "for.purchases";
        if !self.root.purchase.is_there() {
            let message = "`purchases` needs [purchase]: without it nobody buys";
            problems.push(self.error("missing-block", key, message, whom.purchases.key_span()));
        }
        let (from, below) = (*range.from, *range.below);
        let ends = from.zip(below).map(|(from, below)| (from as f64, below as f64));
        if self.is_reversed(key, ends, range.below.span(), problems) {
            return;
        }
        if below == Some(0) {
            problems.push(self.nobody(key, "nobody has bought less than nothing", range.below.span()));
        } else if from.unwrap_or(0) > 0 && self.on == Some(Trigger::Join) {
            problems.push(self.nobody(key, "nobody has bought anything at joining", range.from.span()));
        } else if from == Some(0) && below.is_none() {
            problems.push(self.everybody(key, whom.purchases.key_span()));
        }
    }

    fn is_reversed(
        &self,
        key: &str,
        ends: Option<(f64, f64)>,
        span: Option<Span>,
        problems: &mut Vec<Diagnostic>,
    ) -> bool {
        let reversed = ends.is_some_and(|(from, below)| from >= below);
        if reversed {
            let message = "`below` must be above `from`: it is the first that is not part of it";
            problems.push(self.error("out-of-order", &format!("{key}.below"), message, span));
        }
        reversed
    }

    fn everybody(&self, key: &str, span: Option<Span>) -> Diagnostic {
        let last = key.rsplit('.').next().unwrap_or(key);
        let message = format!("`{last}` has no effect: it holds for everybody");
        Diagnostic::warning("no-effect", self.path(key), message).at(span).help(format!("leave `{last}` out"))
    }

    fn class(&self, class: &ClassCondition<'_>, span: Option<Span>, problems: &mut Vec<Diagnostic>) {
        if !self.root.value_classes.is_there() {
            let message = "`class` needs [value_classes]: without it the firm never sorts its customers";
            problems.push(self.error("missing-block", "for.class", message, span));
        }
        if self.on == Some(Trigger::Join) {
            problems.push(self.nobody("for.class", "nobody is in a class at joining", span));
        }
        let lists = [&class.recency, &class.frequency, &class.money];
        let numbers = lists
            .into_iter()
            .filter(|given| given.as_ref().and_then(|either| either.other().copied()).is_some_and(<[f64]>::is_empty));
        let empty = numbers.filter_map(Given::slot);
        let words = [
            class.abc.slot().filter(|_| class.abc.iter().next().is_none()),
            class.quadrant.slot().filter(|_| class.quadrant.iter().next().is_none()),
        ];
        for slot in empty.chain(words.into_iter().flatten()).filter(|slot| !matches!(slot.item.value, Value::Invalid)) {
            problems.push(self.empty(&format!("for.class.{}", slot.spec.key), "classes", Some(slot.item.span)));
        }
    }

    /// Segments of which none of the sources asked for brings anybody.
    fn mix(&self, whom: &For<'_>, who: &Who<'_>, problems: &mut Vec<Diagnostic>) {
        let (Some(segments), Some(sources)) = (&who.segment, &who.source) else { return };
        let brings = |name: &&str| {
            let Some(source) = entry(&self.root.acquisition, name).filter(|source| source.mix.is_there()) else {
                return true;
            };
            source
                .mix
                .iter()
                .any(|(segment, share)| segments.contains(&segment.as_str()) && share.as_number() != Some(0.0))
        };
        if enabled(&self.root.segment).next().is_some() && !sources.is_empty() && !sources.iter().any(brings) {
            let why = "none of its sources brings customers of its segments, by their `mix`";
            problems.push(self.nobody("for.source", why, whom.source.span()));
        }
    }
}
