//! Attributes of customers: their names, shares, and what is asked of them.

use crate::scenario::grammar::conform::SUM_TOLERANCE;
use crate::scenario::grammar::value::Item;
use crate::scenario::grammar::{Asked, Attribute, For, Named as _, Root, entry};
use crate::scenario::text::diagnostic::{Diagnostic, nearest, shown};

pub(super) fn check(root: &Root<'_>, problems: &mut Vec<Diagnostic>) {
    let treatments = root.intervention.iter().chain(root.shock.iter()).filter_map(|entry| entry.whom.as_ref());
    let asking: Vec<&For<'_>> = root.rule.iter().map(|rule| &*rule.whom).chain(treatments).collect();
    for attribute in root.attribute.iter() {
        let name = attribute.name();
        let path = |key: &str| format!("attribute.{name}.{key}");
        if For::SPEC.key(name).is_some() || For::SPEC.advice_on(name).is_some() {
            let message =
                format!("an attribute cannot be called {}: that has a meaning of its own in a `for`", shown(name));
            problems.push(Diagnostic::error("bad-name", path("name"), message).at(attribute.name.span()));
            continue;
        }
        shares(attribute, problems);
        let asked = asking.iter().any(|whom| whom.attributes.iter().any(|(key, _)| key == name));
        if !name.is_empty() && attribute.is_enabled() && !asked {
            let message = format!("attribute {} has no effect: no `for` asks for it", shown(name));
            problems
                .push(Diagnostic::warning("no-effect", format!("attribute.{name}"), message).at(attribute.name.span()));
        }
    }
}

fn shares(attribute: &Attribute<'_>, problems: &mut Vec<Diagnostic>) {
    let Some(values) = attribute.values.known() else { return };
    let path = format!("attribute.{}.values", attribute.name());
    let sum: Option<f64> = values.iter().map(|(_, share)| share.as_number()).sum();
    if values.is_empty() {
        let message = format!("{} has no values", shown(attribute.name()));
        let problem = Diagnostic::error("empty-list", path, message).at(attribute.values.span());
        problems.push(problem.help("write each with its share: `values = { app = 0.6, \"old phone\" = 0.4 }`"));
    } else if let Some(sum) = sum.filter(|sum| (sum - 1.0).abs() > SUM_TOLERANCE) {
        let message = format!(
            "the shares of {} sum to {}; they must sum to 1",
            shown(attribute.name()),
            (sum * 1e9).round() / 1e9
        );
        problems.push(Diagnostic::error("sum", path, message).at(attribute.values.span()));
    }
}

/// What a `for` asks of an attribute.
pub(super) struct Question<'a> {
    /// The attribute.
    pub(super) name: &'a str,
    /// What is asked.
    pub(super) item: &'a Item,
    /// Its path.
    pub(super) path: String,
    /// Who asks, by name.
    pub(super) who: &'a str,
    /// Whether that is enabled.
    pub(super) is_asked: bool,
}

pub(super) fn asked(root: &Root<'_>, question: &Question<'_>, problems: &mut Vec<Diagnostic>) {
    let Question { name, item, path, who, is_asked } = question;
    let Some(attribute) = entry(&root.attribute, name) else {
        problems.push(unknown(root, name, path).at(item.span));
        return;
    };
    let nobody = |why: String| {
        Diagnostic::warning("no-effect", path.as_str(), format!("{} has no effect: {why}", shown(who))).at(item.span)
    };
    let error = |code: &'static str, message: String| Diagnostic::error(code, path.as_str(), message).at(item.span);
    if !attribute.is_enabled() {
        let message = format!("attribute {} is not enabled, so that nobody has it", shown(name));
        let problem = error("unknown-attribute", message).help("enable it, or switch off what asks for it");
        problems.extend(is_asked.then_some(problem));
        return;
    }
    match (Asked::of(item), attribute.values.known(), *attribute.law) {
        (Some(Asked::Between(_)), Some(values), _) => {
            let known: Vec<&str> = values.iter().map(|(value, _)| value.as_str()).take(30).collect();
            let message = format!("{} is asked for by its values, not by `from` and `below`", shown(name));
            problems.push(error("wrong-type", message).help(format!("known here: {}", known.join(", "))));
        }
        (Some(Asked::Values(_)), _, Some(_)) => {
            let message =
                format!("{} is a number drawn from a law: it is asked for by `from` and `below`", shown(name));
            problems.push(
                error("wrong-type", message)
                    .help(format!("write `{name} = {{ from = 20, below = 30 }}`, or one of both ends")),
            );
        }
        (Some(Asked::Values(asked)), Some(values), _) if !values.is_empty() => {
            let share = |value: &str| values.iter().find(|known| known.0 == value).map(|known| known.1.as_number());
            for value in asked.iter().filter(|value| share(value).is_none()) {
                let message = format!("{} has no value {}", shown(name), shown(value));
                let known = || values.iter().map(|known| known.0.as_str());
                let help = nearest(value, known()).map(|meant| format!("did you mean `{meant}`?"));
                let help =
                    help.unwrap_or_else(|| format!("known here: {}", known().take(30).collect::<Vec<_>>().join(", ")));
                problems.push(error("unknown-value", message).help(help));
            }
            if asked.is_empty() {
                let message = format!("{} is an empty list: {} would reach nobody", shown(name), shown(who));
                problems.push(
                    error("empty-list", message).help("name the values it reaches, or leave it out to reach all"),
                );
            } else if asked.iter().all(|value| share(value) == Some(Some(0.0))) {
                problems.push(nobody(format!("nobody has such a value of {}, at shares of 0", shown(name))));
            } else if values.iter().all(|(value, _)| asked.contains(&value.as_str())) {
                let message = format!("{} has no effect: every value is asked for", shown(name));
                problems
                    .push(Diagnostic::warning("no-effect", path.as_str(), message).at(item.span).help("leave it out"));
            }
        }
        (Some(Asked::Between(range)), _, Some(law)) => {
            if range.is_empty() {
                problems.push(error(
                    "out-of-order",
                    "`below` must be above `from`: it is the first that is not part of it".to_owned(),
                ));
            } else if let Some([least, most]) =
                law.to_law().ends().filter(|[least, most]| *most < range.from || *least >= range.below)
            {
                problems.push(nobody(format!("the law of {} gives numbers from {least} to {most}", shown(name))));
            }
        }
        _ => {}
    }
}

fn unknown(root: &Root<'_>, name: &str, path: &str) -> Diagnostic {
    let mut known: Vec<&str> = root.attribute.iter().map(|attribute| attribute.name()).collect();
    known.retain(|name| !name.is_empty());
    for key in For::SPEC.known_keys() {
        known.push(key);
    }
    let problem = Diagnostic::error("unknown-attribute", path, format!("there is no attribute called {}", shown(name)));
    match nearest(name, known) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem.help(format!(
            "write an [[attribute]] of this name, or ask for one of {}",
            For::SPEC.known_keys().collect::<Vec<_>>().join(", ")
        )),
    }
}
