# The Trainings page.

## The list

trainings-title = Trainings
trainings-load-older = Load older
trainings-spending = Spending
trainings-spent = Spent on listed trainings
trainings-none = No trainings yet
trainings-none-about = When you start a training, its upload, log and result appear here.
trainings-go-to-train = Go to Train

## The stages of a training

trainings-stages = Stages
trainings-stage-packing = Packing
trainings-stage-uploading = Uploading
trainings-stage-training = Training
trainings-stage-done = Done

## One training

trainings-open-page = Open on Replicate
trainings-cancel = Cancel…
trainings-repeat = Train again…
trainings-repeat-about = Open the dataset and the settings of this training
trainings-remove = Remove from list
trainings-progress = Progress
trainings-cancel-question = Cancel this training?
trainings-cancel-confirm = Cancel training
trainings-cancel-keep = Continue training

## A training of which it is not known whether it has started

trainings-open-own = Open my trainings on Replicate
trainings-not-started = Not started, try again…
trainings-not-started-question = Start this training again?
trainings-not-started-confirm = Start again
trainings-not-started-keep = Keep waiting

## A training that failed

trainings-fix-dataset = Go to dataset
trainings-fix-settings = Change settings and try again
trainings-fix-account = Open Settings
trainings-fix-billing = Open Replicate's billing page
trainings-original-error = Original error message

## The result

trainings-generate = Generate pictures
trainings-result-model = Model
trainings-result-version = Version
trainings-result-trigger-word = Trigger word
trainings-result-billed = Billed
trainings-generate-sheet = Generate test sheet…
trainings-view-sheet = View test sheet
trainings-open-model = Open the model on Replicate

## The weights

trainings-weights = The LoRA on this computer
trainings-weights-missing = The LoRA is not on this computer.
trainings-weights-missing-about = Download it to use it in other tools, and to keep it if it is deleted on Replicate.
trainings-weights-download = Download
trainings-weights-downloading = Downloading the LoRA
trainings-weights-about = { $about }, on this computer. A text file next to it lists the settings for other tools.
trainings-weights-show = Show the file

## The loss and the log

trainings-loss = Loss
trainings-log = Log
trainings-log-copy = Copy
trainings-log-copied = Copied
trainings-log-selected = Selected
trainings-log-search = Search the log
trainings-log-not-found = Not found
trainings-log-match = { $number } of { $count }

## The inputs

trainings-inputs = Settings
trainings-compare = Compare with
trainings-compare-choose = Compare with…
trainings-compare-this = This training
