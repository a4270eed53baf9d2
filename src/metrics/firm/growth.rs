//! How customers are won, kept and sold more: word of mouth, a finite market, the pyramid of complaints, sources of newcomers, categories,
//! self-service. Each exists only where it is asked for.

use super::list::List;
use crate::journey::model::{ChannelMode, Model};
use crate::journey::observations::Observations;
use crate::metrics::declared::{Observed, Pooled, Totals};
use crate::metrics::{CURRENCY, ratio};
use crate::stats::Scale;

/// Time over which the share of referrals is looked at [days].
const YEAR: f64 = 365.0;

declared! {
    /// Word of mouth, a finite market, complaints as journeys.
    list VOICES = List::of(Model::has_customers);

    TOLD_PRAISE = "metrics.told_praise", "people", "people told something good of the firm in the observed period",
        Single(|s, _| Some(s.o.told[0] as f64))
        .if_any(|model, _| model.voices.is_some());
    TOLD_BLAME = "metrics.told_blame", "people", "people warned of the firm in the observed period",
        Single(|s, _| Some(s.o.told[1] as f64))
        .if_any(|model, _| model.voices.is_some());
    REFERRED_SHARE = "metrics.referred_share", "share", "newcomers brought by customers / all newcomers",
        Ratio(|s, _| {
            let [others, referred] = [0, 1].map(|i| s.o.newcomers[i].iter().sum::<u64>() as f64);
            [referred, others + referred]
        })
        .if_any(|model, _| model.voices.is_some());
    HALF_REFERRED_DAY = "metrics.half_referred_day", "d",
        "first report day at which half of the newcomers of the last 365 d were brought by customers; replications that never get there are left out",
        Single(|s, _| half_referred(s))
        .if_any(|model, _| model.voices.is_some());
    PROSPECTS_END = "metrics.prospects_end", "people", "people of the market not yet won, at the horizon",
        Single(|s, _| Some(s.o.prospects as f64))
        .if_any(|model, _| model.market_size.is_some());
    LOST_END = "metrics.lost_end", "people",
        "people who were customers and left, since day 0: market size = prospects_end + active_end + lost_end",
        Single(|s, _| Some(s.o.won as f64 - s.o.end as f64))
        .if_any(|model, _| model.market_size.is_some());
    COMPLAINTS_ACCEPTED = "metrics.complaints_accepted", "complaints",
        "complaints that ended in the observed period with an answer the customer accepted",
        Single(|s, _| Some(s.o.cases[0] as f64))
        .if_any(|model, _| model.complaints_take_time());
    COMPLAINTS_UNRESOLVED = "metrics.complaints_unresolved", "complaints",
        "complaints that ended in the observed period without such an answer",
        Single(|s, _| Some(s.o.cases[1] as f64))
        .if_any(|model, _| model.complaints_take_time())
        .less_is_better();
}

declared! {
    /// What a firm that counts formal complaints sees of its failures, and how much hangs on what answers cause.
    list PYRAMID = List::of(|model| model.has_customers() && model.complaints);

    UNHAPPY_PER_COMPLAINT = "metrics.unhappy_per_complaint", "customers",
        "incidents after which customers spoke up or kept silent / complaints made formally: how many unhappy customers stand behind each complaint that the firm registers",
        Ratio(|s, _| [s.o.unhappy as f64, s.o.formal_complaints as f64])
        .scale(Scale::Amount)
        .called("Unhappy customers per formal complaint");
    HIDDEN_LOSS_SHARE = "metrics.hidden_loss_share", "share",
        "of the customers who decided to leave when an incident was settled (incident_exits), share who had said nothing: what a firm that only hears complaints never learns",
        Ratio(|s, _| [s.o.silent_exits as f64, s.o.incident_exits as f64])
        .less_is_better()
        .called("Of those, had said nothing");
    INCIDENT_EXITS_CAUSAL_1 = "metrics.incident_exits_causal_1", "customers",
        "customers expected to leave when the incidents of this run were settled, if the whole gap between the outcomes of a complaint and silence is caused by them (causal_share; the rest is that those who complain are those who care): sum of 1 - p(stay); what follows from their staying is not in it",
        Single(|s, _| Some(s.o.lost_by_cause[0].value()))
        .scale(Scale::Amount)
        .less_is_better()
        .called("The same, if answers cause the whole gap");
    INCIDENT_EXITS_CAUSAL_HALF = "metrics.incident_exits_causal_half", "customers",
        "customers expected to leave when the incidents of this run were settled, if half of the gap between the outcomes of a complaint and silence is caused by them (causal_share; the rest is that those who complain are those who care): sum of 1 - p(stay); what follows from their staying is not in it",
        Single(|s, _| Some(s.o.lost_by_cause[1].value()))
        .scale(Scale::Amount)
        .less_is_better()
        .called("The same, if they cause half of it");
}

/// What one source costs and brings. Totals over all replications: ratios of few newcomers must not be averaged.
const SOURCE: Totals = Totals {
    name: "source",
    read: |s, source| {
        let o = &s.o.sources[source];
        let brought = o.value.sum.value() + o.given.value();
        vec![o.spent.value(), s.o.inflow[source] as f64, brought, o.time.value()]
    },
};

declared! {
    /// What a customer of one source costs, what one is worth, and how long it takes to pay.
    list SOURCES = List::of_each(Model::has_customers, |model| {
        let named = model.channels.iter().map(|channel| channel.name.clone()).enumerate();
        named.filter(|&(source, _)| model.regimes().any(|m| costs(m, source))).collect()
    });

    CAC = "metrics.cac.{}", CURRENCY,
        "acquisition cost of a customer won through \"{}\": money spent on contacts, media, gifts and rewards in the observed period / newcomers of that period",
        Pooled(Pooled { of: SOURCE, finish: |_| Box::new(|sums| ratio(sums[0], sums[1])) })
        .less_is_better()
        .called("Acquisition cost (CAC)")
        .headline(12);
    PROFIT_PER_NEWCOMER = "metrics.profit_per_newcomer.{}", CURRENCY,
        "mean lifetime value up to the horizon of those who joined through \"{}\", less the acquisition cost of one: contribution discounted to the day of joining - cac",
        Pooled(Pooled { of: SOURCE, finish: |_| Box::new(|sums| ratio(sums[2] - sums[0], sums[1])) })
        .more_is_better()
        .called("Profit of a newcomer");
    LTV_PER_CAC = "metrics.ltv_per_cac.{}", "ratio",
        "LTV / CAC of those who joined through \"{}\": mean lifetime value up to the horizon before acquisition cost, discounted to the day of joining / cac",
        Pooled(Pooled { of: SOURCE, finish: |_| Box::new(|sums| ratio(sums[2], sums[0])) })
        .scale(Scale::Real)
        .more_is_better()
        .called("Lifetime value per acquisition cost (LTV/CAC)");
    PAYBACK_DAYS = "metrics.payback_days.{}", "d",
        "days as customer that earn back the acquisition cost of one won through \"{}\": cac / (contribution per day as customer before acquisition cost, money and time discounted alike); none where they bring nothing",
        Pooled(Pooled {
            of: SOURCE,
            finish: |_| Box::new(|sums| {
                Some(ratio(sums[0], sums[1])? / ratio(sums[2], sums[3]).filter(|&per_day| per_day > 0.0)?)
            }),
        })
        .less_is_better()
        .called("Payback of a newcomer [d]");
}

declared! {
    /// Selling more to those who are there.
    list SELLING = List::of(Model::has_customers);

    CATEGORIES = "metrics.categories", "categories",
        "mean over customers of the further categories they had come to buy in when they left, or at the horizon",
        Single(|s, _| s.o.categories.mean())
        .scale(Scale::Rate { sure: 0 })
        .of(|s, _| s.o.categories.count as f64)
        .if_any(|model, _| model.sells_across());
    SALES_CONTACTS = "metrics.sales_contacts", "contacts",
        "purchases in the observed period that were used to offer more",
        Single(|s, _| Some(s.o.sales_contacts as f64))
        .if_any(|model, _| model.regimes().any(Model::offers_more));
}

declared! {
    /// Self-service by channel; that of anonymous visitors counts too.
    list SELF_SERVICE = List::of_each(|_| true, |model| {
        let channels = model.touch_channels.iter().enumerate().filter(|(_, c)| c.self_service.is_some());
        channels.map(|(at, channel)| (at, channel.name.clone())).collect()
    });

    SELF_SERVICE_ATTEMPTS = "metrics.self_service_attempts.{}", "attempts",
        "attempts of customers to serve themselves in channel \"{}\" in the observed period",
        Single(|s, channel| Some(s.o.attempts[channel].iter().sum::<u64>() as f64))
        .called("Attempts at self-service");
    SELF_SERVICE_TRANSFERS = "metrics.self_service_transfers.{}", "share",
        "attempts in channel \"{}\" that failed and went to the staff / all attempts",
        Single(|s, channel| ratio(s.o.attempts[channel][1] as f64, s.o.attempts[channel].iter().sum::<u64>() as f64))
        .of(|s, channel| s.o.attempts[channel].iter().sum::<u64>() as f64)
        .called("Vain attempts");
}

/// See `metrics.half_referred_day`.
fn half_referred(s: &Observed<'_>) -> Option<f64> {
    let every = s.model.report_every.days();
    let window = (YEAR / every).round().max(1.0) as usize;
    let Observations { newcomers: [others, referred], .. } = s.o;
    let periods = (s.model.horizon.days() / every) as usize;
    let within = |list: &[u64], period: usize| {
        list.iter().take(period + 1).skip((period + 1).saturating_sub(window)).sum::<u64>()
    };
    let first = (s.model.warm_up.days() / every) as usize + window;
    let half = |&period: &usize| {
        let (others, referred) = (within(others, period), within(referred, period));
        referred > 0 && referred >= others
    };
    (first..=periods).find(half).map(|period| period as f64 * every)
}

/// Whether a source ever costs anything.
fn costs(model: &Model, source: usize) -> bool {
    let channel = &model.channels[source];
    let contacts = matches!(channel.mode, ChannelMode::Prospects { cost_per_contact, .. } if cost_per_contact > 0.0);
    contacts || channel.cost_per_customer > 0.0 || channel.gift > 0.0 || channel.budget_per_day > 0.0
}
