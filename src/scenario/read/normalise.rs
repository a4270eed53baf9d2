//! Filling the tree: presets, standard holes and defaults go in under what was written, each with its origin.
//!
//! After this no later layer asks whether a key was set: a patch can act on a default as on anything else. Blocks that are absent stay
//! absent, except those that another one brings: `[loyalty]` brings experience, memory, market and the standard holes, `[complaint]` its own
//! hole.

use std::collections::BTreeMap;

use crate::journey::model::Lane;
use crate::scenario::grammar::presets::{COMPLAINT_HOLE, COMPLAINT_PRESETS, PRESETS, STANDARD_HOLES, standard_basis};
use crate::scenario::grammar::{BlockSpec, Kind, Occasion, ROOT, Word as _};
use crate::scenario::text::document::{name_of, parse, value_of};
use crate::scenario::text::node::{Content, Field, Node, Origin};
use crate::scenario::text::source::{Sources, Span};

/// Fills a tree as written.
pub fn fill(root: &mut Node) {
    let loyalty = root
        .field("loyalty")
        .map(|field| (field.key_span, field.node.get("preset").and_then(Node::text).map(str::to_owned)));
    if let Some((span, preset)) = &loyalty {
        for section in ["experience", "memory", "market"] {
            if root.get(section).is_none() {
                root.put(section, Node::new(Content::Table(Vec::new()), *span, Origin::Default("[loyalty] brings it")));
            }
        }
        if let Some((name, text)) = PRESETS.iter().find(|(name, _)| Some(*name) == preset.as_deref()) {
            underlay(root, snippet(text, *span, Origin::Preset(name)), Some(ROOT));
        }
        underlay(root, standard_holes(*span), Some(ROOT));
    }
    let complaint = root
        .field("complaint")
        .map(|field| (field.key_span, field.node.get("preset").and_then(Node::text).map(str::to_owned)));
    if let (Some((span, _)), None) = (&complaint, &loyalty) {
        underlay(root, snippet(COMPLAINT_HOLE, *span, Origin::Default("[complaint] brings it")), Some(ROOT));
    }
    if let Some((span, Some(preset))) = complaint
        && let Some((name, text, _)) = COMPLAINT_PRESETS.iter().find(|(name, ..)| *name == preset)
    {
        underlay(root, snippet(text, span, Origin::Preset(name)), Some(ROOT));
    }
    let sections: Vec<String> = root.fields().unwrap_or(&[]).iter().map(|field| field.key.clone()).collect();
    let mut filler = Filler { sections, known: BTreeMap::new() };
    filler.block(root, ROOT);
    felt_defaults(root);
}

/// Puts `fail_prob` where a touchpoint of a felt journey has none: a default that needs the whole scenario.
pub fn fill_fail_prob(root: &mut Node, value: f64, journeys: &[String]) {
    const BASIS: &str =
        "assumption: at most 0.003, and no more than `loyalty.incidents` serious incidents a customer-year";
    for_each_touchpoint(root, |journey, touchpoint| {
        if journeys.iter().any(|name| name == journey)
            && makes_a_moment(touchpoint)
            && touchpoint.get("fail_prob").is_none()
        {
            touchpoint.put("fail_prob", Node::new(Content::Float(value), touchpoint.span, Origin::Default(BASIS)));
        }
    });
}

/// Puts the skill that staff usually have where the file does not say it: a default that needs three others.
pub fn fill_reference_skill(root: &mut Node, value: f64) {
    const BASIS: &str = "where learning and turnover balance: K_new + (1 - K_new) / (1 + q0 t_learn)";
    if let Some(employees) = root.get_mut("employees").filter(|block| block.get("reference_skill").is_none()) {
        let span = employees.span;
        employees.put("reference_skill", Node::new(Content::Float(value), span, Origin::Default(BASIS)));
    }
}

/// Touchpoints that are felt have a quality and a hole to blame, if nothing is said.
fn felt_defaults(root: &mut Node) {
    let (loyalty, experience) = (root.get("loyalty").is_some(), root.get("experience").is_some());
    if !experience {
        return;
    }
    let complaints = complaints(root);
    for_each_touchpoint(root, |journey, touchpoint| {
        // A complaint is felt when it is settled; its steps make a moment only where the file gives them a quality.
        if !makes_a_moment(touchpoint) || complaints.iter().any(|name| name == journey) {
            return;
        }
        let span = touchpoint.span;
        if touchpoint.get("quality").is_none() && touchpoint.get("scores").is_none() {
            touchpoint.put("quality", Node::new(Content::Float(7.5), span, Origin::Default("assumption")));
        }
        if loyalty && touchpoint.get("hole").is_none() {
            touchpoint.put(
                "hole",
                Node::new(
                    Content::Text("service".to_owned()),
                    span,
                    Origin::Default("what is not said otherwise is service"),
                ),
            );
        }
    });
}

/// Names of the journeys that start at a complaint.
pub fn complaints(root: &Node) -> Vec<String> {
    let journeys = root.get("journey").and_then(Node::elements).into_iter().flatten();
    let complains = |journey: &&Node| journey.get("start").and_then(Node::text) == Some(Occasion::Complaint.word());
    journeys.filter(complains).map(|journey| name_of(journey).unwrap_or_default().to_owned()).collect()
}

/// Backstage and support steps make no moment.
fn makes_a_moment(touchpoint: &Node) -> bool {
    touchpoint.get("lane").and_then(Node::text).and_then(Lane::of_word).is_none_or(Lane::is_met)
}

fn for_each_touchpoint(root: &mut Node, mut act: impl FnMut(&str, &mut Node)) {
    for journey in root.get_mut("journey").and_then(Node::elements_mut).into_iter().flatten() {
        let name = name_of(journey).unwrap_or_default().to_owned();
        for touchpoint in journey.get_mut("touchpoint").and_then(Node::elements_mut).into_iter().flatten() {
            if touchpoint.fields().is_some() {
                act(&name, touchpoint);
            }
        }
    }
}

/// The standard holes, each value with its basis.
fn standard_holes(span: Span) -> Node {
    let mut below = snippet(STANDARD_HOLES, span, Origin::Default("[loyalty] brings it"));
    for hole in below.get_mut("hole").and_then(Node::elements_mut).into_iter().flatten() {
        let name = name_of(hole).unwrap_or_default().to_owned();
        for field in hole.fields_mut().into_iter().flatten() {
            field.node.origin = Origin::Default(standard_basis(&name, &field.key));
        }
    }
    below
}

/// Reads a text of ours; it is checked by a test.
fn snippet(text: &str, span: Span, origin: Origin) -> Node {
    let mut sources = Sources::default();
    let file = sources.add("", text);
    let mut node =
        parse(&sources, file, origin, &mut Vec::new()).unwrap_or_else(|| panic!("our own text is valid: {text}"));
    node.relabel(span, origin);
    node
}

/// Lays a tree under another: what the upper one says stays; a table of shares stays whole.
fn underlay(over: &mut Node, under: Node, block: Option<&'static BlockSpec>) {
    match (&mut over.content, under.content) {
        (Content::Table(fields), Content::Table(below)) => {
            if block.is_some_and(BlockSpec::is_one_value) {
                return;
            }
            for field in below {
                let inner = block.and_then(|block| block.key(&field.key)).and_then(|key| key.block());
                match fields.iter_mut().find(|known| known.key == field.key) {
                    Some(known) => underlay(&mut known.node, field.node, inner),
                    None => fields.push(field),
                }
            }
        }
        (Content::List(entries), Content::List(below)) if below.iter().all(|entry| name_of(entry).is_some()) => {
            for entry in below {
                match entries.iter_mut().find(|known| name_of(known) == name_of(&entry)) {
                    Some(known) => underlay_hole(known, entry, block),
                    None => entries.push(entry),
                }
            }
        }
        _ => {}
    }
}

/// A hole that says how it leaks replaces the standard way altogether.
fn underlay_hole(over: &mut Node, mut under: Node, block: Option<&'static BlockSpec>) {
    const WAYS: [&str; 4] = ["hazard", "lifetime", "per_purchase", "value_below"];
    if WAYS.iter().any(|way| over.get(way).is_some())
        && let Some(fields) = under.fields_mut()
    {
        fields.retain(|field| !WAYS.contains(&field.key.as_str()));
    }
    underlay(over, under, block);
}

struct Filler {
    sections: Vec<String>,
    known: BTreeMap<&'static str, Content>,
}

impl Filler {
    fn block(&mut self, node: &mut Node, spec: &'static BlockSpec) {
        let span = node.span;
        let Some(fields) = node.fields_mut() else {
            return;
        };
        for key in spec.keys {
            let Some(text) = key.default else { continue };
            let acts = key.needs.is_empty()
                || key.needs.iter().any(|section| self.sections.iter().any(|known| known == section));
            if acts && !fields.iter().any(|field| field.key == key.key) {
                let content = self.known.entry(text).or_insert_with(|| value_of(text)).clone();
                let mut value = Node::new(content, span, Origin::Default(key.basis));
                value.relabel(span, Origin::Default(key.basis));
                fields.push(Field { key: key.key.to_owned(), key_span: span, node: value });
            }
        }
        for field in fields {
            let Some(key) = spec.key(&field.key) else {
                continue;
            };
            let kind = key.kind.in_form(field.node.elements().is_some());
            match (kind, &mut field.node.content) {
                (Kind::Block(inner), Content::Table(_)) => self.block(&mut field.node, inner),
                (Kind::Entries(inner), Content::List(entries)) => {
                    entries.iter_mut().for_each(|entry| self.block(entry, inner))
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> Node {
        let mut root = snippet(text, Span::default(), Origin::File);
        fill(&mut root);
        root
    }

    #[test]
    fn absent_blocks_stay_absent_and_loyalty_brings_its_own() {
        let plain = filled("name = \"a\"\n[run]\nhorizon = \"1 y\"\n");
        assert!(plain.get("memory").is_none() && plain.get("hole").is_none());
        let loyal = filled("name = \"a\"\n[loyalty]\n[[hole]]\nname = \"rival\"\nlifetime = \"3 y\"\n");
        assert!(loyal.get("memory").and_then(|memory| memory.get("half_life")).is_some());
        let holes = loyal.get("hole").and_then(Node::elements).expect("holes");
        assert_eq!(holes.len(), 16);
        let rival = holes.iter().find(|hole| name_of(hole) == Some("rival")).expect("rival");
        assert!(rival.get("hazard").is_none(), "the file said how it leaks");
        assert_eq!(rival.get("shielded").map(|node| &node.content), Some(&Content::Bool(true)));
    }

    #[test]
    fn a_preset_lies_between_defaults_and_file() {
        let root = filled(
            "[loyalty]\npreset = \"bank\"\nsupport = { lockin = 0.0 }\n[experience]\nweight = { reliability = 1.0 }\n",
        );
        let support = root.get("loyalty").and_then(|loyalty| loyalty.get("support")).expect("support");
        assert_eq!(support.get("lockin").map(|node| node.origin), Some(Origin::File));
        assert_eq!(support.get("inertia").map(|node| node.origin), Some(Origin::Preset("bank")));
        let weight = root.get("experience").and_then(|block| block.get("weight")).expect("weight");
        assert_eq!(weight.get("reliability").map(|node| &node.content), Some(&Content::Float(1.0)));
        assert_eq!(
            weight.get("tangibles").map(|node| &node.content),
            Some(&Content::Float(0.0)),
            "shares that are given are given whole"
        );
    }

    #[test]
    fn every_default_and_preset_is_valid_toml() {
        fn walk(block: &'static BlockSpec, depth: usize) {
            assert!(depth < 10);
            for key in block.keys {
                if let Some(text) = key.default {
                    let _ = value_of(text);
                    assert!(!key.basis.is_empty(), "{} has a default without a basis", key.key);
                }
                if let Some(inner) = key.block() {
                    walk(inner, depth + 1);
                }
            }
        }
        walk(ROOT, 0);
        for text in PRESETS.iter().map(|p| p.1).chain(COMPLAINT_PRESETS.iter().map(|p| p.1)) {
            snippet(text, Span::default(), Origin::File);
        }
    }
}
