//! How long the stages take: `cargo bench`, or `cargo bench -- view` for one of them.
//!
//! Texts are made from the briefings that come with the program, repeated with other names
//! and figures, so that no stage can profit from having seen a paragraph before.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use onrecord::analysis::{Analysis, analyse};
use onrecord::app::play::Play;
use onrecord::command::Key;
use onrecord::config::{Config, Theme};
use onrecord::document::{Document, parse};
use onrecord::load::samples::SAMPLES;
use onrecord::load::{Format, Origin, Text, decode};
use onrecord::view::grid::Grid;
use onrecord::view::{Look, draw};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

const KB: usize = 1 << 10;
const MB: usize = 1 << 20;

fn main() {
    divan::main();
}

/// News of about so many bytes.
fn news(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 4 * KB);
    for round in 0.. {
        for line in SAMPLES.iter().flat_map(|sample| sample.content.lines()) {
            if text.len() >= bytes {
                return text;
            }
            let other = line
                .replace("Hale", ["Hale", "Brandt", "Okoye", "Lindqvist"][round % 4])
                .replace("Ortiz", ["Ortiz", "Moreau", "Tanaka"][round % 3])
                .replace("12 million", &format!("{} million", 7 + round % 90))
                .replace("May", ["May", "June", "October"][round % 3]);
            text.push_str(&other);
            text.push('\n');
        }
    }
    text
}

fn document(bytes: usize) -> Arc<Document> {
    Arc::new(parse(Arc::new(Text::from_string("news.txt", Origin::Stdin, news(bytes)))))
}

/// Documents that were understood once, since that takes longer than what is measured.
fn understood(bytes: usize) -> (Arc<Document>, Arc<Analysis>) {
    type Known = Mutex<HashMap<usize, (Arc<Document>, Arc<Analysis>)>>;
    static KNOWN: LazyLock<Known> = LazyLock::new(Known::default);
    let mut known = KNOWN.lock().expect("no bench panics");
    let (document, analysis) = known.entry(bytes).or_insert_with(|| {
        let document = document(bytes);
        let analysis = Arc::new(analyse(&document));
        (document, analysis)
    });
    (Arc::clone(document), Arc::clone(analysis))
}

/// An app in the middle of an article of so many bytes.
fn reading(bytes: usize) -> Play {
    let (document, analysis) = understood(bytes);
    let mut play = Play::new(Config::default(), (120, 40));
    let middle = document.content().len() / 2;
    let hash = document.text.hash;
    play.event(onrecord::app::Event::Opened { document, resume: Some(middle), claim: None });
    play.event(onrecord::app::Event::Analysed(hash, analysis, true));
    play
}

#[divan::bench(args = [4 * KB, MB, 10 * MB], sample_count = 10)]
fn load(bencher: Bencher, bytes: usize) {
    let text = news(bytes).into_bytes();
    bencher.counter(BytesCount::new(text.len())).with_inputs(|| text.clone()).bench_values(|bytes| {
        let decoded = decode(bytes).expect("it is text");
        let text = decoded.into_text("news.txt", Origin::Stdin, Format::Plain).expect("it is text");
        parse(Arc::new(text))
    });
}

#[divan::bench(args = [4 * KB, MB, 10 * MB], sample_count = 3, sample_size = 1)]
fn analysis(bencher: Bencher, bytes: usize) {
    let document = document(bytes);
    bencher.counter(BytesCount::new(document.content().len())).bench(|| analyse(black_box(&document)));
}

/// A key press, without drawing.
#[divan::bench(args = [4 * KB, 10 * MB], consts = ['l', 'j', ' '], sample_count = 50, sample_size = 10)]
fn update<const KEY: char>(bencher: Bencher, bytes: usize) {
    let mut play = reading(bytes);
    bencher.bench_local(|| play.key(black_box(Key::char(KEY))));
}

/// A key press that stores something: the whole way there and back, without a disk.
#[divan::bench(args = [4 * KB, 10 * MB], sample_count = 20, sample_size = 10)]
fn mark(bencher: Bencher, bytes: usize) {
    let mut play = reading(bytes);
    let mut statuses = ['1', '2'].into_iter().cycle();
    bencher.bench_local(|| play.key(Key::char(statuses.next().unwrap_or('1'))));
}

/// Drawing the whole screen.
#[divan::bench(args = [4 * KB, 10 * MB], sample_count = 50, sample_size = 10)]
fn view(bencher: Bencher, bytes: usize) {
    let play = reading(bytes);
    let look = Look { theme: Theme::built_in("dark").unwrap_or_else(Theme::plain), ascii: false };
    let (mut grid, mut before) = (Grid::new(120, 40), Grid::new(120, 40));
    bencher.bench_local(|| {
        grid.follow(&mut before);
        draw(black_box(&play.app), &look, &mut grid)
    });
}

/// Two thousand marks of an article of 1 MB, of which every third sentence was edited.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn anchors(bencher: Bencher) {
    use onrecord::annotation::{Target, versions::Versions};
    use onrecord::base::{Hash, Span};
    let old = news(MB);
    let mut new = String::with_capacity(2 * old.len());
    for (number, sentence) in old.split_inclusive(". ").enumerate() {
        new.push_str(if number % 3 == 0 { "Reportedly, " } else { "" });
        new.push_str(sentence);
    }
    let starts: Vec<usize> = old.match_indices(". ").map(|(at, _)| at + 2).collect();
    let hash = Hash::of(old.as_bytes());
    let targets: Vec<Target> = (0..2000)
        .filter_map(|number| {
            let from = *starts.get(number * starts.len() / 2000)?;
            let to = old[from..].find(". ").map_or(old.len(), |at| from + at);
            Some(Target::new(&old, hash, &[Span::new(from, to)]))
        })
        .collect();
    bencher.counter(BytesCount::new(old.len())).bench(|| {
        let versions = Versions::new(black_box(&old), &new, Hash::of(new.as_bytes()));
        targets.iter().filter(|target| !versions.find(target).1.is_empty()).count()
    });
}
