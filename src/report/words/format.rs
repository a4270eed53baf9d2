//! How numbers, durations and names look to a reader.
//!
//! A mean is never printed more precisely than its interval deserves: one significant digit of the half-width,
//! two when the first is 1.

use super::names::visible;
use crate::experiment::comparison::Difference;
use crate::experiment::results::Metric;

/// Printed where nothing was measured.
pub(crate) const NOTHING: &str = "–";

/// What intervals are, said where they are shown.
pub(crate) const INTERVALS: &str = "Student t, wider for few events";

/// In place of the interval of what is the same in every replication.
const CONSTANT: &str = "no spread";

/// Names of the days of the week; day 0 is a Monday.
pub(crate) const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Power of ten of the leading digit, exact because it is read off the decimal expansion.
pub(super) fn magnitude(value: f64) -> i32 {
    let text = format!("{:e}", value.abs());
    text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

/// Last place worth printing, as a power of ten negated: 2 for hundredths, -3 for thousands.
pub(super) fn places(mean: f64, ci95: Option<[f64; 2]>) -> i32 {
    // Rounded first: a half-width of 0.0999... deserves the digits of 0.10.
    let half_width = ci95.map_or(0.0, |[low, high]| (high - low) / 2.0);
    let half_width: f64 = format!("{half_width:.1e}").parse().unwrap_or(0.0);
    let wanted = if half_width > 0.0 && half_width.is_finite() {
        let place = magnitude(half_width);
        if format!("{half_width:e}").starts_with('1') { 1 - place } else { -place }
    } else if mean != 0.0 && mean.fract() != 0.0 {
        (3 - magnitude(mean)).max(0)
    } else {
        0
    };
    wanted.clamp(-12, 6)
}

/// A number rounded to a place, which may lie left of the decimal point.
pub(super) fn rounded(value: f64, places: i32) -> String {
    if places >= 0 {
        return number(value, places as usize);
    }
    let mut unit = 1.0;
    for _ in places..0 {
        unit *= 10.0;
    }
    number((value / unit).round() * unit, 0)
}

/// A number with thousands separators and fixed decimals; huge ones in powers of ten.
pub(crate) fn number(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return NOTHING.to_string();
    }
    if value.abs() >= 1e15 {
        return format!("{value:.3e}");
    }
    let text = format!("{:.*}", decimals, value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::with_capacity(text.len() + 6);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !fraction.is_empty() {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    // A rounded zero carries no sign.
    let negative = value < 0.0 && text.chars().any(|c| c.is_ascii_digit() && c != '0');
    if negative { format!("−{grouped}") } else { grouped }
}

/// "1 customer", "2 customers".
pub(crate) fn count(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(n as f64, 0), if n == 1 { one } else { many })
}

/// A number with as many digits as a reader of a chart needs: three significant ones.
pub(crate) fn brief(value: f64) -> String {
    if value == 0.0 {
        return "0".to_string();
    }
    number(value, (2 - magnitude(value)).clamp(0, 6) as usize)
}

/// A value held against a limit: six digits, so that a miss by little is seen.
pub(crate) fn exact(value: f64) -> String {
    if value == 0.0 { "0".to_string() } else { number(value, (5 - magnitude(value)).clamp(0, 9) as usize) }
}

/// A share as a percentage with as many digits as a reader needs.
pub(crate) fn percent(share: f64) -> String {
    let value = share * 100.0;
    // All but a few are not all.
    let nearly = (99.5..100.0).contains(&value);
    let places = usize::from(nearly || value.abs() < 9.95 && value != 0.0);
    format!("{} %", number(value, places))
}

/// Factor and unit to print: shares become per cent.
pub(super) fn printed_unit(unit: &str) -> (f64, &str) {
    match unit {
        "share" | "probability" | "fraction" => (100.0, "%"),
        "share per year" => (100.0, "% per year"),
        "1" | "ratio" | "" => (1.0, ""),
        "d" => (1.0, "days"),
        other => (1.0, other),
    }
}

/// An estimate taken apart for a table: mean, interval and unit as a reader sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parts {
    /// The mean without its unit.
    pub(crate) mean: String,
    /// "[low, high]", or why there is none.
    pub(crate) interval: String,
    /// Unit as printed.
    pub(crate) unit: String,
}

/// Splits an estimate into printed parts.
pub(crate) fn parts(metric: &Metric) -> Parts {
    let (factor, unit) = printed_unit(&metric.unit);
    let unit = visible(unit, 16);
    let Some(mean) = metric.mean else {
        return Parts { mean: NOTHING.to_string(), interval: "not measured".to_string(), unit };
    };
    let ci95 = metric.ci95.map(|[low, high]| [low * factor, high * factor]);
    let places = places(mean * factor, ci95);
    let interval = match ci95 {
        Some([low, high]) => format!("[{}, {}]", rounded(low, places), rounded(high, places)),
        None => "no interval".to_string(),
    };
    let mean = rounded(mean * factor, places);
    let constant = metric.sd.is_some_and(|sd| sd <= 1e-12 * metric.mean.map_or(0.0, f64::abs));
    let exact = constant && ci95.is_some_and(|ends| ends.iter().all(|end| rounded(*end, places) == mean));
    Parts { mean, interval: if exact { CONSTANT.to_string() } else { interval }, unit }
}

/// An estimate in one line: "54.0 min [53.1, 54.9]".
pub(crate) fn estimate(metric: &Metric) -> String {
    let parts = parts(metric);
    if metric.mean.is_none() {
        return format!("{NOTHING} (not measured)");
    }
    let unit = if parts.unit.is_empty() { String::new() } else { format!(" {}", parts.unit) };
    match metric.ci95 {
        Some(_) if parts.interval == CONSTANT => format!("{}{unit}", parts.mean),
        Some(_) => format!("{}{unit} {}", parts.mean, parts.interval),
        None => format!("{}{unit} (no interval, n = {})", parts.mean, metric.n),
    }
}

/// A number with its sign: a difference without one reads as a level.
pub(crate) fn plus(text: &str) -> String {
    let zero = text.chars().all(|c| !c.is_ascii_digit() || c == '0');
    if zero || text.starts_with('−') { text.to_string() } else { format!("+{text}") }
}

/// A paired difference as an estimate.
pub(crate) fn as_metric(difference: &Difference) -> Metric {
    Metric {
        mean: difference.mean,
        ci95: difference.ci95,
        sd: difference.sd,
        n: difference.n,
        unit: difference.unit.clone(),
        definition: String::new(),
    }
}

/// Splits a paired difference into printed parts; shares become percentage points.
pub(crate) fn difference_parts(difference: &Difference) -> Parts {
    signed_parts(&as_metric(difference))
}

/// Splits an estimate that is a difference into printed parts, each number with its sign.
pub(crate) fn signed_parts(metric: &Metric) -> Parts {
    let mut parts = parts(metric);
    if metric.mean.is_some() {
        parts.mean = plus(&parts.mean);
    }
    if metric.ci95.is_some() && parts.interval != CONSTANT {
        let ends: Vec<String> = parts.interval.trim_matches(['[', ']']).split(", ").map(plus).collect();
        parts.interval = format!("[{}]", ends.join(", "));
    }
    // A difference of two shares is counted in points: "2 %" could mean 2 % of the share.
    if parts.unit == "%" || parts.unit.starts_with("% ") {
        parts.unit = parts.unit.replacen('%', "points", 1);
    }
    parts
}

/// A difference in one line: "+61,500 CNY [+40,500, +82,500]".
pub(crate) fn signed(parts: &Parts) -> String {
    if parts.mean == NOTHING {
        return format!("{NOTHING} (not measured)");
    }
    let unit = if parts.unit.is_empty() { String::new() } else { format!(" {}", parts.unit) };
    if parts.interval == CONSTANT {
        format!("{}{unit}", parts.mean)
    } else {
        format!("{}{unit} {}", parts.mean, parts.interval)
    }
}

/// A time span in words, in the largest unit that keeps it short [days in].
pub(crate) fn days(days: f64) -> String {
    let years = days / 365.0;
    let (value, unit) = if years >= 1.0 && (years * 2.0).fract().abs() < 1e-9 {
        (years, "year")
    } else if days >= 2.0 || days == 0.0 {
        (days, "day")
    } else {
        (days * 24.0, "hour")
    };
    let places = if value.fract().abs() < 1e-9 { 0 } else { 1 };
    format!("{} {unit}{}", number(value, places), if value == 1.0 { "" } else { "s" })
}

/// A wait in words, in the unit that keeps it short [min in]: "15 s", "5.0 min", "14 min", "11.4 h".
pub(crate) fn wait(minutes: f64) -> String {
    match minutes {
        m if m < 0.995 => format!("{} s", number(m * 60.0, 0)),
        m if m < 9.95 => format!("{m:.1} min"),
        m if m < 119.5 => format!("{m:.0} min"),
        m => format!("{} h", number(m / 60.0, 1)),
    }
}

/// A share with its interval, "17.0 % [16.7, 17.4]", in as many digits as the interval deserves.
pub(crate) fn share(mean: f64, ci95: Option<[f64; 2]>) -> String {
    match ci95 {
        // The same in every replication.
        Some([low, high]) if low == high => percent(mean),
        Some([low, high]) => {
            let scaled = [low * 100.0, high * 100.0];
            let places = places(mean * 100.0, Some(scaled)).clamp(0, 2) as usize;
            format!("{} % [{}, {}]", number(mean * 100.0, places), number(scaled[0], places), number(scaled[1], places))
        }
        None => percent(mean),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metric(mean: f64, half_width: f64, unit: &str) -> Metric {
        Metric {
            mean: Some(mean),
            ci95: Some([mean - half_width, mean + half_width]),
            sd: Some(half_width),
            n: 20,
            unit: unit.to_string(),
            definition: String::new(),
        }
    }

    #[test]
    fn digits_follow_the_half_width() {
        assert_eq!(estimate(&metric(54.0312, 0.93, "min")), "54.0 min [53.1, 55.0]");
        assert_eq!(estimate(&metric(54.0312, 0.14, "min")), "54.03 min [53.89, 54.17]");
        assert_eq!(estimate(&metric(66_940.31, 70.2, "CNY")), "66,940 CNY [66,870, 67,010]");
        assert_eq!(estimate(&metric(3_239_694.0, 82_579.0, "CNY")), "3,240,000 CNY [3,160,000, 3,320,000]");
        assert_eq!(estimate(&metric(0.3123, 0.0211, "share")), "31 % [29, 33]");
        assert_eq!(estimate(&metric(-0.00042, 0.0001, "1")), "−0.00042 [−0.00052, −0.00032]");
    }

    #[test]
    fn an_estimate_without_interval_says_so() {
        let mut one = metric(12.3456, 1.0, "min");
        one.ci95 = None;
        one.n = 1;
        assert_eq!(estimate(&one), "12.35 min (no interval, n = 1)");
        one.mean = None;
        assert_eq!(estimate(&one), "– (not measured)");
    }

    #[test]
    fn what_is_the_same_in_every_replication_has_no_interval() {
        let budget = metric(429_550.0, 0.0, "CNY");
        assert_eq!(estimate(&budget), "429,550 CNY");
        assert_eq!(signed(&signed_parts(&budget)), "+429,550 CNY");
        let narrow = Metric { sd: Some(0.2), ..budget };
        assert_eq!(estimate(&narrow), "429,550 CNY [429,550, 429,550]");
    }

    #[test]
    fn numbers_are_grouped_and_zero_has_no_sign() {
        assert_eq!(number(1_234_567.5, 1), "1,234,567.5");
        assert_eq!(number(-0.001, 2), "0.00");
        assert_eq!(number(999.6, 0), "1,000");
        assert_eq!(number(f64::NAN, 0), NOTHING);
        assert_eq!(brief(0.0314), "0.0314");
        assert_eq!(percent(0.0314), "3.1 %");
        assert_eq!([0.994, 0.996, 1.0].map(percent), ["99 %", "99.6 %", "100 %"], "all but a few are not all");
        assert_eq!(share(0.17042, Some([0.1668, 0.1740])), "17.0 % [16.7, 17.4]");
        assert_eq!(share(0.31, Some([0.29, 0.33])), "31 % [29, 33]");
        assert_eq!(share(1.0, Some([1.0, 1.0])), "100 %");
    }

    #[test]
    fn time_spans_use_the_largest_fitting_unit() {
        assert_eq!(days(1825.0), "5 years");
        assert_eq!(days(365.0), "1 year");
        assert_eq!(days(547.5), "1.5 years");
        assert_eq!(days(20_000.0 / 24.0), "833.3 days");
        assert_eq!(days(0.5), "12 hours");
        assert_eq!([0.254, 1.0, 14.0, 681.0].map(wait), ["15 s", "1.0 min", "14 min", "11.3 h"]);
    }
}
