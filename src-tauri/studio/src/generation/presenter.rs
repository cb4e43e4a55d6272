//! Converts batches, their cells and pictures to the types that the page shows.

use jiff::Timestamp;
use localization::{Message, text};
use serde_json::{Map, Value};

use super::waiting::Waiting;
use super::{price, versions};
use crate::formatting::ago;
use crate::inputs::secret;
use crate::store::batch_record::{Batch, Cell, Picture, Step, model_name};
use crate::store::draft_record::{AxisKind, BatchKind};
use crate::training::price::billing_sentence;
use crate::view::{self, CellState};

/// Returns the page's view of a batch.
pub(crate) fn batch_view(
    batch: &Batch,
    cells: &[Cell],
    pictures: &[Picture],
    waiting: impl Fn(&Cell) -> Waiting,
    thumb_base: &str,
    sequence: u32,
) -> view::Batch {
    let cell_views: Vec<view::Cell> = cells
        .iter()
        .map(|cell| {
            let cell_pictures: Vec<view::Picture> = pictures
                .iter()
                .filter(|picture| picture.cell == cell.id)
                .map(|picture| picture_view(picture, cell, thumb_base))
                .collect();
            cell_view(batch, cell, cell_pictures, waiting(cell))
        })
        .collect();
    view::Batch {
        id: batch.id.clone(),
        sequence,
        kind: batch.kind.into(),
        model: model_name(&batch.version).to_owned(),
        title: title(batch),
        about: format!(
            "{} · {}",
            versions::name(&batch.version),
            ago(batch.created_at, Timestamp::now())
        ),
        status: status(cells, pictures),
        rows: batch.rows.iter().map(Message::to_string).collect(),
        columns: batch.columns.iter().map(Message::to_string).collect(),
        running: cells.iter().any(|cell| !cell.has_ended()),
        cells: cell_views,
    }
}

fn title(batch: &Batch) -> String {
    let prompt = batch.draft.prompt.trim();
    let draft = &batch.draft;
    match batch.kind {
        BatchKind::Grid if [draft.across.what, draft.down.what].contains(&AxisKind::Prompt) => {
            text!("generation-title-prompts")
        }
        BatchKind::Sheet => text!("sheet-name"),
        BatchKind::Pictures | BatchKind::Grid | BatchKind::BeforeAfter => prompt.to_owned(),
    }
}

fn status(cells: &[Cell], pictures: &[Picture]) -> String {
    let expected: u32 = cells.iter().map(Cell::pictures).sum();
    let count = |is: fn(&Step) -> bool| cells.iter().filter(|cell| is(&cell.step)).count();
    let failed = count(|step| matches!(step, Step::Failed { .. }));
    let canceled = count(|step| matches!(step, Step::Canceled { .. }));
    let running = cells.iter().any(|cell| !cell.has_ended());
    let mut parts = vec![if running {
        text!(
            "generation-status-progress",
            here = pictures.len(),
            all = expected
        )
    } else {
        text!("generation-status-pictures", count = pictures.len())
    }];
    if failed > 0 {
        parts.push(text!("generation-status-failed", count = failed));
    }
    if canceled > 0 {
        parts.push(text!("generation-status-canceled", count = canceled));
    }
    parts.extend(price::billed_time(cells));
    parts.join(" · ")
}

fn cell_view(
    batch: &Batch,
    cell: &Cell,
    pictures: Vec<view::Picture>,
    waiting: Waiting,
) -> view::Cell {
    let (state, status) = match &cell.step {
        Step::Unconfirmed { .. } if waiting.in_doubt => {
            (CellState::Unconfirmed, text!("generation-cell-doubt"))
        }
        _ if cell.cancel && !cell.has_ended() => {
            (CellState::Running, text!("generation-cell-canceling"))
        }
        Step::Waiting => (CellState::Waiting, text!("generation-cell-waiting")),
        Step::Submitting { .. } | Step::Running { .. } => {
            (CellState::Running, text!("generation-cell-generating"))
        }
        Step::Unconfirmed { .. } => (CellState::Running, text!("generation-cell-checking")),
        Step::Fetching { .. } => (CellState::Running, text!("generation-cell-downloading")),
        Step::Done { .. } => (CellState::Done, String::new()),
        Step::Failed { .. } => (CellState::Failed, text!("generation-cell-failed")),
        Step::Canceled { .. } => (CellState::Canceled, text!("generation-cell-canceled")),
    };
    let failure = cell.step.failure().cloned();
    view::Cell {
        id: cell.id.clone(),
        row: cell.row,
        column: cell.column,
        caption: (batch.kind == BatchKind::Sheet).then(|| cell.prompt().to_owned()),
        state,
        status,
        retry_message: waiting.retry_message.map(String::from),
        note: withheld_note(cell, pictures.len()).or_else(|| billing_note(cell)),
        failure: failure.map(Into::into),
        expected: cell.pictures(),
        shape: shape(&cell.input),
        pictures,
    }
}

/// Returns a sentence about the billing of a cell that failed or was canceled.
fn billing_note(cell: &Cell) -> Option<String> {
    match &cell.step {
        Step::Failed { billing, .. } | Step::Canceled { billing } => {
            Some(billing_sentence(*billing, None))
        }
        Step::Waiting
        | Step::Submitting { .. }
        | Step::Unconfirmed { .. }
        | Step::Running { .. }
        | Step::Fetching { .. }
        | Step::Done { .. } => None,
    }
}

/// Returns a sentence if the safety check withheld some of several pictures, which the service does not report.
fn withheld_note(cell: &Cell, fetched: usize) -> Option<String> {
    let made = match &cell.step {
        Step::Done { made, .. } => *made,
        Step::Waiting
        | Step::Submitting { .. }
        | Step::Unconfirmed { .. }
        | Step::Running { .. }
        | Step::Fetching { .. }
        | Step::Failed { .. }
        | Step::Canceled { .. } => return None,
    };
    let missing = cell.pictures().saturating_sub(made);
    (missing > 0 && fetched > 0).then(|| text!("generation-held-back", count = missing))
}

/// Returns the requested width divided by the height, so that the layout does not jump when the picture arrives.
fn shape(input: &Map<String, Value>) -> f64 {
    let number = |name: &str| input.get(name).and_then(Value::as_f64);
    let ratio = input.get("aspect_ratio").and_then(Value::as_str);
    let parsed = ratio.and_then(|ratio| {
        let (across, down) = ratio.split_once(':')?;
        Some(across.parse::<f64>().ok()? / down.parse::<f64>().ok()?)
    });
    let sides = || Some(number("width")? / number("height")?);
    parsed
        .or_else(sides)
        .filter(|shape| shape.is_finite() && *shape > 0.0)
        .unwrap_or(1.0)
}

fn picture_view(picture: &Picture, cell: &Cell, thumb_base: &str) -> view::Picture {
    let input = cell.input_of(picture);
    let mut settings = vec![view::ReviewedInput {
        name: "version".to_owned(),
        value: cell.version.clone(),
    }];
    settings.extend(secret::review_inputs(&input));
    let value = |name: &str| input.get(name).map(Value::to_string);
    let about: Vec<String> = [
        value("seed").map(|value| text!("generation-picture-seed", value = value)),
        value("lora_scale").map(|value| text!("generation-picture-scale", value = value)),
        value("num_inference_steps").map(|value| text!("generation-picture-steps", value = value)),
        value("guidance_scale").map(|value| text!("generation-picture-guidance", value = value)),
    ]
    .into_iter()
    .flatten()
    .collect();
    view::Picture {
        id: picture.id,
        small: format!("{thumb_base}made/{}/small", picture.id),
        whole: format!("{thumb_base}made/{}/whole", picture.id),
        width: picture.width,
        height: picture.height,
        favourite: picture.favourite,
        prompt: cell.prompt().to_owned(),
        about: about.join(" · "),
        settings,
    }
}
