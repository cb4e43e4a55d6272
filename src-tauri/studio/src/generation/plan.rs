//! Lays out a batch as a table: its cells, their rows and columns, and the input of each.

use localization::{Message, message};
use replicate::VersionName;
use replicate::schema::{Field, Form};
use serde_json::{Map, Value, json};

use super::field_id::field_id;
use super::sheet;
use crate::formatting::short_version;
use crate::inputs::parse_value;
use crate::store::failure_record::FieldProblem;
use crate::view::{AxisDraft, AxisKind, BatchKind, GenerateDraft, LoraType};

/// The maximum number of cells in a grid, which limits the cost of a typing error.
const MAX_CELLS: usize = 64;

/// The plan of a batch.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    pub(crate) rows: Vec<Message>,
    pub(crate) columns: Vec<Message>,
    pub(crate) cells: Vec<PlannedCell>,
}

/// One cell of a plan.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlannedCell {
    pub(crate) row: u32,
    pub(crate) column: u32,
    /// `owner/name:version`.
    pub(crate) version: String,
    pub(crate) input: Map<String, Value>,
}

/// The data that a plan is made from.
pub(crate) struct GridSpec<'a> {
    pub(crate) draft: &'a GenerateDraft,
    pub(crate) form: &'a Form,
    pub(crate) trigger: Option<&'a str>,
    pub(crate) lora_type: LoraType,
    /// The seed of all cells if the person gave none. A test sheet has its own seed.
    pub(crate) seed: i64,
}

/// One value on an axis.
struct AxisValue {
    name: Message,
    change: Change,
}

enum Change {
    Nothing,
    Version(String),
    Input(&'static str, Value),
}

/// Returns the names that models use for the input of a kind of axis.
fn input_names(kind: AxisKind) -> &'static [&'static str] {
    match kind {
        AxisKind::Nothing | AxisKind::Version => &[],
        AxisKind::Scale => &["lora_scale", "lora_strength"],
        AxisKind::Steps => &["num_inference_steps", "steps"],
        AxisKind::Guidance => &["guidance_scale", "guidance"],
        AxisKind::Prompt => &["prompt"],
        AxisKind::Seed => &["seed"],
    }
}

/// Returns the input that an axis of this kind changes, if the version has one.
pub(crate) fn axis_input(form: &Form, kind: AxisKind) -> Option<&'static str> {
    input_names(kind)
        .iter()
        .find(|name| form.field(name).is_some())
        .copied()
}

impl GridSpec<'_> {
    /// Returns the plan, or the problems with the draft.
    pub(crate) fn plan(&self) -> Result<Plan, Vec<FieldProblem>> {
        let kind = self.draft.kind;
        let mut problems = Vec::new();
        let base = self.base(&mut problems);
        let plan = match kind {
            BatchKind::Pictures => self.table(vec![no_change()], vec![no_change()], &base),
            BatchKind::BeforeAfter => match axis_input(self.form, AxisKind::Scale) {
                Some(name) => {
                    let axis_value = |title, scale: f64| AxisValue {
                        name: title,
                        change: Change::Input(name, json!(scale)),
                    };
                    let scale = base.get(name).and_then(Value::as_f64);
                    let own_scale = scale.filter(|scale| *scale != 0.0).unwrap_or(1.0);
                    let columns = vec![
                        axis_value(message!("generation-column-without"), 0.0),
                        axis_value(message!("generation-column-with"), own_scale),
                    ];
                    self.table(vec![no_change()], columns, &base)
                }
                None => {
                    problems.push(problem("kind", message!("generation-no-scale")));
                    self.table(vec![no_change()], vec![no_change()], &base)
                }
            },
            BatchKind::Grid => {
                let columns = self.axis_values("across", &self.draft.across, &mut problems);
                let rows = self.axis_values("down", &self.draft.down, &mut problems);
                self.check_grid(&rows, &columns, &mut problems);
                self.table(rows, columns, &base)
            }
            BatchKind::Sheet => self.sheet(),
        };
        for cell in &plan.cells {
            self.check_cell(cell, &mut problems);
        }
        if problems.is_empty() {
            Ok(plan)
        } else {
            Err(problems)
        }
    }

    /// Returns the input that all cells share, before an axis changes it. Adds the invalid values to `problems`.
    fn base(&self, problems: &mut Vec<FieldProblem>) -> Map<String, Value> {
        let mut base = Map::new();
        for field in &self.form.fields {
            if field.name == "prompt" {
                let prompt = self.draft.prompt.trim();
                if !prompt.is_empty() {
                    base.insert(field.name.clone(), json!(prompt));
                }
                continue;
            }
            let typed = self.draft.inputs.get(&field.name);
            match parse_value(field, typed.map_or("", String::as_str)) {
                Ok(Some(value)) => {
                    base.insert(field.name.clone(), value);
                }
                Ok(None) => {}
                Err(message) => problems.push(problem(&format!("inputs.{}", field.name), message)),
            }
        }
        self.fix_seed(&mut base, self.seed);
        if self.draft.kind != BatchKind::Pictures {
            self.limit_to_one_picture(&mut base);
        }
        base
    }

    /// Adds the seed if the version takes one and none was given. With a known seed, a prediction whose response was
    /// lost can be identified, and the picture can be made again.
    fn fix_seed(&self, input: &mut Map<String, Value>, seed: i64) {
        if self.form.field("seed").is_some() && !input.contains_key("seed") {
            input.insert("seed".to_owned(), json!(seed));
        }
    }

    fn limit_to_one_picture(&self, input: &mut Map<String, Value>) {
        if self.form.field("num_outputs").is_some() {
            input.insert("num_outputs".to_owned(), json!(1));
        }
    }

    fn axis_values(
        &self,
        axis_field: &str,
        axis: &AxisDraft,
        problems: &mut Vec<FieldProblem>,
    ) -> Vec<AxisValue> {
        let split = |text: &str, separators: &[char]| -> Vec<String> {
            text.split(|c: char| c == '\n' || separators.contains(&c))
                .map(|part| part.trim().to_owned())
                .filter(|part| !part.is_empty())
                .collect()
        };
        let values = match axis.what {
            AxisKind::Nothing => return vec![no_change()],
            AxisKind::Prompt | AxisKind::Version => split(&axis.values, &[]),
            AxisKind::Scale | AxisKind::Steps | AxisKind::Guidance | AxisKind::Seed => {
                split(&axis.values, &[',', ';', ' ', '\t'])
            }
        };
        if values.is_empty() {
            problems.push(FieldProblem {
                field: axis_field.to_owned(),
                message: message!("generation-no-values"),
                missing: true,
            });
            return vec![no_change()];
        }
        if axis.what == AxisKind::Version {
            let axis_value = |value: String| {
                let (model, id) = VersionName::split(&value);
                let name = model.rsplit_once('/').map_or(model, |(_, name)| name);
                AxisValue {
                    name: Message::verbatim(format!(
                        "{name} {}",
                        short_version(id.unwrap_or_default())
                    )),
                    change: Change::Version(value.clone()),
                }
            };
            return values.into_iter().map(axis_value).collect();
        }
        let Some(name) = axis_input(self.form, axis.what) else {
            problems.push(problem(axis_field, message!("generation-no-input")));
            return vec![no_change()];
        };
        let field = self.form.field(name);
        let mut axis_values = Vec::new();
        for typed in values {
            match field.map(|field| parse_value(field, &typed)) {
                Some(Ok(Some(value))) => axis_values.push(AxisValue {
                    name: axis_label(axis.what, &typed),
                    change: Change::Input(name, value),
                }),
                Some(Err(message)) => {
                    let message =
                        message!("generation-value-wrong", value = typed, problem = message);
                    problems.push(problem(axis_field, message));
                }
                Some(Ok(None)) | None => {}
            }
        }
        axis_values
    }

    fn check_grid(
        &self,
        rows: &[AxisValue],
        columns: &[AxisValue],
        problems: &mut Vec<FieldProblem>,
    ) {
        let (across, down) = (self.draft.across.what, self.draft.down.what);
        if across == AxisKind::Nothing && down == AxisKind::Nothing {
            problems.push(FieldProblem {
                field: "across".to_owned(),
                message: message!("generation-choose-axis"),
                missing: true,
            });
        } else if across == down {
            problems.push(problem("down", message!("generation-axes-equal")));
        }
        let count = rows.len() * columns.len();
        if count > MAX_CELLS {
            let message = message!("generation-grid-too-large", count = count, most = MAX_CELLS);
            problems.push(problem("across", message));
        }
    }

    fn table(
        &self,
        rows: Vec<AxisValue>,
        columns: Vec<AxisValue>,
        base: &Map<String, Value>,
    ) -> Plan {
        let mut cells = Vec::new();
        if rows.len() * columns.len() <= MAX_CELLS {
            for (row, down) in (0..).zip(&rows) {
                for (column, across) in (0..).zip(&columns) {
                    let mut cell = PlannedCell {
                        row,
                        column,
                        version: self.draft.version.clone(),
                        input: base.clone(),
                    };
                    for axis_value in [down, across] {
                        match &axis_value.change {
                            Change::Nothing => {}
                            Change::Version(version) => cell.version.clone_from(version),
                            Change::Input(name, value) => {
                                cell.input.insert((*name).to_owned(), value.clone());
                            }
                        }
                    }
                    cells.push(cell);
                }
            }
        }
        let names = |axis_values: Vec<AxisValue>| {
            axis_values
                .into_iter()
                .map(|axis_value| axis_value.name)
                .collect()
        };
        Plan {
            rows: names(rows),
            columns: names(columns),
            cells,
        }
    }

    /// Lays out the standard test sheet. Of the draft, only the version is used, so that sheets can be compared.
    fn sheet(&self) -> Plan {
        let trigger = self.trigger.unwrap_or("TOK");
        let traits = sheet::sheet(self.lora_type);
        let mut cells = Vec::new();
        for (row, sheet_row) in (0..).zip(traits) {
            for (column, prompt) in (0..).zip(sheet_row.prompts) {
                let mut input = Map::new();
                input.insert(
                    "prompt".to_owned(),
                    json!(sheet::insert_trigger(prompt, trigger)),
                );
                self.fix_seed(&mut input, sheet::SEED);
                self.limit_to_one_picture(&mut input);
                cells.push(PlannedCell {
                    row,
                    column,
                    version: self.draft.version.clone(),
                    input,
                });
            }
        }
        Plan {
            rows: traits.iter().map(|sheet_row| (sheet_row.name)()).collect(),
            columns: vec![Message::verbatim(""); 3],
            cells,
        }
    }

    fn check_cell(&self, cell: &PlannedCell, problems: &mut Vec<FieldProblem>) {
        for refused in self.form.check(&cell.input) {
            let field = self.field_of_problem(&refused.field);
            if problems.iter().any(|problem| problem.field == field) {
                continue;
            }
            let missing = !cell.input.contains_key(&refused.field);
            let title = self.form.field(&refused.field).map(|field| &field.title);
            let title = title.map_or(refused.field.as_str(), String::as_str);
            problems.push(FieldProblem {
                message: if missing && refused.field == "prompt" {
                    message!("generation-describe-picture")
                } else {
                    message!(
                        "generation-input-wrong",
                        input = title,
                        problem = refused.message
                    )
                },
                missing,
                field,
            });
        }
    }

    /// Returns the field that shows a problem with an input: the axis that changes the input, or its own field.
    fn field_of_problem(&self, input: &str) -> String {
        let changes = |axis: &AxisDraft| {
            self.draft.kind == BatchKind::Grid && axis_input(self.form, axis.what) == Some(input)
        };
        if changes(&self.draft.across) {
            "across".to_owned()
        } else if changes(&self.draft.down) {
            "down".to_owned()
        } else {
            field_id(input)
        }
    }
}

fn no_change() -> AxisValue {
    AxisValue {
        name: Message::verbatim(""),
        change: Change::Nothing,
    }
}

fn problem(field: &str, message: Message) -> FieldProblem {
    FieldProblem {
        field: field.to_owned(),
        message,
        missing: false,
    }
}

fn axis_label(kind: AxisKind, value: &str) -> Message {
    match kind {
        AxisKind::Scale => message!("generation-label-scale", value = value),
        AxisKind::Steps => message!("generation-label-steps", value = value),
        AxisKind::Guidance => message!("generation-label-guidance", value = value),
        AxisKind::Seed => message!("generation-label-seed", value = value),
        AxisKind::Prompt | AxisKind::Version | AxisKind::Nothing => Message::verbatim(value),
    }
}

/// Returns whether a version is a fine-tune of Flux, judging by its inputs.
pub(crate) fn is_flux(form: &Form) -> bool {
    let has = |name: &str| form.field(name).is_some();
    let has_choice = |field: &Field, choice: &str| field.choice(choice).is_some();
    has("lora_scale")
        && form
            .field("model")
            .is_some_and(|field| has_choice(field, "dev") && has_choice(field, "schnell"))
}
