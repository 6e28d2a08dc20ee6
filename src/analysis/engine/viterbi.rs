//! The best legal sequence of begin, inside and outside tags.

/// How many tags a scheme has for so many roles: outside, then begin and inside of each.
#[must_use]
pub const fn tags(roles: usize) -> usize {
    1 + 2 * roles
}

/// The tag that begins a role.
#[must_use]
pub const fn begin(role: usize) -> usize {
    1 + 2 * role
}

/// The role of a tag and whether it begins there; `None` outside.
#[must_use]
pub const fn role(tag: usize) -> Option<(usize, bool)> {
    match tag {
        0 => None,
        tag => Some(((tag - 1) / 2, tag % 2 == 1)),
    }
}

/// The best sequence of tags: an inside tag only follows its begin or itself. `scores` holds
/// the tags of one token after the other; `breaks` tells where nothing goes on from the token
/// before.
#[must_use]
pub fn decode(scores: &[f32], roles: usize, breaks: impl Fn(usize) -> bool) -> Vec<u8> {
    let tags = tags(roles);
    let length = scores.len() / tags;
    let mut back = vec![0_u8; length * tags];
    let mut best = vec![0.0_f32; tags];
    let mut next = vec![0.0_f32; tags];
    for (t, here) in scores.chunks_exact(tags).enumerate() {
        let top = (0..tags).max_by(|&a, &b| best[a].total_cmp(&best[b])).unwrap_or(0);
        for tag in 0..tags {
            let inside = tag > 0 && tag % 2 == 0;
            let (from, value) = if inside && (t == 0 || breaks(t)) {
                (top, f32::NEG_INFINITY)
            } else if inside {
                let from = if best[tag] >= best[tag - 1] { tag } else { tag - 1 };
                (from, best[from])
            } else {
                (top, best[top])
            };
            back[t * tags + tag] = from as u8;
            next[tag] = value + here[tag];
        }
        std::mem::swap(&mut best, &mut next);
        // Sums over long texts would lose their small differences.
        let top = best.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        best.iter_mut().for_each(|value| *value -= top);
    }
    let mut found = vec![0_u8; length];
    let mut tag = (0..tags).max_by(|&a, &b| best[a].total_cmp(&best[b])).unwrap_or(0);
    for t in (0..length).rev() {
        found[t] = tag as u8;
        tag = usize::from(back[t * tags + tag]);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inside_needs_a_beginning() {
        // Two roles: O B0 I0 B1 I1.
        let scores = [
            [0.0, -1.0, 5.0, -1.0, -1.0],
            [0.0, -1.0, 5.0, -1.0, -1.0],
            [0.0, -1.0, -9.0, -1.0, 3.0],
            [0.0, -1.0, -9.0, -9.0, 3.0],
        ]
        .concat();
        assert_eq!(decode(&scores, 2, |_| false), [1, 2, 3, 4]);
        assert_eq!(decode(&scores, 2, |t| t == 1), [0, 3, 4, 4]);
        assert_eq!(decode(&[], 2, |_| false), [0_u8; 0]);
    }
}
