// Runs a session with Replicate's own JavaScript client, used as in its documentation.
//
// Arguments: the folder in which the client is installed, the service's address, the path of a zip, and the name of the
// account. Prints the results as one JSON object.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";

const [folder, url, zipPath, account] = process.argv.slice(2);
const Replicate = createRequire(`${folder}/package.json`)("replicate");
const replicate = new Replicate({
  auth: "r8_sandbox",
  baseUrl: `${url}/v1`,
  useFileOutput: false,
});

async function follow(training) {
  const deadline = Date.now() + 60_000;
  while (!["succeeded", "failed", "canceled"].includes(training.status)) {
    if (Date.now() > deadline) throw new Error(`still ${training.status}`);
    await sleep(50);
    training = await replicate.trainings.get(training.id);
  }
  return training;
}

const zip = new File([await readFile(zipPath)], "photos.zip", { type: "application/zip" });
const file = await replicate.files.create(zip, { made_by: "a test" });

const [hardware] = await replicate.hardware.list();
const model = await replicate.models.create(account, "javascript-made", {
  visibility: "private",
  hardware: hardware.sku,
});
const trainer = await replicate.models.get("replicate", "fast-flux-trainer");
const destination = `${model.owner}/${model.name}`;
const input = { input_images: file.urls.get, trigger_word: "TOK", training_steps: 300 };
const train = (options) =>
  replicate.trainings.create(trainer.owner, trainer.name, trainer.latest_version.id, options);

const training = await follow(await train({ destination, input }));
const other = await train({ destination, input });
await replicate.trainings.cancel(other.id);

const pictures = await replicate.run(training.output.version, {
  input: { prompt: "TOK at sea", num_outputs: 2 },
});
const prediction = await replicate.wait(
  await replicate.predictions.create({
    version: training.output.version.split(":")[1],
    input: { prompt: "TOK", seed: 1 },
  }),
  { interval: 50 },
);

let missing = null;
try {
  await train({ destination: `${account}/none`, input });
} catch (error) {
  missing = error.message.match(/"detail":"([^"]*)"/)?.[1];
}

const trainings = await replicate.trainings.list();
await replicate.files.delete(file.id);

console.log(
  JSON.stringify({
    metadata: file.metadata,
    name: file.name,
    status: training.status,
    weights: training.output.weights,
    percentage: training.logs.split("300/300").length - 1,
    canceled: (await replicate.trainings.get(other.id)).status,
    listed: trainings.results.length,
    pictures,
    predicted: prediction.status,
    missing,
    files: (await replicate.files.list()).results.length,
  }),
);
