//! The rows of the event log, and their columns, each declared once: name, kind, unit, what it says, how it is read off a row.

use crate::units::SimTime;

/// One row of the log; see [`event_log_columns`] for what its fields say.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "each field is the column of its name, which has its definition")]
pub struct LogRow<'m> {
    pub replication: u64,
    pub case: String,
    pub customer: Option<String>,
    pub segment: Option<&'m str>,
    pub journey: &'m str,
    pub activity: &'m str,
    pub enabled: SimTime,
    pub start: Option<SimTime>,
    pub end: Option<SimTime>,
    pub resource: Option<&'m str>,
    pub outcome: Option<&'static str>,
    pub ending: Option<&'static str>,
    pub facts: Facts<'m>,
}

/// What a column of the log holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogKind {
    /// Whole numbers.
    Whole,
    /// Numbers.
    Number,
    /// Yes or no.
    Flag,
    /// Text.
    Text,
    /// Moments of the simulation.
    Moment,
}

/// One cell of the log.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LogValue<'r> {
    /// Nothing to say.
    Nothing,
    /// A whole number.
    Whole(u64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// Text.
    Text(&'r str),
    /// A moment of the simulation.
    Moment(SimTime),
}

/// One column of the log.
#[derive(Debug, Clone, Copy)]
pub struct LogColumn {
    /// Header.
    pub name: &'static str,
    /// What it holds.
    pub kind: LogKind,
    /// Unit; empty where there is none.
    pub unit: &'static str,
    /// What it says, in a sentence.
    pub definition: &'static str,
    /// Of all rows of a case alike.
    pub of_case: bool,
    read: for<'r, 'm> fn(&'r LogRow<'m>) -> LogValue<'r>,
}

impl LogColumn {
    /// Its cell in a row.
    #[must_use]
    pub fn read<'r>(&self, row: &'r LogRow<'_>) -> LogValue<'r> {
        (self.read)(row)
    }
}

/// All columns, in the order of the files.
pub fn event_log_columns() -> impl Iterator<Item = &'static LogColumn> {
    OF_ALL.iter().chain(OF_SOME)
}

fn text(words: Option<&str>) -> LogValue<'_> {
    words.map_or(LogValue::Nothing, LogValue::Text)
}

fn moment(at: Option<SimTime>) -> LogValue<'static> {
    at.map_or(LogValue::Nothing, LogValue::Moment)
}

const OF_ALL: &[LogColumn] = &[
    LogColumn {
        name: "replication",
        kind: LogKind::Whole,
        unit: "",
        definition: "Number of the replication, from 0.",
        of_case: true,
        read: |row| LogValue::Whole(row.replication),
    },
    LogColumn {
        name: "case",
        kind: LogKind::Text,
        unit: "",
        definition: "A visit, or what happens to a customer besides: replication, who, journey and number of the visit. Unique in the file.",
        of_case: true,
        read: |row| LogValue::Text(&row.case),
    },
    LogColumn {
        name: "customer",
        kind: LogKind::Text,
        unit: "",
        definition: "Who: `customer` or the acquisition, and the number that replay asks for; empty for anonymous visitors.",
        of_case: true,
        read: |row| text(row.customer.as_deref()),
    },
    LogColumn {
        name: "segment",
        kind: LogKind::Text,
        unit: "",
        definition: "Segment of the customer; empty for anonymous visitors.",
        of_case: true,
        read: |row| text(row.segment),
    },
    LogColumn {
        name: "journey",
        kind: LogKind::Text,
        unit: "",
        definition: "Journey of the visit; `life` for what happens to a customer besides.",
        of_case: true,
        read: |row| LogValue::Text(row.journey),
    },
    LogColumn {
        name: "activity",
        kind: LogKind::Text,
        unit: "",
        definition: "Touchpoint of the visit; in a life, the class of what happens.",
        of_case: false,
        read: |row| LogValue::Text(row.activity),
    },
    LogColumn {
        name: "enabled",
        kind: LogKind::Moment,
        unit: "",
        definition: "When the visit came to the touchpoint.",
        of_case: false,
        read: |row| LogValue::Moment(row.enabled),
    },
    LogColumn {
        name: "start",
        kind: LogKind::Moment,
        unit: "",
        definition: "Start of service; empty where there was none before the horizon.",
        of_case: false,
        read: |row| moment(row.start),
    },
    LogColumn {
        name: "end",
        kind: LogKind::Moment,
        unit: "",
        definition: "End of service, or of a wait in vain; empty for what is under way at the horizon.",
        of_case: false,
        read: |row| moment(row.end),
    },
    LogColumn {
        name: "resource",
        kind: LogKind::Text,
        unit: "",
        definition: "Resource that it queued for; empty where it queued for none.",
        of_case: false,
        read: |row| text(row.resource),
    },
    LogColumn {
        name: "outcome",
        kind: LogKind::Text,
        unit: "",
        definition: "Of a touchpoint: served, failed, reneged, baulked, broken off, or at the horizon in service, waiting. In a life: what came of it, where that is open.",
        of_case: false,
        read: |row| text(row.outcome),
    },
    LogColumn {
        name: "ending",
        kind: LogKind::Text,
        unit: "",
        definition: "How the visit ended: completed, failed, broken off, cut off; empty while it is under way.",
        of_case: true,
        read: |row| text(row.ending),
    },
];

/// Declares what some rows say besides: the fields of [`Facts`] and their columns.
macro_rules! facts {
    ($($kind:ident $name:ident $unit:literal $definition:literal;)*) => {
        /// What some rows say besides.
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct Facts<'m> {
            $(#[doc = $definition] pub $name: Option<facts!(@type $kind)>,)*
        }

        const OF_SOME: &[LogColumn] = &[$(LogColumn {
            name: stringify!($name),
            kind: LogKind::$kind,
            unit: $unit,
            definition: $definition,
            of_case: false,
            read: |row| facts!(@read $kind row.facts.$name),
        }),*];
    };
    (@type Text) => { std::borrow::Cow<'m, str> };
    (@type Whole) => { u64 };
    (@type Number) => { f64 };
    (@type Flag) => { bool };
    (@read Text $value:expr) => { text($value.as_deref()) };
    (@read $kind:ident $value:expr) => { $value.map_or(LogValue::Nothing, LogValue::$kind) };
}

facts! {
    Text visit "" "In a life: the case of the visit that it came of, if of one.";
    Text program "" "Loyalty program, where there are several.";
    Text stage "" "Hidden stage that the customer is in from now on.";
    Text hole "" "Hole by which the customer leaves, or decides to.";
    Text tier "" "Tier that the customer is in from now on.";
    Text class "" "ABC class in which the firm puts the customer.";
    Text quadrant "" "Quadrant in which the firm puts the customer.";
    Text about "" "Name of the rule, the offer, the contact, the partner or the customer brought that it has to do with.";
    Number lead "s" "Time between coming to the touchpoint and queueing for its resource: a wait of its own, steps that must be ready, an attempt without staff.";
    Number attempt "s" "Time lost by an attempt without staff that failed.";
    Flag again "" "Had to say everything again.";
    Flag enough "" "Had enough of the firm here.";
    Number performance "points" "Performance at the touchpoint, 0..10.";
    Number expected "points" "What was expected there, 0..10.";
    Number moment "" "Utility of the moment, -1..1.";
    Number amount "money" "Money: the revenue of a purchase, a fee, a compensation, a reward, what a reward costs the firm.";
    Whole categories "" "Categories bought for the first time.";
    Number units "" "Units of a program earned, spent, lost or passed on, as people count them.";
    Number balance "" "Units held afterwards.";
    Number pull "" "Pace of purchases near a goal, against an even one.";
    Number remembered "" "Remembered utility of the visit, -1..1.";
    Number memory "" "Memory of the firm after it, -1..1.";
    Number satisfaction "" "Satisfaction, 1..5.";
    Number severity "" "Severity of an incident, 0..1.";
    Number chance "" "Chance to stay after an incident, or to accept coming back.";
    Number score "" "What is answered to a survey.";
    Whole people "" "How many people are told of the firm.";
    Whole term "" "Term of the contract that begins; the first is 1.";
    Whole life "" "Life that begins; the first is 1.";
    Number away "d" "Time since leaving.";
    Whole recency "" "Class by recency, from 1.";
    Whole frequency "" "Class by frequency, from 1.";
    Whole monetary "" "Class by money, from 1.";
}
