//! Builds the form of the Generate page: its fields, the plan they result in, and the problems that prevent a request.

use std::sync::Arc;

use jiff::Timestamp;
use localization::{Message, message, text};
use replicate::schema::{Field, Form};

use super::plan::{GridSpec, Plan, axis_input, is_flux};
use super::versions::{self, InputSchema, TrainedVersion};
use super::{price, sheet};
use crate::error::Error;
use crate::inputs::input_field;
use crate::inputs::secret::is_secret_field;
use crate::store::batch_record::{Batch, Cell};
use crate::store::failure_record::FieldProblem;
use crate::view::{
    Account, AxisChoice, AxisKind, BatchKind, GenerateDraft, GenerateForm, InputField, KindChoice,
    LoraType, TriggerMissing, VersionChoice,
};

/// The inputs that are shown first, in the order of importance.
const MAIN: &[&str] = &[
    "aspect_ratio",
    "num_outputs",
    "lora_scale",
    "model",
    "num_inference_steps",
    "guidance_scale",
    "seed",
    "output_format",
];

/// The data that the form is built from.
pub(crate) struct FormContext {
    pub(crate) draft: GenerateDraft,
    pub(crate) account: Account,
    pub(crate) versions: Vec<TrainedVersion>,
    /// The inputs of the chosen version, once they are known.
    pub(crate) schema: Option<InputSchema>,
    /// Cells whose pictures were made, newest first.
    pub(crate) past_cells: Vec<Cell>,
    /// The newest batch that was requested with the same draft, and its cells.
    pub(crate) previous_batch: Option<(Batch, Vec<Cell>)>,
}

impl FormContext {
    pub(crate) fn form(&self) -> GenerateForm {
        let planned = self.plan(0);
        let (pictures, mut problems) = match &planned {
            Some(Ok(plan)) => (self.count_pictures(plan), Vec::new()),
            Some(Err(problems)) => (0, problems.clone()),
            None => (0, Vec::new()),
        };
        let is_valid = matches!(planned, Some(Ok(_)));
        for reported in self.reported_problems() {
            if !problems
                .iter()
                .any(|problem| problem.field == reported.field)
            {
                problems.push(reported);
            }
        }
        let cannot_press = self.cannot_press();
        let (main, more) = self.fields();
        let priced_pictures = if pictures == 0 { 1 } else { pictures };
        let is_flux = self.inputs().is_some_and(|form| is_flux(&form));
        GenerateForm {
            versions: self.version_choices(),
            reading: self.schema.is_none() && !self.draft.version.is_empty(),
            trigger: self.trigger_missing(),
            starters: self.starters(),
            main,
            more,
            problems: problems.into_iter().map(Into::into).collect(),
            kinds: kinds(),
            axes: self.axes(),
            cost: if self.inputs().is_some() {
                price::estimate(
                    priced_pictures,
                    is_flux,
                    &self.draft.version,
                    &self.past_cells,
                )
            } else {
                String::new()
            },
            press: match self.draft.kind {
                BatchKind::Sheet => text!("generation-press-sheet"),
                BatchKind::Pictures | BatchKind::Grid | BatchKind::BeforeAfter if pictures > 0 => {
                    text!("generation-press-count", count = pictures)
                }
                BatchKind::Pictures | BatchKind::Grid | BatchKind::BeforeAfter => {
                    text!("generation-press")
                }
            },
            can_press: is_valid && cannot_press.is_none(),
            cannot_press: cannot_press.map(String::from),
            draft: self.draft.clone(),
        }
    }

    /// Returns the plan with this seed or the problems of the draft, or `None` if the version's inputs are not known.
    pub(crate) fn plan(&self, seed: i64) -> Option<Result<Plan, Vec<FieldProblem>>> {
        let form = self.inputs()?;
        let spec = GridSpec {
            draft: &self.draft,
            form: &form,
            trigger: self.trigger(),
            lora_type: self.lora_type(),
            seed,
        };
        Some(spec.plan())
    }

    /// Returns the plan of the batch to request, or the first problem that prevents the request.
    pub(crate) fn valid_plan(&self, seed: i64) -> Result<Plan, Error> {
        if let Some(why) = self.cannot_press() {
            return Err(Error::CannotStart(why));
        }
        let first_problem = match self.plan(seed) {
            Some(Ok(plan)) => return Ok(plan),
            Some(Err(problems)) => problems.into_iter().next().map(|problem| problem.message),
            None => None,
        };
        Err(Error::CannotStart(
            first_problem.unwrap_or_else(|| message!("generation-inputs-unknown")),
        ))
    }

    fn inputs(&self) -> Option<Arc<Form>> {
        self.schema.as_ref()?.as_ref().ok().cloned()
    }

    fn count_pictures(&self, plan: &Plan) -> u32 {
        let pictures_of = |input: &serde_json::Map<String, serde_json::Value>| {
            let requested = input.get("num_outputs").and_then(serde_json::Value::as_u64);
            let default_count = || {
                let form = self.inputs()?;
                form.field("num_outputs")?.default.as_ref()?.as_u64()
            };
            requested.or_else(default_count).unwrap_or(1)
        };
        let total: u64 = plan.cells.iter().map(|cell| pictures_of(&cell.input)).sum();
        u32::try_from(total).unwrap_or(u32::MAX)
    }

    fn cannot_press(&self) -> Option<Message> {
        match (&self.account, &self.schema) {
            (Account::SignedOut { .. }, _) => Some(message!("generation-sign-in-first")),
            _ if self.draft.version.is_empty() => Some(message!("generation-no-version")),
            (_, Some(Err(why))) => Some(why.clone()),
            (_, None) => Some(message!("generation-loading-inputs")),
            (Account::Checking | Account::SignedIn { .. }, Some(Ok(_))) => None,
        }
    }

    /// Returns the problems that the service reported when the same draft was last submitted.
    fn reported_problems(&self) -> Vec<FieldProblem> {
        let cells = self.previous_batch.iter().flat_map(|(_, cells)| cells);
        cells
            .filter_map(|cell| Some(cell.step.failure()?.fields.clone()))
            .flatten()
            .collect()
    }

    fn trained(&self) -> Option<&TrainedVersion> {
        let chosen = &self.draft.version;
        self.versions.iter().find(|known| known.value == *chosen)
    }

    fn trigger(&self) -> Option<&str> {
        self.trained()?.trigger.as_deref()
    }

    fn lora_type(&self) -> LoraType {
        self.trained()
            .map_or(LoraType::Subject, |trained| trained.lora_type.into())
    }

    fn version_choices(&self) -> Vec<VersionChoice> {
        let now = Timestamp::now();
        let known = self.versions.iter();
        let mut choices: Vec<VersionChoice> = known
            .map(|trained| versions::choice(trained, now))
            .collect();
        if !self.draft.version.is_empty() && self.trained().is_none() {
            choices.insert(
                0,
                VersionChoice {
                    value: self.draft.version.clone(),
                    label: text!(
                        "generation-version-from-picture",
                        version = versions::name(&self.draft.version)
                    ),
                },
            );
        }
        choices
    }

    fn trigger_missing(&self) -> Option<TriggerMissing> {
        let word = self.trigger()?;
        let prompt = self.draft.prompt.trim();
        let needs_trigger = match self.draft.kind {
            BatchKind::Pictures | BatchKind::BeforeAfter => true,
            BatchKind::Grid => {
                let changes = AxisKind::Prompt;
                self.draft.across.what != changes && self.draft.down.what != changes
            }
            BatchKind::Sheet => false,
        };
        if !needs_trigger || prompt.is_empty() || dataset::trigger::contains(prompt, word) {
            return None;
        }
        Some(TriggerMissing {
            sentence: text!("generation-trigger-missing", word = word),
            press: text!("generation-trigger-add", word = word),
            prompt: dataset::trigger::insert(prompt, word),
        })
    }

    fn starters(&self) -> Vec<String> {
        let word = self.trigger().unwrap_or("TOK");
        let prompts = sheet::starters(self.lora_type());
        prompts
            .iter()
            .map(|prompt| sheet::insert_trigger(prompt, word))
            .collect()
    }

    /// Returns the inputs that are shown first, and the further inputs except the prompt.
    fn fields(&self) -> (Vec<InputField>, Vec<InputField>) {
        let Some(form) = self.inputs() else {
            return (Vec::new(), Vec::new());
        };
        let to_input_field = |field: &Field| {
            let typed = self.draft.inputs.get(&field.name);
            input_field(field, typed.map_or("", String::as_str))
        };
        let main = MAIN
            .iter()
            .filter(|name| !self.is_set_by_batch(&form, name))
            .filter_map(|name| form.field(name))
            .map(to_input_field);
        let more = form.fields.iter().filter(|field| {
            !MAIN.contains(&field.name.as_str())
                && field.name != "prompt"
                // Secret inputs are left out: they must not be stored, but a waiting cell is a record in the store.
                && !is_secret_field(field)
        });
        (main.collect(), more.map(to_input_field).collect())
    }

    /// Returns whether the page leaves out one of the [`MAIN`] inputs because the batch sets it: a test sheet sets all
    /// of them, compared cells have one picture each, and an axis sets the values of its input.
    fn is_set_by_batch(&self, form: &Form, input: &str) -> bool {
        let changes = |kind: AxisKind| axis_input(form, kind) == Some(input);
        match self.draft.kind {
            BatchKind::Pictures => false,
            BatchKind::Sheet => true,
            BatchKind::BeforeAfter => input == "num_outputs",
            BatchKind::Grid => {
                input == "num_outputs"
                    || changes(self.draft.across.what)
                    || changes(self.draft.down.what)
            }
        }
    }

    fn axes(&self) -> Vec<AxisChoice> {
        let form = self.inputs();
        let choice = |value, label, hint, default_text| AxisChoice {
            value,
            label,
            hint,
            default_text,
        };
        let versions: Vec<&str> = self.chosen_version_first().take(2).collect();
        let word = self.trigger().unwrap_or("TOK");
        let prompts = sheet::starters(self.lora_type());
        let prompts: Vec<String> = prompts
            .iter()
            .map(|prompt| sheet::insert_trigger(prompt, word))
            .collect();
        let numbers = || text!("generation-axis-numbers-hint");
        let all = [
            choice(
                AxisKind::Nothing,
                text!("generation-axis-nothing"),
                String::new(),
                String::new(),
            ),
            choice(
                AxisKind::Scale,
                text!("generation-axis-scale"),
                numbers(),
                "0.4, 0.7, 1, 1.3".to_owned(),
            ),
            choice(
                AxisKind::Version,
                text!("generation-axis-version"),
                text!("generation-axis-version-hint"),
                versions.join("\n"),
            ),
            choice(
                AxisKind::Steps,
                text!("generation-axis-steps"),
                numbers(),
                "8, 16, 28, 40".to_owned(),
            ),
            choice(
                AxisKind::Guidance,
                text!("generation-axis-guidance"),
                numbers(),
                "1.5, 2.5, 3.5, 5".to_owned(),
            ),
            choice(
                AxisKind::Prompt,
                text!("generation-axis-prompt"),
                text!("generation-axis-prompt-hint"),
                prompts.join("\n"),
            ),
            choice(
                AxisKind::Seed,
                text!("generation-axis-seed"),
                numbers(),
                "1, 2, 3, 4".to_owned(),
            ),
        ];
        let has = |kind: AxisKind| match kind {
            AxisKind::Nothing | AxisKind::Version => true,
            AxisKind::Scale
            | AxisKind::Steps
            | AxisKind::Guidance
            | AxisKind::Prompt
            | AxisKind::Seed => form
                .as_ref()
                .is_some_and(|form| axis_input(form, kind).is_some()),
        };
        all.into_iter().filter(|axis| has(axis.value)).collect()
    }

    /// Returns the chosen version, then the others, newest first.
    fn chosen_version_first(&self) -> impl Iterator<Item = &str> {
        let chosen = self.draft.version.as_str();
        let other_versions = self
            .versions
            .iter()
            .map(|trained| trained.value.as_str())
            .filter(move |value| *value != chosen);
        std::iter::once(chosen).chain(other_versions)
    }
}

fn kinds() -> Vec<KindChoice> {
    let choice = |value, label, explanation| KindChoice {
        value,
        label,
        explanation,
    };
    vec![
        choice(
            BatchKind::Pictures,
            text!("generation-kind-pictures"),
            text!("generation-kind-pictures-explanation"),
        ),
        choice(
            BatchKind::Grid,
            text!("generation-kind-grid"),
            text!("generation-kind-grid-explanation"),
        ),
        choice(
            BatchKind::BeforeAfter,
            text!("generation-kind-before-after"),
            text!("generation-kind-before-after-explanation"),
        ),
        choice(
            BatchKind::Sheet,
            text!("sheet-name"),
            text!("generation-kind-sheet-explanation"),
        ),
    ]
}
