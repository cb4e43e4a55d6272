//! Tests the window in the pseudo-languages: every text is localized, none is cut, and the language changes without a
//! restart.

use serde_json::json;

use crate::fixture::Fixture;
use crate::training::fill_in;
use crate::window::Window;

/// A script that returns the visible texts with plain Latin letters, which the accented pseudo-language never uses.
/// Such texts are not localized. Its arguments are the selectors and patterns of data, which is ignored.
const PLAIN: &str = r"
    const [elements, patterns] = arguments;
    const isData = (e) => elements.some((selector) => e.closest(selector));
    const found = [];
    const add = (e, text) => {
        if (!e.checkVisibility() || isData(e)) return;
        const rest = patterns.reduce((rest, pattern) => rest.replaceAll(new RegExp(pattern, 'gu'), ''), text);
        if (/[A-Za-z]{2}/.test(rest)) found.push(text.trim());
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) add(walker.currentNode.parentElement, walker.currentNode.data);
    for (const e of document.querySelectorAll('[title], [aria-label], [placeholder], [alt]'))
        for (const name of ['title', 'aria-label', 'placeholder', 'alt'])
            if (e.getAttribute(name)) add(e, e.getAttribute(name));
    return [...new Set(found)]";

/// A script that returns the visible texts that are cut off. Texts that end with an ellipsis or can be scrolled, such
/// as long names, don't count.
const CUT: &str = r"
    return [...document.querySelectorAll('button, label, legend, summary, h1, h2, h3, th, dt, p, span, li')]
        .filter((e) => e.checkVisibility() && !e.closest('.unseen') && e.clientWidth > 0)
        .filter((e) => {
            const style = getComputedStyle(e);
            if (style.overflow === 'visible' || style.textOverflow === 'ellipsis' || style.display.startsWith('inline')) return false;
            return /hidden|clip/.test(style.overflowX) && e.scrollWidth > e.clientWidth + 1;
        })
        .map((e) => e.textContent.slice(0, 60))";

/// Elements whose content is data.
const DATA: &[&str] = &[
    "kbd",
    "pre",
    "textarea",
    "option",
    "[data-testid=card]",
    "[data-testid=language]",
    ".selectable",
];

/// Patterns of data within texts: names, addresses, keys, formats and units.
const DATA_PATTERNS: &[&str] = &[
    "Clay fox",
    "clay-fox",
    "TOK",
    "sandbox",
    "JPEG|PNG|HEIC|AVIF|WebP|TIFF|UTF-8|LoRA|CLIP|T5|SHA-256",
    r"\((?:Ctrl|Alt|Shift|Esc|Del|Enter|Space)[^)]*\)",
    r"[\w.-]+/[\w.:-]+",
    r"[\w.-]+\.(?:jpg|png|txt|zip)",
    r"https?:\S*",
];

#[tokio::test]
async fn every_text_is_localized_and_none_is_cut() {
    let fixture = Fixture::new().await;
    let folder = fixture.samples("Clay fox");
    let window = fixture
        .open_with(&[("TINTYPE_PSEUDO_LANGUAGES", "1")])
        .await;
    window.sign_in(crate::fixture::TOKEN).await;
    window.drop_paths(&[&folder]).await;
    window.see("[data-testid=card]").await;
    fill_in(&window, "clay-fox").await;
    window.press("[data-testid=start]").await;
    window
        .see("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    for (language, direction) in [("en-XA", "ltr"), ("ar-XB", "rtl")] {
        set_language(&window, language).await;
        window
            .see(&format!("html[lang='{language}'][dir={direction}]"))
            .await;
        for page in ["dataset", "train", "trainings", "generate", "settings"] {
            window.go_to(page).await;
            if page == "dataset" {
                window
                    .press("[data-testid=card][data-name='beach-sunset.jpg']")
                    .await;
            }
            if page == "train" {
                window.see("[data-testid=review][data-state=ready]").await;
            }
            check(&window, language, page).await;
        }
        window.go_to("dataset").await;
        window.press("[data-testid=open-checks]").await;
        window.see("[data-testid=finding]").await;
        check(&window, language, "checks").await;
        window.press("[data-testid=open-edit]").await;
        window.see("[data-testid=edit-find]").await;
        check(&window, language, "edit-captions").await;
        window.press("[data-testid=edit-close]").await;
    }
    set_language(&window, "en").await;
    window.see("html[lang=en][dir=ltr]").await;
    window.read("[data-testid=rail-dataset]", "Dataset").await;
    window.close().await;
}

async fn set_language(window: &Window, tag: &str) {
    window.go_to("settings").await;
    window.choose("[data-testid=language]", tag).await;
    window.see(&format!("html[lang='{tag}']")).await;
    window.see("[data-state=ready]").await;
}

async fn check(window: &Window, language: &str, name: &str) {
    window.picture(&format!("{name}-{language}")).await;
    let cut = window.run(CUT, vec![]).await;
    assert_eq!(cut, json!([]), "{name} in {language}: nothing is cut");
    if language == "en-XA" {
        let plain = window
            .run(PLAIN, vec![json!(DATA), json!(DATA_PATTERNS)])
            .await;
        assert_eq!(plain, json!([]), "{name}: everything is localized");
    }
}
