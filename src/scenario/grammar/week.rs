//! The week: timetables, opening hours and peak hours.
//!
//! Day 0 is a Monday, 00:00; a week has 10,080 minutes. A timetable is a list of changes; each level holds until the next change, over
//! midnight and over the end of the week. A day that is named follows its own entries only.

/// Minutes in a day.
pub const DAY: u32 = 24 * 60;
/// Minutes in a week.
pub const WEEK: u32 = 7 * DAY;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Levels over a week.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Timetable {
    /// Minute of the week and the level from then on; the first at minute 0, minutes rising, levels changing.
    pub changes: Vec<(u32, f64)>,
}

impl Timetable {
    /// The level at a minute of the week.
    pub fn level(&self, minute: u32) -> f64 {
        let after = self.changes.partition_point(|(from, _)| *from <= minute % WEEK);
        after.checked_sub(1).and_then(|at| self.changes.get(at)).map_or(0.0, |(_, level)| *level)
    }

    /// The mean level over the week.
    pub fn mean(&self) -> f64 {
        let ends = self.changes.iter().skip(1).map(|(from, _)| *from).chain([WEEK]);
        self.changes.iter().zip(ends).map(|((from, level), end)| level * f64::from(end - from)).sum::<f64>()
            / f64::from(WEEK)
    }

    /// Makes a timetable of entries that each hold until the next, around the end of the week; `named` entries rule their days alone.
    pub fn from_entries(entries: &[Entry]) -> Self {
        let mut week: Vec<(u32, f64)> = Vec::new();
        for day in 0..7_u32 {
            let today = |entry: &&Entry| entry.days & (1 << day) != 0;
            let own = entries.iter().filter(today).any(|entry| entry.named);
            let ruling = entries.iter().filter(today).filter(|entry| entry.named == own);
            week.extend(ruling.map(|entry| (day * DAY + entry.minute, entry.level)));
        }
        week.sort_by_key(|(minute, _)| *minute);
        if let (Some(&(first, _)), Some(&(_, last))) = (week.first(), week.last())
            && first > 0
        {
            week.insert(0, (0, last));
        }
        week.dedup_by(|next, before| next.1 == before.1);
        Self { changes: week }
    }
}

/// One entry of a timetable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// The days it holds for, Monday in bit 0.
    pub days: u8,
    /// Whether days were named.
    pub named: bool,
    /// From which minute of the day.
    pub minute: u32,
    /// The level.
    pub level: f64,
}

/// Reads `"08:00"` or `"sat-sun 08:00"`: days, whether they were named, and the minute of the day.
///
/// # Errors
///
/// What is wrong, in words.
pub fn read_start(text: &str) -> Result<(u8, bool, u32), String> {
    let (days, named, time) = split_days(text)?;
    let minute = read_time(time)?;
    if minute == DAY {
        return Err("an entry starts at 23:59 at the latest".to_owned());
    }
    Ok((days, named, minute))
}

/// Reads `"10:00-11:30"` or `"mon-fri 10:00-11:30"`: days, whether they were named, first minute, end.
///
/// # Errors
///
/// What is wrong, in words.
pub fn read_window(text: &str) -> Result<(u8, bool, u32, u32), String> {
    let (days, named, window) = split_days(text)?;
    let (from, to) = window.split_once('-').ok_or_else(|| "expected two times, such as \"10:00-11:30\"".to_owned())?;
    let (from, to) = (read_time(from.trim())?, read_time(to.trim())?);
    if from >= to {
        return Err(
            "it must end after it starts; write a night as two windows, to \"24:00\" and from \"00:00\"".to_owned()
        );
    }
    Ok((days, named, from, to))
}

/// Reads a time of day, `"00:00"` to `"24:00"`, as a minute.
///
/// # Errors
///
/// What is wrong, in words.
pub fn read_time(text: &str) -> Result<u32, String> {
    let wrong = || "not a time of day; write \"08:00\"".to_owned();
    let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
    let digits = |part: &str| {
        (part.len() <= 2 && !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
    let (hour, minute) =
        (digits(hour).ok_or_else(wrong)?, digits(minute).filter(|_| minute.len() == 2).ok_or_else(wrong)?);
    if minute > 59 || hour > 24 || (hour == 24 && minute > 0) {
        return Err("a time of day runs from \"00:00\" to \"24:00\"".to_owned());
    }
    Ok(hour * 60 + minute)
}

/// Reads days: `"mon-fri"`, `"sat"`, `"mon,wed-fri"`, `"daily"`; Monday in bit 0.
///
/// # Errors
///
/// What is wrong, in words.
pub fn read_days(text: &str) -> Result<u8, String> {
    if text == "daily" {
        return Ok(0b111_1111);
    }
    let mut days = 0;
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (read_day(first)?, read_day(last)?);
        let mut day = first;
        loop {
            days |= 1 << day;
            if day == last {
                break;
            }
            day = (day + 1) % 7;
        }
    }
    Ok(days)
}

fn read_day(text: &str) -> Result<usize, String> {
    let name = text.trim().to_ascii_lowercase();
    DAYS.iter().position(|day| *day == name).ok_or_else(|| {
        "not a day; write `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`, or a range such as `mon-fri`".to_owned()
    })
}

fn split_days(text: &str) -> Result<(u8, bool, &str), String> {
    match text.trim().split_once(' ') {
        Some((days, rest)) if !rest.trim_start().starts_with('-') => Ok((read_days(days)?, true, rest.trim())),
        _ => Ok((0b111_1111, false, text.trim())),
    }
}

/// Joins windows of days and minutes into rising, separate stretches of the week.
pub fn stretches(windows: &[(u8, u32, u32)]) -> Vec<(u32, u32)> {
    let mut all: Vec<(u32, u32)> = Vec::new();
    for &(days, from, to) in windows {
        for day in (0..7_u32).filter(|day| days & (1 << day) != 0) {
            all.push((day * DAY + from, day * DAY + to));
        }
    }
    all.sort_unstable();
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for (from, to) in all {
        match joined.last_mut() {
            Some((_, end)) if *end >= from => *end = (*end).max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// Names a minute of the week, such as `tue 09:30`.
pub fn name_minute(minute: u32) -> String {
    let day = DAYS[(minute / DAY % 7) as usize];
    format!("{day} {:02}:{:02}", minute % DAY / 60, minute % 60)
}

/// Names hours of the week, such as `mon-fri 10:00-12:00, sat 09:00-10:00`.
pub fn name_hours(hours: &[u32]) -> String {
    let mut stretches: Vec<(u32, u32, u8)> = Vec::new();
    for day in 0..7_u32 {
        let mut today: Vec<u32> = hours.iter().filter(|hour| **hour / 24 == day).map(|hour| hour % 24).collect();
        today.sort_unstable();
        let mut at = 0;
        while at < today.len() {
            let mut end = at;
            while end + 1 < today.len() && today[end + 1] == today[end] + 1 {
                end += 1;
            }
            let (from, to) = (today[at], today[end] + 1);
            match stretches
                .iter_mut()
                .find(|(f, t, days)| (*f, *t) == (from, to) && days & (1 << (day.max(1) - 1)) != 0)
            {
                Some((_, _, days)) => *days |= 1 << day,
                None => stretches.push((from, to, 1 << day)),
            }
            at = end + 1;
        }
    }
    let named: Vec<String> =
        stretches.iter().map(|(from, to, days)| format!("{} {from:02}:00-{to:02}:00", name_days(*days))).collect();
    named.join(", ")
}

fn name_days(days: u8) -> String {
    let set: Vec<usize> = (0..7).filter(|day| days & (1 << day) != 0).collect();
    match set.as_slice() {
        [] => String::new(),
        [one] => DAYS[*one].to_owned(),
        [first, .., last] => format!("{}-{}", DAYS[*first], DAYS[*last]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(entries: &[(&str, f64)]) -> Timetable {
        let read = |(text, level): &(&str, f64)| {
            let (days, named, minute) = read_start(text).expect("valid");
            Entry { days, named, minute, level: *level }
        };
        Timetable::from_entries(&entries.iter().map(read).collect::<Vec<_>>())
    }

    #[test]
    fn a_named_day_follows_its_own_entries_only() {
        let staff = table(&[
            ("00:00", 2.0),
            ("08:00", 10.0),
            ("18:00", 6.0),
            ("22:00", 2.0),
            ("sat-sun 08:00", 5.0),
            ("sat-sun 22:00", 2.0),
        ]);
        assert_eq!(staff.level(9 * 60), 10.0);
        assert_eq!(staff.level(4 * DAY + 19 * 60), 6.0);
        assert_eq!(staff.level(5 * DAY + 9 * 60), 5.0);
        assert_eq!(staff.level(5 * DAY + 18 * 60), 5.0);
        assert_eq!(staff.level(5 * DAY), 2.0, "before its first entry, the last of the day before");
        let week = (5.0 * (2.0 * 8.0 + 10.0 * 10.0 + 6.0 * 4.0 + 2.0 * 2.0) + 2.0 * (2.0 * 10.0 + 5.0 * 14.0)) / 168.0;
        assert!((staff.mean() - week).abs() < 1e-12);
    }

    #[test]
    fn a_day_without_entries_carries_on() {
        let staff = table(&[("tue-fri 08:00", 1.0), ("tue-fri 18:00", 3.0)]);
        assert_eq!(staff.level(0), 3.0);
        assert_eq!(staff.level(DAY + 9 * 60), 1.0);
        assert_eq!(staff.level(6 * DAY), 3.0);
    }

    #[test]
    fn an_entry_holds_until_the_next_over_midnight_and_over_the_end_of_the_week() {
        let nights = table(&[("mon-fri 22:00", 2.0), ("tue-sat 06:00", 0.0)]);
        assert_eq!(nights.changes[..3], [(0, 0.0), (22 * 60, 2.0), (DAY + 6 * 60, 0.0)]);
        assert!((nights.mean() * 168.0 - 2.0 * 40.0).abs() < 1e-9);
        let over_the_end = table(&[("sun 22:00", 3.0), ("mon 06:00", 1.0)]);
        assert_eq!([0, 6 * 60, 6 * DAY, 6 * DAY + 22 * 60].map(|m| over_the_end.level(m)), [3.0, 1.0, 1.0, 3.0]);
        let late = table(&[("08:00", 1.0), ("22:00", 2.0), ("sat 10:00", 5.0)]);
        assert_eq!([5 * DAY + 9 * 60, 6 * DAY, 0].map(|m| late.level(m)), [2.0, 5.0, 2.0]);
    }

    #[test]
    fn times_and_days_are_read() {
        assert_eq!(read_time("24:00"), Ok(DAY));
        assert!(read_time("24:01").is_err() && read_time("8:5").is_err() && read_time("x").is_err());
        assert_eq!(read_days("sat-mon"), Ok(0b110_0001));
        assert_eq!(read_days("mon,wed-fri"), Ok(0b001_1101));
        assert_eq!(read_window("mon-fri 10:00-11:30"), Ok((0b001_1111, true, 600, 690)));
        assert!(read_window("22:00-06:00").is_err());
    }

    #[test]
    fn hours_are_named_for_people() {
        assert_eq!(name_hours(&[10, 11, 34, 35, 58, 59]), "mon-wed 10:00-12:00");
        assert_eq!(stretches(&[(1, 540, 600), (1, 600, 660), (2, 0, 60)]), vec![(540, 660), (DAY, DAY + 60)]);
    }
}
