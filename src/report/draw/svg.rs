//! A scene as SVG: real text in the reader's fonts, a title and a description for those who cannot see it.

use std::fmt::Write;

use super::scene::{Anchor, INK, Rgb, Scene, Shape, Stroke, Text, Xy};

/// Fonts a reader may have, for any script. The first three have the widths the layout was measured with.
pub(crate) const FONT_FAMILY: &str = "Arial, Helvetica, 'Liberation Sans', 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', \
     'Microsoft YaHei', 'WenQuanYi Zen Hei', sans-serif";

/// Text escaped for HTML and XML, inside and outside of attributes. Characters XML forbids become U+FFFD.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if c.is_control() && !matches!(c, '\t' | '\n') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// The scene as a complete SVG document without XML declaration, ready for a file or for a page.
pub(crate) fn draw(scene: &Scene) -> String {
    let mut svg = String::new();
    let id = escape(&scene.id);
    let size = format!("{:.0} {:.0}", scene.width, scene.height);
    // Writing to a string cannot fail.
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size}\" width=\"{:.0}\" height=\"{:.0}\" role=\"img\" \
         aria-labelledby=\"{id}-title {id}-desc\" font-family=\"{}\" fill=\"{}\" \
         stroke-linejoin=\"round\">\n<title id=\"{id}-title\">{}</title>\n\
         <desc id=\"{id}-desc\">{}</desc>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        scene.width,
        scene.height,
        escape(FONT_FAMILY),
        hex(INK),
        escape(&scene.title),
        escape(&scene.description)
    );
    let mut shapes = scene.shapes.iter().peekable();
    while let Some(shape) = shapes.next() {
        let Shape::Line { points, stroke } = shape else {
            write_shape(&mut svg, shape);
            continue;
        };
        // Neighbouring lines of one look, as hatching is, are one path.
        let mut lines = path(points);
        while let Some(Shape::Line { points, .. }) = shapes.next_if(|next| is_line(next, *stroke)) {
            lines.push_str(&path(points));
        }
        write_lines(&mut svg, &lines, *stroke);
    }
    svg.push_str("</svg>\n");
    svg
}

fn is_line(shape: &Shape, look: Stroke) -> bool {
    matches!(shape, Shape::Line { stroke, .. } if *stroke == look)
}

fn write_lines(svg: &mut String, lines: &str, stroke: Stroke) {
    let _ = write!(
        svg,
        "<path d=\"{lines}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"",
        hex(stroke.rgb),
        stroke.width
    );
    if let Some((on, off)) = stroke.dash {
        let _ = write!(svg, " stroke-dasharray=\"{on} {off}\"");
    }
    svg.push_str("/>\n");
}

fn write_shape(svg: &mut String, shape: &Shape) {
    let _ = match shape {
        Shape::Area { points, rgb, opacity } => {
            let _ = write!(svg, "<path d=\"{}Z\" fill=\"{}\"", path(points), hex(*rgb));
            if *opacity < 1.0 {
                let _ = write!(svg, " fill-opacity=\"{opacity}\"");
            }
            writeln!(svg, "/>")
        }
        Shape::Line { points, stroke } => return write_lines(svg, &path(points), *stroke),
        Shape::Disc { at, radius, fill, stroke } => writeln!(
            svg,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"{}\"/>",
            coordinate(at.0),
            coordinate(at.1),
            radius,
            hex(*fill),
            hex(stroke.rgb),
            stroke.width
        ),
        Shape::Text(text) => write_text(svg, text),
    };
}

fn write_text(svg: &mut String, text: &Text) -> std::fmt::Result {
    let anchor = match text.anchor {
        Anchor::Start => "",
        Anchor::Middle => " text-anchor=\"middle\"",
        Anchor::End => " text-anchor=\"end\"",
    };
    let weight = if text.bold { " font-weight=\"bold\"" } else { "" };
    let halo = if text.halo { " stroke=\"#fff\" stroke-width=\"4\" paint-order=\"stroke\"" } else { "" };
    // The ink is that of the whole picture.
    let fill = if text.rgb == INK { String::new() } else { format!(" fill=\"{}\"", hex(text.rgb)) };
    writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\" font-size=\"{}\"{fill}{anchor}{weight}{halo}>{}</text>",
        coordinate(text.at.0),
        coordinate(text.at.1),
        text.size,
        escape(&text.content)
    )
}

/// Upright and level pieces need one number each.
fn path(points: &[Xy]) -> String {
    let mut path = String::with_capacity(points.len() * 12);
    let mut before: Option<(String, String)> = None;
    for (x, y) in points {
        let (x, y) = (coordinate(*x), coordinate(*y));
        let _ = match &before {
            None => write!(path, "M{x} {y}"),
            Some(last) if last.1 == y => write!(path, "H{x}"),
            Some(last) if last.0 == x => write!(path, "V{y}"),
            Some(_) => write!(path, "L{x} {y}"),
        };
        before = Some((x, y));
    }
    path
}

/// A tenth of a pixel is enough, and keeps the page small.
fn coordinate(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_string)
}

fn hex((r, g, b): Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::draw::scene::stroke;

    #[test]
    fn markup_in_text_is_escaped_everywhere() {
        let evil = "<script>\"'&\u{1b}]]>";
        let mut scene = Scene {
            id: evil.to_string(),
            title: evil.to_string(),
            description: evil.to_string(),
            width: 10.0,
            height: 10.0,
            shapes: Vec::new(),
        };
        scene.text(Text::new((1.0, 1.0), 14.0, evil));
        let svg = draw(&scene);
        assert!(!svg.contains("<script") && !svg.contains('\u{1b}') && !svg.contains("]]>"), "{svg}");
        assert_eq!(svg.matches("&lt;script&gt;").count(), 7);
    }

    #[test]
    fn neighbouring_lines_of_one_look_are_one_path() {
        let mut scene = Scene {
            id: "x".to_string(),
            title: String::new(),
            description: String::new(),
            width: 10.0,
            height: 10.0,
            shapes: Vec::new(),
        };
        for (at, width) in [(1.0, 2.0), (2.0, 2.0), (3.0, 1.0)] {
            scene.line(vec![(at, 0.0), (at, 9.0)], stroke(INK, width));
        }
        let svg = draw(&scene);
        assert!(svg.contains("d=\"M1 0V9M2 0V9\""), "{svg}");
        assert_eq!(svg.matches("<path").count(), 2);
    }

    #[test]
    fn a_picture_says_what_it_is() {
        let mut scene = Scene {
            id: "x".to_string(),
            title: "Finding".to_string(),
            description: "In words".to_string(),
            width: 10.0,
            height: 20.0,
            shapes: Vec::new(),
        };
        scene.line(vec![(0.04, 1.0), (2.5, 3.26)], stroke(INK, 2.0));
        let svg = draw(&scene);
        assert!(svg.contains("role=\"img\" aria-labelledby=\"x-title x-desc\""));
        assert!(svg.contains("<title id=\"x-title\">Finding</title>"));
        assert!(svg.contains("<desc id=\"x-desc\">In words</desc>"));
        assert!(svg.contains("d=\"M0 1L2.5 3.3\""), "{svg}");
    }
}
