//! Every oracle scenario, run as a user runs it, held to the values that theory gives.
//!
//! The files are listed by name: deleting one, or adding one that nobody runs, fails. Tolerances are those of the
//! oracles; run lengths leave some four standard errors of room, so that a false alarm is rarer than one assert in
//! ten thousand, and the seeds are fixed. The groups run beside each other, each on one thread.

use std::collections::BTreeSet;

use crate::support::{missed, run_file, scenarios_below, tried};

/// Queues with one resource: M/M/1, M/M/c, M/G/1, losses, impatience, priorities, appointments.
const SINGLE_QUEUES: &[&str] = &[
    "dm1_appointments_1",
    "dm1_appointments_2",
    "erlang_a_1",
    "erlang_a_2",
    "erlang_b_loss_1",
    "erlang_b_loss_2",
    "inspection_paradox_1",
    "inspection_paradox_2",
    "mg1_1",
    "mg1_2",
    "mg1_3",
    "mm1_1",
    "mm1_2",
    "mmc_1",
    "mmc_2",
    "mmck_1",
    "mmck_2",
    "priority_mm1_1",
    "priority_mm1_2",
    "three_tellers",
];

/// Several stations, steps off the path, infinite servers, recorded arrivals.
const NETWORKS_AND_CROWDS: &[&str] = &[
    "fork_join_delay_1",
    "fork_join_delay_2",
    "jackson_feedback_1",
    "jackson_feedback_2",
    "jackson_tandem_1",
    "jackson_tandem_2",
    "little_law_trace_1",
    "little_law_trace_1_all_left",
    "little_law_trace_2",
    "little_law_trace_2_all_left",
    "little_law_trace_by_hand",
    "mg_inf_1",
    "mg_inf_1_steady",
    "mg_inf_2",
    "mg_inf_2_steady",
    "mt_m_inf_1",
    "mt_m_inf_1_first_quarter",
    "mt_m_inf_1_peak",
    "mt_m_inf_1_phase_025",
    "mt_m_inf_1_phase_05",
    "mt_m_inf_1_phase_075",
    "mt_m_inf_1_trough",
    "mt_m_inf_2",
    "mt_m_inf_2_first_quarter",
    "mt_m_inf_2_peak",
    "mt_m_inf_2_phase_04",
    "mt_m_inf_2_phase_09",
    "mt_m_inf_2_trough",
];

/// Contracts: survivors by term and the value of their payments.
const CONTRACTS: &[&str] = &[
    "cohort_layer_cake_1",
    "cohort_layer_cake_1_cut",
    "cohort_layer_cake_1_one_layer",
    "cohort_layer_cake_2",
    "cohort_table_ltv_1",
    "cohort_table_ltv_2",
    "geometric_ltv_1",
    "geometric_ltv_1_horizon",
    "geometric_ltv_1_net",
    "geometric_ltv_1_undiscounted",
    "geometric_ltv_2",
    "geometric_ltv_2_horizon",
    "geometric_ltv_2_net",
    "geometric_ltv_2_undiscounted",
    "mixture_retention_1",
    "mixture_retention_2",
    "sbg_residual_value_1",
    "sbg_residual_value_1_renewal_1",
    "sbg_residual_value_1_renewal_5",
    "sbg_residual_value_2",
    "sbg_residual_value_2_renewal_1",
    "sbg_residual_value_2_renewal_8",
    "sbg_survival_1",
    "sbg_survival_2",
];

/// Buyers without a contract: purchases, spending, silence.
const BUYERS: &[&str] = &[
    "bgnbd_1",
    "bgnbd_1_39_weeks",
    "bgnbd_1_78_weeks",
    "bgnbd_2",
    "bgnbd_2_26_weeks",
    "bgnbd_2_52_weeks",
    "cdnow_fit_bgnbd",
    "cdnow_fit_bgnbd_78_weeks",
    "cdnow_fit_pareto_nbd",
    "cdnow_fit_pareto_nbd_78_weeks",
    "compound_spend_1",
    "compound_spend_2",
    "gamma_gamma_1",
    "gamma_gamma_2",
    "pareto_nbd_1",
    "pareto_nbd_1_39_weeks",
    "pareto_nbd_1_78_weeks",
    "pareto_nbd_1_for_ever",
    "pareto_nbd_2",
    "pareto_nbd_2_26_weeks",
    "pareto_nbd_2_52_weeks",
    "pareto_nbd_2_for_ever",
];

/// Hazards: value of a life, and who leaves by which hole.
const HAZARDS: &[&str] = &[
    "competing_hazards_1",
    "competing_hazards_1_without_move",
    "competing_hazards_1_without_price",
    "competing_hazards_1_without_service",
    "competing_hazards_2",
    "competing_hazards_2_without_move",
    "competing_hazards_2_without_price",
    "competing_weibull_1",
    "competing_weibull_2",
    "hazard_ltv_1",
    "hazard_ltv_1_horizon",
    "hazard_ltv_2",
    "hazard_ltv_2_horizon",
    "weibull_ltv_1",
    "weibull_ltv_1_horizon",
    "weibull_ltv_2",
    "weibull_ltv_2_horizon",
];

/// Chains of stages and what they are worth.
const JOURNEYS_WITH_MONEY: &[&str] = &[
    "ctmc_journey_1",
    "ctmc_journey_1_at_t",
    "ctmc_journey_1_by_stage",
    "ctmc_journey_2",
    "ctmc_journey_2_at_t",
    "ctmc_journey_2_by_stage",
    "markov_journey_1",
    "markov_journey_1_by_stage",
    "markov_journey_1_undiscounted",
    "markov_journey_2",
    "markov_journey_2_by_stage",
    "markov_journey_2_undiscounted",
    "touchpoint_ltv_1",
    "touchpoint_ltv_1_improved",
    "touchpoint_ltv_2",
    "touchpoint_ltv_2_improved",
];

/// The bucket: inflow, leaks, level.
const BUCKETS: &[&str] = &[
    "bucket_with_queue_1",
    "bucket_with_queue_1_three_agents",
    "bucket_with_return_1",
    "bucket_with_return_1_early",
    "bucket_with_return_1_lives",
    "bucket_with_return_1_without",
    "bucket_with_return_2",
    "bucket_with_return_2_early",
    "bucket_with_return_2_lives",
    "bucket_with_return_2_without",
    "leaky_bucket_1",
    "leaky_bucket_1_early",
    "leaky_bucket_1_from_empty",
    "leaky_bucket_2",
    "leaky_bucket_2_early",
    "leaky_bucket_2_from_empty",
    "leaky_bucket_2_later",
];

/// Word of mouth: buckets that customers fill, cascades, diffusion in a finite market.
const VOICES: &[&str] = &[
    "bass_diffusion_1",
    "bass_diffusion_2",
    "referral_cascade_1",
    "referral_cascade_1_third",
    "referral_cascade_2",
    "referral_cascade_2_third",
    "referral_cascade_3_third",
    "told_once",
    "told_once_viral",
    "word_of_mouth_bucket_1",
    "word_of_mouth_bucket_1_silent",
    "word_of_mouth_bucket_2",
    "word_of_mouth_bucket_2_silent",
];

/// Points of a loyalty program.
const POINTS: &[&str] =
    &["points_breakage_1", "points_breakage_1_fixed", "points_breakage_2", "points_breakage_2_fixed"];

/// The relationship model: its plausibility cases.
const RELATIONSHIP_MODEL: &[&str] = &[
    "regression22/adaptation_1",
    "regression22/competition_0",
    "regression22/competition_1",
    "regression22/defaults",
    "regression22/end_treat",
    "regression22/failures_1_percent",
    "regression22/failures_none",
    "regression22/performance_6_5",
    "regression22/performance_8_5",
    "regression22/silent_halved",
];

/// The yearly losses of the presets.
const PRESETS: &[&str] = &["presets/bank", "presets/cafe", "presets/telecom"];

const GROUPS: &[&[&str]] = &[
    SINGLE_QUEUES,
    NETWORKS_AND_CROWDS,
    CONTRACTS,
    BUYERS,
    HAZARDS,
    JOURNEYS_WITH_MONEY,
    BUCKETS,
    VOICES,
    POINTS,
    RELATIONSHIP_MODEL,
    PRESETS,
];

/// Runs each file and collects what does not hold, so that one failure does not hide the next.
fn hold(names: &[&str]) {
    tried(names.len());
    let mut wrong = Vec::new();
    for name in names {
        let file = format!("tests/oracles/{name}.toml");
        let results = run_file(&file, &[]);
        if results.asserts.is_empty() {
            wrong.push(format!("{file}: asserts nothing"));
        }
        wrong.extend(missed(&file, &results));
    }
    assert!(wrong.is_empty(), "{} asserts do not hold:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_oracle_file_is_run_and_none_is_missing() {
    let listed: Vec<String> =
        GROUPS.iter().copied().flatten().map(|name| format!("tests/oracles/{name}.toml")).collect();
    let unique: BTreeSet<String> = listed.iter().cloned().collect();
    assert_eq!(unique.len(), listed.len(), "a file is listed twice");
    assert_eq!(unique, scenarios_below("tests/oracles").into_iter().collect());
}

#[test]
fn single_queues() {
    hold(SINGLE_QUEUES);
}

#[test]
fn networks_and_crowds() {
    hold(NETWORKS_AND_CROWDS);
}

#[test]
fn contracts() {
    hold(CONTRACTS);
}

#[test]
fn buyers() {
    hold(BUYERS);
}

#[test]
fn hazards() {
    hold(HAZARDS);
}

#[test]
fn journeys_with_money() {
    hold(JOURNEYS_WITH_MONEY);
}

#[test]
fn buckets() {
    hold(BUCKETS);
}

#[test]
fn voices() {
    hold(VOICES);
}

#[test]
fn points_of_a_program() {
    hold(POINTS);
}

#[test]
fn relationship_model() {
    hold(RELATIONSHIP_MODEL);
}

#[test]
fn presets() {
    hold(PRESETS);
}
