//! What is worth a look before paying, as the window shows it.

use serde::Serialize;

/// The checks of the open dataset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Checks {
    /// What was found, what matters most first; what was dismissed is not in it.
    pub findings: Vec<Finding>,
    /// The button beside the readiness line: "2 things to look at".
    pub summary: String,
    /// True while pictures are still being looked at, so that more may come.
    pub looking: bool,
    /// How many findings were dismissed.
    pub dismissed: u32,
    /// What no program can measure, from the trainer's guide.
    pub checklist: Vec<Advice>,
    /// How the images are spread.
    pub spread: Vec<Bars>,
}

/// Something worth a look.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Names it in `fix_finding` and `dismiss_finding`.
    pub id: String,
    /// What it is: "3 images are blurred".
    pub title: String,
    /// Why it matters and what to do: a sentence or two.
    pub reason: String,
    /// The images it is about, in groups that belong together.
    pub groups: Vec<Vec<u32>>,
    /// Words with how many captions have them.
    pub words: Vec<Bar>,
    /// The search that shows the images, if there is one.
    pub search: Option<String>,
    /// What its button does: "Keep the best of each".
    pub fix: Option<String>,
    /// The encodings that its captions may be in, the probable one first, for `choose_encoding`.
    pub encodings: Vec<EncodingChoice>,
}

/// An encoding that captions may be in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct EncodingChoice {
    /// Names it in `choose_encoding`.
    pub name: String,
    /// What it is for, and its name: "Western European (windows-1252)".
    pub label: String,
    /// How a part of the first caption reads in it.
    pub sample: String,
}

/// Something to look at oneself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Advice {
    /// What to look for.
    pub title: String,
    /// Why.
    pub reason: String,
}

/// A small bar chart.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Bars {
    /// What is counted: "Shape".
    pub title: String,
    /// The bars.
    pub bars: Vec<Bar>,
}

/// One bar.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Bar {
    /// What it counts.
    pub label: String,
    /// How many, in words: "12 of 15".
    pub count: String,
    /// Its length, 0 to 1.
    pub share: f32,
    /// The search that shows what it counts.
    pub search: Option<String>,
}
