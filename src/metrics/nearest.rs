//! Suggestions for a path that is none.

/// The most similar of some paths; `metrics.` may be left out of what was asked for.
#[must_use]
pub fn nearest<'p>(paths: impl Iterator<Item = &'p str>, asked: &str) -> Option<&'p str> {
    let full = format!("metrics.{asked}");
    let similar = |path: &str| strsim::jaro_winkler(path, asked).max(strsim::jaro_winkler(path, &full));
    paths.map(|path| (path, similar(path))).max_by(|a, b| a.1.total_cmp(&b.1)).map(|(path, _)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_suggested_with_or_without_its_first_word() {
        let near = |asked| nearest(["metrics.npv", "metrics.ltv", "resources.desk.delay_min"].into_iter(), asked);
        assert_eq!(near("nvp"), Some("metrics.npv"));
        assert_eq!(near("metrics.ltw"), Some("metrics.ltv"));
        assert_eq!(near("resources.desk.delays"), Some("resources.desk.delay_min"));
        assert_eq!(nearest([].into_iter(), "npv"), None);
    }
}
