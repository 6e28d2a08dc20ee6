use super::super::tests::check;
use crate::load::Format;

#[track_caller]
fn markdown(content: &str, expected: &[&str]) {
    check(Format::Markdown, content, expected);
}

#[test]
fn blocks() {
    markdown(
        "# Ferry returns\n\nKESSIN — The **pier** reopens,\nsaid _Ortiz_.\n\n## Costs ##\n\nSetext\n------\n\n> It is sound,\n> \
         they said.\n>\n> > Really?\n\n***\n\n```sh\nls | wc\n```\n",
        &[
            "title Ferry returns",
            "body KESSIN — The pier reopens,/said Ortiz.",
            "heading2 Costs",
            "heading2 Setext",
            "quote It is sound,/they said.",
            "quote Really?",
            "other ***",
            "other ls | wc",
        ],
    );
}

#[test]
fn lists() {
    markdown(
        "Why:\n\n- one\n- two\n  more\n  - inner *x*\n\n1. first\n\n   second\n2. third\n",
        &["body Why:", "list1 one", "list1 two/  more", "list2 inner x", "list1 first", "list1 second", "list1 third"],
    );
    markdown("- [x] done\n", &["list1 [x] done"]);
}

#[test]
fn markup_is_concealed() {
    markdown(
        "See [the pier](https://kessin.example/a_b \"t\") and ![its plan](p.png) in `code` \\*.\n",
        &["body See the pier and its plan in code *."],
    );
    markdown("**All bold.**\n", &["body All bold."]);
    markdown(
        "A <b>tag</b> and ~~struck~~ and <https://kessin.example>.\n",
        &["body A <b>tag</b> and struck and https://kessin.example."],
    );
}

#[test]
fn nothing_is_lost() {
    markdown(
        "Text[^1] and [link].\n\n[link]: https://kessin.example\n\n[^1]: A note.\n",
        &["body Text[^1] and link.", "other [link]: https://kessin.example", "body A note."],
    );
    markdown("| a | b |\n|---|---|\n| 1 | 2 |\n", &["other | a | b |", "other | 1 | 2 |"]);
    markdown("<div>\nx\n</div>\n", &["other <div>/x/</div>"]);
}

#[test]
fn front_matter() {
    let all = check(
        Format::Markdown,
        "---\ntitle: \"Ferry: returns\"\ndate: 2026-05-19T10:00\n---\n\nThe pier.\n",
        &["other ---/title: \"Ferry: returns\"/date: 2026-05-19T10:00/---", "body The pier."],
    );
    assert_eq!(all.title.unwrap().of(all.content()), "Ferry: returns");
    assert_eq!(all.date, Some(jiff::civil::date(2026, 5, 19)));
}

#[test]
fn transcripts() {
    markdown(
        "# Gaggle\n\n**MS. VANCE:** Good *morning*.\n\nAll of you.\n\n**Q** Why?\n\n**MS. VANCE**: Because.\nQ Oh.\n",
        &[
            "title Gaggle",
            "turn [MS. VANCE] Good morning.",
            "turn [MS. VANCE] All of you.",
            "turn [Q] Why?",
            "turn [MS. VANCE] Because.",
            "turn [Q] Oh.",
        ],
    );
}
