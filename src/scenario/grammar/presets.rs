//! What `[loyalty]` brings: the standard holes, and the presets of three industries; and what else has a name for the command line.
//!
//! Holes and presets of a block are written in the language itself and laid under what the file says.

/// The standard holes with their blame priors and yearly hazards.
///
/// # Definition
///
/// Blame priors are Keaveney's (1995) shares of switching incidents, renormalised, encounter failures split between service and staff;
/// selection, gap and channel are assumptions, as are all hazards.
pub const STANDARD_HOLES: &str = r#"
[[hole]]
name = "quality"
prior = 0.29
[[hole]]
name = "service"
prior = 0.11
[[hole]]
name = "staff"
prior = 0.11
[[hole]]
name = "hassle"
prior = 0.14
[[hole]]
name = "value"
prior = 0.20
[[hole]]
name = "selection"
prior = 0.05
[[hole]]
name = "gap"
prior = 0.05
[[hole]]
name = "channel"
prior = 0.05
[[hole]]
name = "complaint"
[[hole]]
name = "rival"
hazard = "0.04 per y"
shielded = true
[[hole]]
name = "neglect"
hazard = "0.03 per y"
shielded = true
[[hole]]
name = "price_war"
hazard = "0.2 per y"
factor = 0.0
shielded = true
[[hole]]
name = "crisis"
hazard = "0.5 per y"
factor = 0.0
shielded = true
[[hole]]
name = "lock_end"
hazard = "1 per y"
shielded = true
[[hole]]
name = "life"
hazard = "0.02 per y"
involuntary = true
[[hole]]
name = "income"
hazard = "0.01 per y"
involuntary = true
"#;

/// What `[complaint]` brings where `[loyalty]` does not: the hole of those whom an answer loses.
pub const COMPLAINT_HOLE: &str = "[[hole]]\nname = \"complaint\"\n";

/// Basis of what a standard hole says under a key, for `explain`.
pub fn standard_basis(hole: &str, key: &str) -> &'static str {
    match key {
        "prior" if ["selection", "gap", "channel"].contains(&hole) => "assumption",
        "prior" => "Keaveney 1995, renormalised",
        "hazard" => "assumption",
        "factor" => "closed until something opens it",
        _ => "[loyalty] brings it",
    }
}

/// The service holes, which share the hazard of dissatisfaction.
pub const SERVICE_HOLES: &[&str] = &["quality", "service", "staff", "hassle", "value", "selection", "gap", "channel"];

/// The other standard holes.
pub const OTHER_STANDARD_HOLES: &[&str] =
    &["complaint", "rival", "neglect", "price_war", "crisis", "lock_end", "life", "income"];

/// The presets of `loyalty.preset`; supports at full inertia, set so that the yearly loss is plausible (assumption).
pub const PRESETS: &[(&str, &str)] = &[
    (
        "bank",
        r#"
[loyalty]
incidents = 0.12
support = { incentive = 0.0, price = 0.1, convenience = 0.3, inertia = 0.5, lockin = 0.3, social = 0.0 }
[experience]
weight = { reliability = 0.20, responsiveness = 0.35, assurance = 0.05, empathy = 0.15, tangibles = 0.25 }
[[hole]]
name = "life"
hazard = "0.03 per y"
"#,
    ),
    (
        "telecom",
        r#"
[loyalty]
incidents = 0.10
support = { incentive = 0.0, price = 0.1, convenience = 0.2, inertia = 0.3, lockin = 0.4, social = 0.0 }
[[hole]]
name = "rival"
hazard = "0.3 per y"
[[hole]]
name = "life"
hazard = "0.03 per y"
[[hole]]
name = "lock_end"
hazard = "3 per y"
"#,
    ),
    (
        "cafe",
        r#"
[loyalty]
incidents = 0.10
support = { incentive = 0.0, price = 0.0, convenience = 0.4, inertia = 0.2, lockin = 0.0, social = 0.0 }
[market]
competition = 0.8
[[hole]]
name = "rival"
hazard = "0.1 per y"
[[hole]]
name = "life"
hazard = "0.12 per y"
"#,
    ),
];

/// The presets of `complaint.preset`: name, text, basis. How many complain at all is the source's figure by size of ticket (4, 55, 73 and
/// 63 of 100); those who do are split between staff and firm as in the pyramid of s.137 (26 to 5).
pub const COMPLAINT_PRESETS: &[(&str, &str, &str)] = &[
    (
        "small-goods",
        "[complaint]\nvoice = { silent = 0.96, front_line = 0.0335, formal = 0.0065 }\n",
        "CRM deck, slide 142, a doubtful row: the source's own columns disagree; split: assumption, as 26 to 5",
    ),
    (
        "small-services",
        "[complaint]\nvoice = { silent = 0.45, front_line = 0.4613, formal = 0.0887 }\n",
        "CRM deck, slide 142; split: assumption, as 26 to 5",
    ),
    (
        "large-goods",
        "[complaint]\nvoice = { silent = 0.27, front_line = 0.6123, formal = 0.1177 }\n",
        "CRM deck, slide 142; split: assumption, as 26 to 5",
    ),
    (
        "large-services",
        "[complaint]\nvoice = { silent = 0.37, front_line = 0.5284, formal = 0.1016 }\n",
        "CRM deck, slide 142; split: assumption, as 26 to 5",
    ),
];

/// Presets of single values, which only the command line names: name, path, value, basis.
pub const VALUE_PRESETS: &[(&str, &str, &str, &str)] = &[
    (
        "bank-servqual",
        "experience.weight",
        "{ reliability = 0.20, responsiveness = 0.35, assurance = 0.05, empathy = 0.15, tangibles = 0.25 }",
        "order of Chinese banks: CRM deck, slide 93; values: assumption",
    ),
    (
        "low-competition",
        "market.competition",
        "0.0",
        "anchored on CRM deck, slide 181, shape: Jones & Sasser 1995; values: assumption",
    ),
    (
        "high-competition",
        "market.competition",
        "1.0",
        "anchored on CRM deck, slide 181, shape: Jones & Sasser 1995; values: assumption",
    ),
];

/// All that `--preset` takes.
pub fn preset_names() -> impl Iterator<Item = &'static str> {
    let of_blocks = PRESETS.iter().map(|preset| preset.0).chain(COMPLAINT_PRESETS.iter().map(|preset| preset.0));
    of_blocks.chain(VALUE_PRESETS.iter().map(|preset| preset.0))
}

/// What `--preset NAME` sets: the name, the path and the value. What names a block of values lies under the file; a single value replaces it.
pub fn named_preset(name: &str) -> Option<(&'static str, &'static str, String)> {
    let of_block = |name: &'static str, path| (name, path, format!("{name:?}"));
    let loyalty = PRESETS.iter().map(|preset| of_block(preset.0, "loyalty.preset"));
    let complaint = COMPLAINT_PRESETS.iter().map(|preset| of_block(preset.0, "complaint.preset"));
    let single = VALUE_PRESETS.iter().map(|&(name, path, value, _)| (name, path, value.to_owned()));
    loyalty.chain(complaint).chain(single).find(|preset| preset.0 == name)
}

/// Basis of what a preset says, for `explain`.
pub fn preset_basis(name: &str) -> &'static str {
    let complaint = COMPLAINT_PRESETS.iter().map(|preset| (preset.0, preset.2));
    let single = VALUE_PRESETS.iter().map(|preset| (preset.0, preset.3));
    complaint.chain(single).find(|preset| preset.0 == name).map_or("assumption", |preset| preset.1)
}
