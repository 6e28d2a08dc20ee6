//! Pieces of texts whose format told the blocks.

use super::Kind;
use super::classify::Meta;
use super::label::Labels;
use super::markdown::split_at_labels;
use super::plain::Piece;
use crate::base::Span;
use crate::format::{Block, BlockKind};
use crate::load::Structure;

/// The pieces of an extracted text, and what its head says.
pub(super) fn pieces(text: &str, structure: &Structure, labels: &Labels) -> (Vec<Piece>, Meta) {
    let mut pieces = Vec::with_capacity(structure.blocks.len());
    let mut meta = Meta::default();
    for block in &structure.blocks {
        let span = Span::new(block.start as usize, block.end as usize);
        let kind = match block.kind {
            BlockKind::Title => Kind::Title,
            BlockKind::Heading => Kind::Heading,
            BlockKind::Body => Kind::Body,
            BlockKind::Quote => Kind::Quote,
            BlockKind::List => Kind::List,
            BlockKind::Row | BlockKind::Other => Kind::Other,
        };
        let body = body(text, span, block);
        if kind == Kind::Title {
            meta.title.get_or_insert(body);
        }
        let single = !span.of(text).contains('\n');
        let piece = Piece { span, body, label: None, kind, level: block.level, single, gap: true };
        if kind == Kind::Body && labels.is_transcript() {
            split_at_labels(text, piece, labels, &mut pieces);
        } else {
            pieces.push(piece);
        }
    }
    (pieces, meta)
}

/// What is told: an item without its bullet or number.
fn body(text: &str, span: Span, block: &Block) -> Span {
    if block.kind != BlockKind::List {
        return span;
    }
    let (marker, rest) = span.of(text).split_once(' ').unwrap_or_default();
    let is_marker = marker == "•" || marker.strip_suffix(['.', ')']).is_some_and(|number| number.len() <= 4);
    if is_marker && !rest.is_empty() { Span::new(span.end() - rest.len(), span.end()) } else { span }
}
