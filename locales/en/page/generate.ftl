# The Generate page.

## The gallery

generate-title = Generate
generate-model = Model
generate-all-models = All models
generate-search = Search prompts
generate-favourites = Favorites
generate-show-older = Show older
generate-selected = { $count ->
    [one] 1 picture selected
   *[other] { $count } pictures selected
}
generate-compare = Compare
generate-clear-selection = Clear selection

## An empty gallery

generate-none = No pictures yet
generate-none-about = Describe a picture below. Your pictures and their settings are kept on this computer.
generate-no-model-about = Pictures are generated with your own models. Train a model first. It takes a few minutes.
generate-go-to-train = Go to Train
generate-nothing-found = Nothing found
generate-nothing-found-about = No pictures match. Try other words, or show all pictures.

## The form

generate-version = Version
generate-prompt = Prompt
generate-prompt-placeholder = What should the picture show?
generate-examples = Example prompts
generate-kind = What to generate
generate-more-settings = More settings

## Short names of common inputs

generate-input-shape = Shape
generate-input-pictures = Pictures
generate-input-lora-scale = LoRA scale
generate-input-model = Model
generate-input-steps = Steps
generate-input-guidance = Guidance
generate-input-seed = Seed
generate-input-format = Format
generate-yes = Yes
generate-no = No
generate-default = Default
generate-random = Random

## The axes of a grid

generate-columns = Columns
generate-columns-change = Columns: what changes
generate-columns-values = Columns: values
generate-rows = Rows
generate-rows-change = Rows: what changes
generate-rows-values = Rows: values

## A batch of pictures

generate-use-settings = Use these settings again
generate-save-table = Save the table as one image
generate-remove-batch = Move all to trash…
generate-remove-batch-label = Move all to trash
generate-remove-batch-question = { $count ->
    [one] Move this picture to the trash?
   *[other] Move these { $count } pictures to the trash?
}
generate-remove-batch-about = { $count ->
    [one] You can restore the file from the trash, but it won't return to this gallery.
   *[other] You can restore the files from the trash, but they won't return to this gallery.
}
generate-move-to-trash = Move to trash
generate-compare-sheet = Compare with another test sheet
generate-compare-sheet-choose = Compare with another sheet…

## One picture in the gallery

generate-favourite = Favorite
generate-select = Select to compare
generate-view = View: { $prompt }, { $about }
generate-canceled = Canceled
generate-make-anyway = Generate
generate-try-again = Try again
generate-download-again = Download again
generate-open-billing = Open Replicate's billing page
generate-open-settings = Open Settings

## A picture of which it is not known whether it was made

generate-open-predictions = Open my predictions on Replicate
generate-not-made = Not made, try again…
generate-not-made-question = Generate this picture again?
generate-not-made-about = Check your predictions on Replicate first. If this one is there, a second one will be generated and billed too.
generate-not-made-confirm = Generate again
generate-not-made-keep = Keep waiting

## The large view

generate-large-view = Picture
generate-position = { $number } of { $count }
generate-several = { $count ->
    [one] 1 picture
   *[other] { $count } pictures
}
generate-previous = Previous picture
generate-next = Next picture
generate-compare-photo = Compare with training photo
generate-previous-photo = Previous training photo
generate-next-photo = Next training photo
generate-save = Save as…
generate-copy = Copy
generate-show-file = Show the file
generate-use-for-training = Use as a training image
generate-remove = Move to trash…
generate-remove-question = Move this picture to the trash?
generate-remove-about = You can restore the file from the trash, but it won't return to this gallery.

## Two test sheets side by side

generate-sheets = Two test sheets
generate-sheets-about = Same prompts and seed, different trainings.
generate-sheets-missing = Missing
