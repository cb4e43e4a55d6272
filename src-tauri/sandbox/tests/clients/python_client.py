"""A session with Replicate's own Python client, as its documentation shows it.

Takes the path of a zip and the name of the account; the client finds the service and its token in
REPLICATE_BASE_URL and REPLICATE_API_TOKEN. Prints one JSON object with what it saw.
"""

import json
import sys
import time

import replicate

zip_path, account = sys.argv[1:]


def follow(training):
    deadline = time.monotonic() + 60
    while training.status not in ("succeeded", "failed", "canceled"):
        assert time.monotonic() < deadline, f"still {training.status}"
        time.sleep(0.05)
        training.reload()
    return training


with open(zip_path, "rb") as content:
    file = replicate.files.create(content, metadata={"made_by": "a test"})
assert replicate.files.get(file.id).checksums["sha256"] == file.checksums["sha256"]

hardware = replicate.hardware.list()
model = replicate.models.create(
    owner=account, name="python-made", visibility="private", hardware=hardware[0].sku
)
trainer = replicate.models.get("replicate/fast-flux-trainer")
version = f"{trainer.owner}/{trainer.name}:{trainer.latest_version.id}"
destination = f"{model.owner}/{model.name}"
inputs = {"input_images": file.urls["get"], "trigger_word": "TOK", "training_steps": 300}

training = follow(
    replicate.trainings.create(version=version, destination=destination, input=inputs)
)

with open(zip_path, "rb") as content:
    # The client uploads the handle by itself.
    other = replicate.trainings.create(
        version=version, destination=destination, input={**inputs, "input_images": content}
    )
other.cancel()
other.reload()

pictures = replicate.run(training.output["version"], input={"prompt": "TOK at sea", "num_outputs": 2})
prediction = replicate.predictions.create(
    version=training.output["version"].split(":")[1], input={"prompt": "TOK", "seed": 1}
)
prediction.wait()

missing = None
try:
    replicate.trainings.create(version=version, destination=f"{account}/none", input=inputs)
except replicate.exceptions.ReplicateError as error:
    missing = error.detail

replicate.files.delete(file.id)

print(
    json.dumps(
        {
            "metadata": file.metadata,
            "name": file.name,
            "status": training.status,
            "weights": training.output["weights"],
            "percentage": training.logs.count("300/300"),
            "canceled": other.status,
            "listed": len(replicate.trainings.list().results),
            "pictures": [str(picture) for picture in pictures],
            "predicted": prediction.status,
            "missing": missing,
            "files": len(replicate.files.list()),
        }
    )
)
