//! Draws weekday by hour, or from where to where: one hue from light to dark, values printed, overload framed.

use super::frame::{Frame, SMALL, name_line, shortened, widest};
use super::scene::{GREY, PALE, Rgb, Scene, Text, WHITE, corners, hue, stroke};
use crate::report::charts::pictures::{Heat, HeatCell};

/// Height of a row [px].
const ROW: f64 = 30.0;
/// Title and hour labels above the rows [px].
const HEAD: f64 = 46.0;
/// Widest column of row names [px].
const NAMES: f64 = 210.0;
/// Numbers on light shades: on those in between, the ink of other text would be too pale.
const BLACK: Rgb = (0, 0, 0);
/// Space between panels [px].
const GAP: f64 = 16.0;

pub(super) fn height(picture: &Heat) -> f64 {
    picture.panels.len() as f64 * (head(picture) + picture.rows.len() as f64 * ROW + GAP) + 22.0
}

/// Names of places may take two lines; hours take one.
fn head(picture: &Heat) -> f64 {
    if picture.clock { HEAD } else { HEAD + 20.0 }
}

pub(super) fn draw(scene: &mut Scene, frame: Frame, picture: &Heat) {
    let names = widest(picture.rows.iter().map(String::as_str), 15.0).min(NAMES) + 12.0;
    let wide = (frame.width - names) / picture.columns.len().max(1) as f64;
    let (mut y, head) = (frame.y, head(picture));
    for panel in &picture.panels {
        scene.text(Text::new((frame.x + names, y + 14.0), 16.0, panel.title.clone()).bold());
        for (index, hour) in picture.columns.iter().enumerate() {
            let at = frame.x + names + (index as f64 + 0.5) * wide;
            let label = if picture.clock && wide > 60.0 { format!("{hour}:00") } else { hour.clone() };
            let lines = shortened(&label, (wide - 6.0, SMALL, false), if picture.clock { 1 } else { 2 });
            let first = y + head - 8.0 - (lines.len() as f64 - 1.0) * 17.0;
            for (line, words) in lines.into_iter().enumerate() {
                scene.text(Text::new((at, first + line as f64 * 17.0), SMALL, words).colour(GREY).middle());
            }
        }
        y += head;
        for (row, cells) in panel.cells.iter().enumerate() {
            let top = y + row as f64 * ROW;
            if let Some(name) = picture.rows.get(row) {
                let name = name_line(name, NAMES, 15.0);
                scene.text(Text::new((frame.x + names - 10.0, top + ROW / 2.0 + 5.0), 15.0, name).end());
            }
            for (column, cell) in cells.iter().enumerate() {
                if let Some(cell) = cell {
                    draw_cell(scene, (frame.x + names + column as f64 * wide, top), wide, cell);
                }
            }
        }
        y += picture.rows.len() as f64 * ROW + GAP;
    }
    scene.text(Text::new((frame.x + names, y + 10.0), SMALL, picture.mark.clone()).colour(GREY));
}

fn draw_cell(scene: &mut Scene, (x, y): (f64, f64), wide: f64, cell: &HeatCell) {
    let (at, size) = ((x + 1.0, y + 1.0), (wide - 2.0, ROW - 2.0));
    if cell.hatched {
        scene.rect(at, size, PALE);
        scene.hatch(&corners(at, size), ramp(0.25 + 0.5 * cell.level), 7.0, true);
        let words = Text::new((x + wide / 2.0, y + ROW / 2.0 + 5.0), SMALL, cell.text.clone());
        return scene.text(words.middle().halo());
    }
    let fill = ramp(cell.level);
    scene.rect(at, size, fill);
    if cell.marked {
        scene.frame((at.0 + 1.5, at.1 + 1.5), (size.0 - 3.0, size.1 - 3.0), stroke(hue(1), 3.0));
        let right = at.0 + size.0;
        scene.area(vec![(right - 11.0, at.1), (right, at.1), (right, at.1 + 11.0)], hue(1), 1.0);
    }
    let ink = if contrast(fill, BLACK) >= contrast(fill, WHITE) { BLACK } else { WHITE };
    scene.text(Text::new((x + wide / 2.0, y + ROW / 2.0 + 5.0), SMALL, cell.text.clone()).colour(ink).middle());
}

/// From nearly white to dark blue, evenly in lightness (CIE L*): equal steps of the value look equal.
fn ramp(level: f64) -> Rgb {
    /// Place on the ramp, by lightness, and colour.
    const STOPS: [(f64, Rgb); 4] =
        [(0.0, (239, 245, 250)), (0.235, (158, 202, 225)), (0.579, (49, 130, 189)), (1.0, (8, 48, 107))];
    let level = level.clamp(0.0, 1.0);
    let index = STOPS.windows(2).position(|pair| level <= pair[1].0).unwrap_or(STOPS.len() - 2);
    let ((low, a), (high, b)) = (STOPS[index], STOPS[index + 1]);
    let part = (level - low) / (high - low);
    let mix = |a: u8, b: u8| (f64::from(a) + part * (f64::from(b) - f64::from(a))).round() as u8;
    (mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
}

/// Relative luminance of a colour (WCAG 2, sRGB), 0..1.
fn luminance((r, g, b): Rgb) -> f64 {
    let linear = |channel: u8| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { crate::num::pow((c + 0.055) / 1.055, 2.4) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

/// Contrast of two colours (WCAG 2), 1..21.
fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lightness of a colour (CIE 1976 L*, D65), 0..100.
    fn lightness(rgb: Rgb) -> f64 {
        116.0 * luminance(rgb).cbrt() - 16.0
    }

    #[test]
    fn numbers_are_legible_on_every_shade() {
        for step in 0..=100 {
            let fill = ramp(f64::from(step) / 100.0);
            let best = contrast(fill, BLACK).max(contrast(fill, WHITE));
            assert!(best >= 4.5, "{best} on {fill:?}");
        }
    }

    #[test]
    fn equal_steps_of_the_ramp_look_equal_in_colour_and_in_grey() {
        let shades: Vec<f64> = (0..=20).map(|step| lightness(ramp(f64::from(step) / 20.0))).collect();
        let even = (shades[0] - shades[20]) / 20.0;
        for pair in shades.windows(2) {
            assert!((pair[0] - pair[1] - even).abs() < 0.25 * even, "{even}: {shades:?}");
        }
        assert!(shades[0] - shades[20] > 70.0);
    }
}
