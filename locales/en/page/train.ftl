# The Train page.

## The questions

train-title = Train
# After it follows train-open-dataset, which is a link.
train-no-dataset = No dataset is open.
train-open-dataset = Open a dataset
train-trigger-word = Trigger word
train-trigger-word-hint = A made-up word that stands for what the model learns. Choose one that wouldn't appear in a caption by chance.
train-add-trigger-word = Add { $word } to { $count ->
        [one] 1 caption
       *[other] { $count } captions
    }
train-lora-type = What are you training?
train-destination = Destination model
train-destination-hint = Enter a new name, or choose one of your models to add a version to it.
train-own-models = Your models
train-details = Details
train-preparation = How the images are prepared

## The trainer

train-trainers = Trainers
train-trainer = Trainer
train-trainer-hint = The first trainer is a good default. You can enter any other trainer on Replicate that takes a zip of images, as owner/name or owner/name:version.
train-version = Version
train-looking-up = Looking up on Replicate…

## Presets

train-presets = Presets
train-presets-hint = Save the trainer and its settings to use them with any dataset.
train-no-presets = No presets
train-choose-preset = Choose…
train-preset-name = Preset name
train-save-preset = Save
train-delete-preset = Delete preset

## A destination that is to be created

train-new-model = New model
train-visibility = Visibility
train-private = Private
train-public = Public
train-hardware = Hardware
train-any-hardware = Any hardware

## The storage of the zip

train-storage = Where the zip goes
train-zip-address = Address of the zip
train-keep-zip = Keep the zip after training

## The card that shows what will be sent

train-review = What will be sent
# Below the number of images.
train-review-images = { $count ->
    [one] image
   *[other] images
}
# Below the number of captions.
train-review-captions = { $count ->
    [one] caption
   *[other] captions
}
# Below the size of the zip.
train-review-zip = zip
train-measuring = Calculating what will be sent
train-preparing = Preparing the images…
train-recalculate = Recalculate
train-review-inputs = What the trainer gets
train-sign-in = Sign in
train-start = Start training
train-starting = Starting…
train-save-zip = Save zip…
