//! Tests the window in the pseudo-languages: every text is localized, no text is cut off, and the language changes
//! without a restart.

use serde_json::json;

use crate::fixture::Fixture;
use crate::training::train;
use crate::window::Window;

/// A script that returns the visible texts that are not localized: those with plain Latin consonants, which the
/// accented pseudo-language never uses. The script's arguments are selectors and patterns of data. The data is ignored.
const UNLOCALIZED_TEXTS: &str = r"
    const [elements, patterns] = arguments;
    const isData = (e) => elements.some((selector) => e.closest(selector));
    const found = [];
    const add = (e, text) => {
        if (!e.checkVisibility() || isData(e)) return;
        const rest = patterns.reduce((rest, pattern) => rest.replaceAll(new RegExp(pattern, 'gu'), ''), text);
        if (/[B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]/.test(rest)) found.push(text.trim());
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) add(walker.currentNode.parentElement, walker.currentNode.data);
    for (const e of document.querySelectorAll('[title], [aria-label], [placeholder], [alt]'))
        for (const name of ['title', 'aria-label', 'placeholder', 'alt'])
            if (e.getAttribute(name)) add(e, e.getAttribute(name));
    return [...new Set(found)]";

/// A script that returns the visible texts that are cut off. Texts that end with an ellipsis or can be scrolled, such
/// as long names, don't count.
const CUT_OFF_TEXTS: &str = r"
    return [...document.querySelectorAll('button, label, legend, summary, h1, h2, h3, th, dt, p, span, li')]
        .filter((e) => e.checkVisibility() && !e.closest('.unseen') && e.clientWidth > 0)
        .filter((e) => {
            const style = getComputedStyle(e);
            if (e.localName === 'button' && e.scrollWidth > e.clientWidth + 1) return true;
            if (style.overflow === 'visible' || style.textOverflow === 'ellipsis' || style.display.startsWith('inline')) return false;
            return /hidden|clip/.test(style.overflowX) && e.scrollWidth > e.clientWidth + 1;
        })
        .map((e) => e.textContent.slice(0, 60))";

/// Selectors of elements whose content is data.
const DATA: &[&str] = &[
    "kbd",
    "pre",
    "textarea",
    ".caption-well",
    "option",
    "[data-testid=card]",
    "[data-testid=language]",
    "[data-testid=starter]",
    ".quick-fields",
    ".avatar",
    ".selectable",
];

/// Patterns of data within texts: names, addresses, searches, keys, formats and units.
const DATA_PATTERNS: &[&str] = &[
    "Clay fox",
    "clay-fox",
    "TOK",
    "[Ss]andbox(?: account)?",
    "my-first-model",
    "input_images|trigger_word|lora_type|^subject$",
    "JPEG|PNG|HEIC|AVIF|WebP|TIFF|UTF-8|LoRA|CLIP|T5|SHA-256",
    r"\((?:Ctrl|Alt|Shift|Esc|Del|Enter|Space|[A-Z\[\]])[^)]*\)",
    r"^(?:Alt|Ctrl)\+\S+$",
    r"-?(?:is|has|ratio):\S+",
    r"[0-9a-f]{8,}",
    r"[\w.-]+/[\w.:-]+",
    r"[\w.-]+\.(?:jpg|png|txt|zip)",
    r"\.safetensors",
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
    window.wait_for("[data-testid=card]").await;
    train(&window, "clay-fox").await;
    let mut faults = Vec::new();
    for (language, direction) in [("en-XA", "ltr"), ("ar-XB", "rtl")] {
        set_language(&window, language).await;
        window
            .wait_for(&format!("html[lang='{language}'][dir={direction}]"))
            .await;
        for page in ["dataset", "train", "trainings", "generate", "settings"] {
            window.go_to(page).await;
            if page == "dataset" {
                window
                    .press("[data-testid=card][data-name='beach-sunset.jpg']")
                    .await;
            }
            if page == "train" {
                window
                    .wait_for("[data-testid=review][data-state=ready]")
                    .await;
            }
            collect_faults(&window, language, page, &mut faults).await;
        }
        window.go_to("dataset").await;
        window.press("[data-testid=open-checks]").await;
        window.wait_for("[data-testid=finding]").await;
        collect_faults(&window, language, "checks", &mut faults).await;
        window.press("[data-testid=open-edit]").await;
        window
            .wait_for("[data-testid=edit-sentence]:not(:empty)")
            .await;
        collect_faults(&window, language, "edit-captions", &mut faults).await;
        window.press("[data-testid=edit-close]").await;
    }
    set_language(&window, "en").await;
    window.wait_for("html[lang=en][dir=ltr]").await;
    window
        .wait_for_text("[data-testid=rail-dataset]", "Dataset")
        .await;
    window.close().await;
    assert!(faults.is_empty(), "{faults:#?}");
}

async fn set_language(window: &Window, tag: &str) {
    window.go_to("settings").await;
    window.choose("[data-testid=language]", tag).await;
    window.wait_for(&format!("html[lang='{tag}']")).await;
    window.wait_for("[data-state=ready]").await;
}

/// Takes a screenshot, and adds the faults of the visible texts to `faults`.
async fn collect_faults(window: &Window, language: &str, name: &str, faults: &mut Vec<String>) {
    window
        .screenshot_unchecked(&format!("{name}-{language}"))
        .await;
    let beyond = window.elements_beyond_sides().await;
    let cut = window.run(CUT_OFF_TEXTS, vec![]).await;
    let plain = if language == "en-XA" {
        let data = vec![json!(DATA), json!(DATA_PATTERNS)];
        window.run(UNLOCALIZED_TEXTS, data).await
    } else {
        json!([])
    };
    let found = [
        ("beyond the window", beyond),
        ("cut", cut),
        ("not localized", plain),
    ];
    for (fault, texts) in found.into_iter().filter(|(_, texts)| *texts != json!([])) {
        faults.push(format!("{name} in {language}: {fault}: {texts}"));
    }
}
