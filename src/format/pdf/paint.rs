//! Where text is drawn, in which colour, and what lies behind it.

/// A rectangle, in points from the lower left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) low: f64,
    pub(super) right: f64,
    pub(super) high: f64,
}

impl Area {
    pub(super) fn between(x: f64, y: f64, other_x: f64, other_y: f64) -> Self {
        Self { left: x.min(other_x), low: y.min(other_y), right: x.max(other_x), high: y.max(other_y) }
    }

    /// What of it is in the other.
    pub(super) fn cut(&self, other: &Self) -> Self {
        Self {
            left: self.left.max(other.left),
            low: self.low.max(other.low),
            right: self.right.min(other.right),
            high: self.high.min(other.high),
        }
    }

    /// The smallest that holds both.
    fn join(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            low: self.low.min(other.low),
            right: self.right.max(other.right),
            high: self.high.max(other.high),
        }
    }

    /// Whether a point is in it, or so near its edge.
    pub(super) fn has(&self, x: f64, y: f64, slack: f64) -> bool {
        x >= self.left - slack && x <= self.right + slack && y >= self.low - slack && y <= self.high + slack
    }
}

/// `[a b c d e f]` as PDF writes it.
pub(super) type Matrix = [f64; 6];

const SAME: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First this, then that.
fn times(this: &Matrix, that: &Matrix) -> Matrix {
    let [a, b, c, d, e, f] = this;
    let [g, h, i, j, k, l] = that;
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

fn place(x: f64, y: f64, by: &Matrix) -> (f64, f64) {
    (x * by[0] + y * by[2] + by[4], x * by[1] + y * by[3] + by[5])
}

/// A colour, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colour {
    /// The paper's.
    White,
    /// Any other, and what is not known.
    Other,
}

/// How numbers are colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// Light is added: all ones are white.
    Light,
    /// Ink is added: all zeros are white.
    Ink,
    /// Patterns, palettes, single inks.
    Other,
}

impl Space {
    /// By the name that PDF gives it.
    pub(super) fn named(name: &[u8]) -> Self {
        match name {
            b"DeviceGray" | b"DeviceRGB" | b"CalGray" | b"CalRGB" | b"ICCBased" | b"G" | b"RGB" => Self::Light,
            b"DeviceCMYK" | b"CMYK" => Self::Ink,
            _ => Self::Other,
        }
    }

    fn colour(self, numbers: &[f64]) -> Colour {
        // Profiles of four numbers are of inks.
        let ink = self == Self::Ink || numbers.len() == 4;
        let white = match self {
            Self::Other => false,
            _ if numbers.is_empty() => false,
            _ if ink => numbers.iter().all(|part| *part <= 0.03),
            _ => numbers.iter().all(|part| *part >= 0.97),
        };
        if white { Colour::White } else { Colour::Other }
    }
}

/// What `q` keeps and `Q` gives back.
#[derive(Clone, Debug)]
pub(super) struct State {
    matrix: Matrix,
    clip: Area,
    mode: u8,
    pub(super) font: bool,
    pub(super) alpha: f64,
    pub(super) space: Space,
    pub(super) fill: Colour,
    leading: f64,
    line: f64,
}

/// What has been painted so far.
#[derive(Debug)]
pub(super) struct Paint {
    pub(super) state: State,
    saved: Vec<State>,
    /// Where the line of text begins.
    text: Matrix,
    /// The rectangles of the path, in points; all of it, where it is none.
    path: Vec<Area>,
    crooked: bool,
    clips: bool,
    /// What was filled, the last above the others.
    filled: Vec<(Area, Colour)>,
    /// The page.
    pub(super) clip: Area,
}

/// Filled places that are remembered: what is more is taken for a picture over everything.
const MOST: usize = 1000;
/// Saved states.
const NESTING: usize = 1000;
/// Points: lines and rules are no grounds.
const THIN: f64 = 3.0;
const EVERYWHERE: Area = Area { left: -1e9, low: -1e9, right: 1e9, high: 1e9 };

impl Default for Paint {
    fn default() -> Self {
        let state = State {
            matrix: SAME,
            clip: EVERYWHERE,
            mode: 0,
            font: false,
            alpha: 1.0,
            space: Space::Light,
            fill: Colour::Other,
            leading: 0.0,
            line: 1.0,
        };
        Self {
            state,
            saved: Vec::new(),
            text: SAME,
            path: Vec::new(),
            crooked: false,
            clips: false,
            filled: Vec::new(),
            clip: EVERYWHERE,
        }
    }
}

impl Paint {
    pub(super) fn depth(&self) -> usize {
        self.saved.len()
    }

    pub(super) fn save(&mut self) {
        self.saved.push(self.state.clone());
    }

    pub(super) fn restore(&mut self) {
        if let Some(state) = self.saved.pop() {
            self.state = state;
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.saved.len() > NESTING
    }

    /// The operators that place text.
    pub(super) fn text(&mut self, operator: &str, numbers: &[f64]) {
        match (operator, numbers) {
            ("BT" | "ET", _) => self.text = SAME,
            ("cm", [a, b, c, d, e, f]) => self.state.matrix = times(&[*a, *b, *c, *d, *e, *f], &self.state.matrix),
            ("Tm", [a, b, c, d, e, f]) => self.text = [*a, *b, *c, *d, *e, *f],
            ("Td", [x, y]) => self.text = times(&[1.0, 0.0, 0.0, 1.0, *x, *y], &self.text),
            ("TD", [x, y]) => {
                self.state.leading = -y;
                self.text = times(&[1.0, 0.0, 0.0, 1.0, *x, *y], &self.text);
            }
            ("T*", _) => self.text = times(&[1.0, 0.0, 0.0, 1.0, 0.0, -self.state.leading], &self.text),
            ("TL", [leading]) => self.state.leading = *leading,
            _ => {}
        }
    }

    /// Colours, paths, and what is done with them.
    pub(super) fn other(&mut self, operator: &str, numbers: &[f64]) {
        match (operator, numbers) {
            ("Tr", [mode]) => self.state.mode = mode.clamp(0.0, 255.0) as u8,
            ("w", [width]) => self.state.line = *width,
            ("g" | "rg" | "k", _) => {
                self.state.space = if operator == "k" { Space::Ink } else { Space::Light };
                self.state.fill = self.state.space.colour(numbers);
            }
            ("sc" | "scn", _) => self.state.fill = self.state.space.colour(numbers),
            ("re", [x, y, wide, high]) => {
                let turned = self.state.matrix[1] != 0.0 || self.state.matrix[2] != 0.0;
                self.crooked |= turned && (self.state.matrix[0] != 0.0 || self.state.matrix[3] != 0.0);
                self.point(*x, *y, *wide, *high);
            }
            ("m" | "l", [x, y]) => self.corner(*x, *y),
            ("c", [.., x, y]) | ("v" | "y", [.., x, y]) => self.corner(*x, *y),
            ("W" | "W*", _) => self.clips = true,
            ("f" | "F" | "f*" | "B" | "B*" | "b" | "b*", _) => {
                let colour = if self.crooked || self.state.alpha < 1.0 { Colour::Other } else { self.state.fill };
                let path = std::mem::take(&mut self.path);
                path.iter().for_each(|area| self.fill(*area, colour, THIN));
                self.end(&path);
            }
            ("S" | "s", _) => {
                // A line may be as broad as a bar.
                let path = std::mem::take(&mut self.path);
                let scale = self.state.matrix[0].abs().max(self.state.matrix[1].abs());
                let half = self.state.line * scale / 2.0;
                if half > THIN {
                    for area in &path {
                        let broad = Area {
                            left: area.left - half,
                            low: area.low - half,
                            right: area.right + half,
                            high: area.high + half,
                        };
                        self.fill(broad, Colour::Other, THIN);
                    }
                }
                self.end(&path);
            }
            ("n", _) => {
                let path = std::mem::take(&mut self.path);
                self.end(&path);
            }
            _ => {}
        }
    }

    fn point(&mut self, x: f64, y: f64, wide: f64, high: f64) {
        let (left, low) = place(x, y, &self.state.matrix);
        let (right, top) = place(x + wide, y + high, &self.state.matrix);
        if self.path.len() < MOST {
            self.path.push(Area::between(left, low, right, top));
        }
    }

    /// A point of a path that is no rectangle: its surroundings are taken.
    fn corner(&mut self, x: f64, y: f64) {
        let (x, y) = place(x, y, &self.state.matrix);
        self.crooked = true;
        let point = Area::between(x, y, x, y);
        match self.path.last_mut() {
            Some(area) => *area = area.join(point),
            None => self.path.push(point),
        }
    }

    fn end(&mut self, path: &[Area]) {
        if std::mem::take(&mut self.clips) {
            let around = path.iter().copied().reduce(Area::join);
            self.state.clip = around.map_or(self.state.clip, |around| self.state.clip.cut(&around));
        }
        self.crooked = false;
    }

    fn fill(&mut self, area: Area, colour: Colour, least: f64) {
        let area = area.cut(&self.state.clip).cut(&self.clip);
        if area.right - area.left < least || area.high - area.low < least {
            return;
        }
        if self.filled.len() >= MOST {
            self.filled = vec![(EVERYWHERE, Colour::Other)];
        } else {
            self.filled.push((area, colour));
        }
    }

    /// Draws a picture: a square of the size of one.
    pub(super) fn picture(&mut self) {
        let path = std::mem::take(&mut self.path);
        self.point(0.0, 0.0, 1.0, 1.0);
        let areas = std::mem::replace(&mut self.path, path);
        areas.iter().for_each(|area| self.fill(*area, Colour::Other, 0.0));
    }

    /// Shades all that is not clipped away.
    pub(super) fn shade(&mut self) {
        self.fill(EVERYWHERE, Colour::Other, 0.0);
    }

    /// Whether text is drawn in the mode that draws nothing.
    pub(super) fn is_unpainted(&self) -> bool {
        matches!(self.state.mode, 3 | 7)
    }

    /// Whether text is as white as the ground on which it begins, or clear as glass.
    pub(super) fn is_lost(&self) -> bool {
        if !matches!(self.state.mode, 0 | 4) {
            return false;
        }
        let [.., x, y] = times(&self.text, &self.state.matrix);
        let behind = self.filled.iter().rev().find(|(area, _)| area.has(x, y, 2.0)).map(|(_, colour)| *colour);
        self.state.alpha < 0.02 || self.state.fill == Colour::White && behind.unwrap_or(Colour::White) == Colour::White
    }
}
