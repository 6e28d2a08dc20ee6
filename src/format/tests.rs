//! Office files, books, mails and feeds, made here by hand.

use super::*;
use proptest::prelude::*;
use std::io::{Cursor, Write};

/// A container of these parts.
fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The blocks of the first article, one a line, with the first letter of their kind.
#[track_caller]
fn read(format: Format, bytes: &[u8]) -> String {
    let found = extract(format, bytes, &Limits::default()).unwrap();
    check_extract(format, bytes);
    listed(&found.articles[0])
}

fn listed(article: &Article) -> String {
    let line = |block: &Block| {
        let kind = match block.kind {
            BlockKind::Title => "T".to_owned(),
            BlockKind::Heading => format!("H{}", block.level),
            BlockKind::Body => "B".to_owned(),
            BlockKind::Quote => format!("Q{}", block.level),
            BlockKind::List => format!("L{}", block.level),
            BlockKind::Row => "R".to_owned(),
            BlockKind::Other => "O".to_owned(),
        };
        format!("{kind} {}", article.text[block.start as usize..block.end as usize].replace('\n', "/"))
    };
    article.blocks.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn said(format: Format, bytes: &[u8]) -> Vec<String> {
    let found = extract(format, bytes, &Limits::default()).unwrap();
    found.articles[0].notices.iter().map(|said| said.message.clone()).collect()
}

fn docx(body: &str) -> Vec<u8> {
    let styles = r#"<w:styles xmlns:w="w"><w:style w:styleId="T1"><w:name w:val="Title"/></w:style>
        <w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>"#;
    let document = format!(r#"<?xml version="1.0"?><w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#);
    zipped(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &document), ("word/styles.xml", styles)])
}

#[test]
fn word_shows_what_stands_when_changes_are_accepted() {
    let body = r#"<w:p><w:pPr><w:pStyle w:val="T1"/></w:pPr><w:r><w:t>Pier &amp; ferry</w:t></w:r></w:p>
        <w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:r><w:t>Costs</w:t></w:r></w:p>
        <w:p><w:r><w:t xml:space="preserve">It costs </w:t></w:r><w:del><w:r><w:delText>two</w:delText></w:r></w:del><w:ins><w:r><w:t>three</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> million,</w:t><w:br/><w:t>he said.</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>HIDDEN</w:t></w:r></w:p>
        <w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr></w:pPr><w:r><w:t>An item</w:t></w:r></w:p>
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Year</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Cost</w:t></w:r></w:p><w:p><w:r><w:t>in m</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"#;
    let bytes = docx(body);
    assert_eq!(detect(&bytes, "a.txt"), Format::Docx);
    assert_eq!(
        read(Format::Docx, &bytes),
        "T Pier & ferry\nH1 Costs\nB It costs three million,/he said.\nL2 • An item\nR Year | Cost in m"
    );
    assert_eq!(
        said(Format::Docx, &bytes),
        [
            "2 tracked changes: the text is shown as if all were accepted.",
            "1 hidden passage left out: Word would not show them."
        ]
    );
}

#[test]
fn opendocument_without_comments_and_deleted_text() {
    let content = r#"<office:document-content xmlns:office="o" xmlns:text="t"><office:automatic-styles>
        <style:style style:name="P1" style:parent-style-name="Title"/><style:style style:name="T9"><style:text-properties text:display="none"/></style:style></office:automatic-styles>
        <office:body><office:text><text:tracked-changes><text:changed-region><text:deletion><text:p>Gone</text:p></text:deletion></text:changed-region></text:tracked-changes>
        <text:p text:style-name="P1">Pier</text:p><text:h text:outline-level="2">Costs</text:h>
        <text:p>It costs<text:s/>three<office:annotation><text:p>Really?</text:p></office:annotation> million<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>In crowns.</text:p></text:note-body></text:note>.<text:span text:style-name="T9">HIDDEN</text:span></text:p>
        <text:list><text:list-item><text:p>An item</text:p></text:list-item></text:list>
        <table:table><table:table-row><table:table-cell><text:p>Year</text:p></table:table-cell><table:table-cell><text:p>Cost</text:p></table:table-cell></table:table-row></table:table>
        </office:text></office:body></office:document-content>"#;
    let bytes = zipped(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", content)]);
    assert_eq!(
        read(Format::Odt, &bytes),
        "T Pier\nH2 Costs\nB It costs three million.\nL1 • An item\nR Year | Cost\nO In crowns."
    );
    let said = said(Format::Odt, &bytes).join("\n");
    assert!(
        said.contains("1 tracked change") && said.contains("1 hidden passage") && said.contains("comments"),
        "{said}"
    );
}

const CONTAINER: &str = r#"<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>"#;

/// What bytes are is believed before what is said about them, in pages and mails.
#[test]
fn encodings_that_lie_are_seen_through() {
    let (seen, latin) = ("The mayor’s café costs €3.", b"The mayor\x92s caf\xe9 costs \x803.".to_vec());
    let mail = |charset: &str, transfer: &str, body: &[u8]| {
        let head = format!(
            "From: a@b.example\nSubject: Pier\nMIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {transfer}\n\n"
        );
        [head.as_bytes(), body].concat()
    };
    let page = |charset: &str, body: &[u8]| [format!("<meta charset={charset}><p>").as_bytes(), body].concat();
    let quoted = b"The mayor=E2=80=99s caf=C3=A9 costs =E2=82=AC3.";
    let mails = [
        mail("us-ascii", "8bit", seen.as_bytes()),
        mail("iso-8859-1", "quoted-printable", quoted),
        mail("utf-8", "8bit", &latin),
        mail("windows-1252", "8bit", &latin),
        mail("windows-1252", "base64", b"VGhlIG1heW9yknMgY2Fm6SBjb3N0cyCAMy4="),
        mail("x-none", "8bit", seen.as_bytes()),
    ];
    for mail in mails {
        assert_eq!(read(Format::Mail, &mail), format!("T Pier\nB {seen}"), "{}", String::from_utf8_lossy(&mail));
    }
    for page in [page("utf-8", &latin), page("utf-16", seen.as_bytes()), page("windows-1252", &latin)] {
        assert_eq!(read(Format::Html, &page), format!("B {seen}"));
    }
    let guessed = "It says it is in UTF-8 and is not; it was read as windows-1252, which is a guess.";
    assert_eq!(said(Format::Html, &page("utf-8", &latin)), [guessed]);
    // One damaged place makes no other encoding of it.
    let damaged = [seen.as_bytes(), &b" \xe9"[..]].concat();
    assert_eq!(read(Format::Html, &page("utf-8", &damaged)), format!("B {seen} \u{fffd}"));
}

/// A spine that names one part again and again.
#[test]
fn a_chapter_is_read_once() {
    let container = r#"<container><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>"#;
    let spine = r#"<itemref idref="a"/>"#.repeat(20_000);
    let package = format!(
        r#"<package><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine>{spine}</spine></package>"#
    );
    let chapter = "<html><body><p>The pier will reopen in May.</p></body></html>";
    let parts = [
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", container),
        ("p.opf", &package),
        ("a.xhtml", chapter),
    ];
    assert_eq!(read(Format::Epub, &zipped(&parts)), "B The pier will reopen in May.");
}

#[test]
fn books_are_read_in_the_order_of_the_spine() {
    let package = r#"<package xmlns:dc="d"><metadata><dc:title>The Pier</dc:title><dc:creator>Lena Ortiz</dc:creator><dc:date>2026-05-19</dc:date></metadata>
        <manifest><item id="b" href="text/b%20two.xhtml" media-type="application/xhtml+xml"/><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest>
        <spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></spine></package>"#;
    let page = |body: &str| {
        format!("<?xml version=\"1.0\"?><html xmlns=\"x\"><head><title/></head><body>{body}</body></html>")
    };
    let bytes = zipped(&[
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("OPS/book.opf", package),
        ("OPS/text/b two.xhtml", &page("<h1>Two</h1><p>The end.</p>")),
        ("OPS/a.xhtml", &page("<h1>One</h1><p>The start &amp; more.</p>")),
        ("OPS/nav.xhtml", &page("<nav><a href='a.xhtml'>One</a></nav>")),
    ]);
    assert_eq!(read(Format::Epub, &bytes), "T The Pier\nH1 One\nB The start & more.\nH1 Two\nB The end.");
    let meta = extract(Format::Epub, &bytes, &Limits::default()).unwrap().articles.remove(0).meta;
    assert_eq!((meta.byline.as_deref(), meta.date.as_deref()), (Some("Lena Ortiz"), Some("2026-05-19")));
}

#[test]
fn containers_are_not_believed() {
    let zeros = "0".repeat(3 << 20);
    let bomb = docx(&format!("<w:p><w:r><w:t>{zeros}</w:t></w:r></w:p>"));
    let limits = Limits { part: 1 << 20, ..Limits::default() };
    let error = extract(Format::Docx, &bomb, &limits).unwrap_err();
    assert_eq!(error.why, "it unpacks to more than 1 MiB");
    let deep = docx(&"<w:p>".repeat(2000));
    assert!(extract(Format::Docx, &deep, &Limits::default()).unwrap_err().why.contains("nested more than 512 deep"));
    let entity = zipped(&[(
        "word/document.xml",
        "<!DOCTYPE d [<!ENTITY a \"LAUGH\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]><w:p><w:r><w:t>x &a; &f;</w:t></w:r></w:p>",
    )]);
    assert_eq!(read(Format::Docx, &entity), "B x &a; &f;");
    let missing = zipped(&[("word/other.xml", "")]);
    assert!(extract(Format::Docx, &missing, &limits).unwrap_err().why.contains("missing"));
    let one = "<w:p><w:r><w:t>One</w:t></w:r></w:p>";
    let mut twice = zipped(&[("word/document.xml", one), ("word/documenX.xml", one)]);
    while let Some(at) = memchr::memmem::find(&twice, b"documenX") {
        twice[at + 7] = b't';
    }
    assert!(extract(Format::Docx, &twice, &limits).is_err());
}

const MAIL: &str = "From: \"Press Office\" <press@kessin.example>\r\nTo: desk@courier.example\r\nSubject: =?utf-8?q?Pier_=E2=80=93_news?=\r\n\
Date: Tue, 19 May 2026 08:00:00 +0200\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
The pier will reopen in May after repairs that went on for a whole\r\nyear, the mayor said.\r\n\r\n- One item\r\n- Two items\r\n\r\nOn Monday Lena wrote:\r\n> When does it\r\n> reopen?\r\n>> Soon.\r\n-- \r\nPress Office\r\n\
--b\r\nContent-Type: application/pdf; name=annex.pdf\r\nContent-Disposition: attachment; filename=annex.pdf\r\n\r\nx\r\n--b--\r\n";

#[test]
fn mails_with_quotations_and_attachments() {
    assert_eq!(
        read(Format::Mail, MAIL.as_bytes()),
        "T Pier – news\nB The pier will reopen in May after repairs that went on for a whole year, the mayor said.\n\
         L1 • One item\nL1 • Two items\nQ1 On Monday Lena wrote:\nQ1 When does it/reopen?\nQ2 Soon.\nO Press Office"
    );
    let notices = [
        "A passage of earlier mails can be unfolded; no claims are taken from there.",
        "1 attachment, not opened: annex.pdf.",
    ];
    assert_eq!(said(Format::Mail, MAIL.as_bytes()), notices);
    let meta = extract(Format::Mail, MAIL.as_bytes(), &Limits::default()).unwrap().articles.remove(0).meta;
    assert_eq!(meta.byline.as_deref(), Some("Press Office <press@kessin.example>"));
    assert_eq!(meta.date.as_deref(), Some("2026-05-19"));
    let web = "From: a@b.example\nSubject: Pier\nMIME-Version: 1.0\nContent-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n<p>The caf=E9 opens.<p style=3D'display:none'>HIDDEN words</p>";
    assert_eq!(read(Format::Mail, web.as_bytes()), "T Pier\nB The café opens.");
}

#[test]
fn each_mail_of_a_mailbox_is_an_article() {
    let mailbox = format!(
        "From a@b Tue May 19 08:00:00 2026\n{}\nFrom a@b Tue May 19 09:00:00 2026\nFrom: c@d.example\nSubject: Two\n\nThe second.\n",
        MAIL.replace("\r\n", "\n")
    );
    assert_eq!(detect(mailbox.as_bytes(), "inbox"), Format::Mbox);
    let found = extract(Format::Mbox, mailbox.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(found.articles.len(), 2);
    assert_eq!(listed(&found.articles[1]), "T Two\nB The second.");
}

#[test]
fn each_entry_of_a_feed_is_an_article() {
    let rss = "<?xml version='1.0'?><rss version='2.0' xmlns:content='c' xmlns:dc='d'><channel><title>Courier</title><item><title>Pier &amp; ferry</title><link>https://courier.example/1</link>\
        <pubDate>Tue, 19 May 2026 08:00:00 GMT</pubDate><dc:creator>Lena Ortiz</dc:creator><description>Short.</description><content:encoded><![CDATA[<p>The pier &amp; all <b>reopens</b>.</p><p hidden>HIDDEN</p>]]></content:encoded></item>\
        <item><title>Two</title><description>&lt;p&gt;The second.&lt;/p&gt;</description></item></channel></rss>";
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Courier</title><entry><title type='html'>Pier &amp;amp; ferry</title><link href='https://courier.example/1'/><updated>2026-05-19T08:00:00Z</updated>\
        <author><name>Lena Ortiz</name></author><content type='xhtml'><div><p>The pier &amp; all <b>reopens</b>.</p></div></content></entry></feed>";
    let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Courier", "items": [{"id": "1", "url": "https://courier.example/1", "title": "Pier & ferry", "date_published": "2026-05-19T08:00:00Z", "authors": [{"name": "Lena Ortiz"}], "content_html": "<p>The pier &amp; all <b>reopens</b>.</p>"}]}"#;
    for feed in [rss, atom, json] {
        assert_eq!(detect(feed.as_bytes(), "a.xml"), Format::Feed);
        assert_eq!(read(Format::Feed, feed.as_bytes()), "T Pier & ferry\nB The pier & all reopens.");
        let meta = extract(Format::Feed, feed.as_bytes(), &Limits::default()).unwrap().articles.remove(0).meta;
        assert_eq!(meta.outlet.as_deref(), Some("Courier"));
        assert_eq!(meta.byline.as_deref(), Some("Lena Ortiz"));
        assert_eq!(meta.date.as_deref(), Some("2026-05-19"));
        assert_eq!(meta.address.as_deref(), Some("https://courier.example/1"));
    }
    let found = extract(Format::Feed, rss.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(listed(&found.articles[1]), "T Two\nB The second.");
    assert_eq!(found.articles[0].notices[0].code, "hidden-text");
}

#[test]
fn limits_hold_over_all_entries() {
    let item = "<item><title>Pier</title><description>The pier reopens in May.</description></item>";
    let feed = format!("<rss><channel>{}</channel></rss>", item.repeat(100));
    let limits = Limits { text: 1000, parts: 50, ..Limits::default() };
    let found = extract(Format::Feed, feed.as_bytes(), &limits).unwrap();
    assert!(found.articles.len() < 50);
    assert!(found.articles.iter().map(|article| article.text.len()).sum::<usize>() <= 1000);
}

proptest! {
    #[test]
    fn any_mail(text in "(From: a@b\n|Subject: x\n|Content-Type: (text/html|multipart/mixed; boundary=b|message/rfc822)\n|--b\n|--b--\n|> |\n|[a-zé ]{0,9}|<p>|-- \n|--\n|On 3 May, b wrote:\n|-----Original Message-----\n|From: b\nSent: 1:00\nTo: c\n|---- Forwarded message ----\n|<blockquote type=cite>|<div id=appendonsend>|<div class=gmail_signature>|</div>|<td>){0,30}") {
        check_extract(Format::Mail, text.as_bytes());
        check_extract(Format::Mbox, format!("From a\n{text}").as_bytes());
    }

    #[test]
    fn any_feed(text in "(<(item|entry|title|link|content type='xhtml'|description|b)>|</(item|entry|title|content|description|b)>|&amp;|&x;|<!\\[CDATA\\[|\\]\\]>|[a-zé ]{0,9}){0,30}") {
        check_extract(Format::Feed, text.as_bytes());
        check_extract(Format::Feed, format!("<rss><item>{text}").as_bytes());
    }

    #[test]
    fn any_word(text in "(<w:(p|r|t|tbl|tr|tc|del|pPr|br/|vanish/)>|</w:(p|r|t|tbl|tr|tc|del|pPr)>|[a-zé ]{0,9}){0,30}") {
        check_extract(Format::Docx, &docx(&text));
    }

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200), format in 0..8usize) {
        use Format::{Docx, Epub, Feed, Html, Mail, Mbox, Odt, Pdf};
        check_extract([Html, Pdf, Docx, Odt, Epub, Mail, Mbox, Feed][format], &bytes);
        let _ = detect(&bytes, "a.html");
    }
}
