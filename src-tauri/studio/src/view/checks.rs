//! The checks before a training, as the window shows them.

use serde::Serialize;

/// The checks of the open dataset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Checks {
    /// The findings, the most important first, without the dismissed ones.
    pub findings: Vec<Finding>,
    /// The label of the button beside the readiness line: "2 suggestions".
    pub summary: String,
    /// True while images are still being analysed, so that more findings may follow.
    pub looking: bool,
    /// The number of dismissed findings.
    pub dismissed: u32,
    /// Advice on training images that no program can check.
    pub checklist: Vec<Advice>,
    /// Charts of the distribution of the images.
    pub spread: Vec<Bars>,
}

/// A possible problem of the dataset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The finding's id, for `fix_finding` and `dismiss_finding`.
    pub id: String,
    /// The title: "3 images are blurred".
    pub title: String,
    /// One or two sentences on why the problem matters and what to do about it.
    pub reason: String,
    /// The ids of the images concerned, in groups that belong together.
    pub groups: Vec<Vec<u32>>,
    /// The words concerned, each with the number of captions that contain it.
    pub words: Vec<Bar>,
    /// The search that shows the images, if there is one.
    pub search: Option<String>,
    /// The label of the button that fixes the problem: "Keep the best of each". None if the app can't fix it.
    pub fix: Option<String>,
    /// The possible encodings of the captions concerned, the most probable first, for `choose_encoding`. Empty for
    /// findings that are not about an encoding.
    pub encodings: Vec<EncodingChoice>,
}

/// An encoding that captions may be in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct EncodingChoice {
    /// The encoding's name, for `choose_encoding`.
    pub name: String,
    /// The languages or scripts of the encoding, and its name: "Western European (windows-1252)".
    pub label: String,
    /// A part of one of the captions, decoded with this encoding.
    pub sample: String,
}

/// A point that the person has to check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Advice {
    /// The point to check.
    pub title: String,
    /// The reason.
    pub reason: String,
}

/// A small bar chart.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Bars {
    /// The property that is counted: "Shape".
    pub title: String,
    /// The bars.
    pub bars: Vec<Bar>,
}

/// One bar.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub struct Bar {
    /// The label of the counted property or word.
    pub label: String,
    /// The count in words: "12 of 15".
    pub count: String,
    /// The length of the bar, 0 to 1.
    pub share: f32,
    /// The search for the counted images, if there is one.
    pub search: Option<String>,
}
