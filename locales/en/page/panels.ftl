# The panels of the page Dataset: Checks and Export, with the fields for how images are prepared.

## Checks

panels-checks = Checks
panels-checks-title = Before you train
panels-checks-looking = Checking images…
panels-checks-none = No suggestions. The points below can only be checked by eye.
# The number of a finding's images beyond those whose pictures are shown before it.
panels-checks-more = and { $count } more
# The label of the list of encodings that the text of captions may have.
panels-checks-encoding = Encoding
panels-checks-save-utf8 = Save as UTF-8
# Shows a finding's images in the grid.
panels-checks-show = Show
panels-checks-show-dismissed = { $count ->
    [one] Show 1 dismissed suggestion
   *[other] Show { $count } dismissed suggestions
}
panels-checks-distribution = Distribution
# The title of a bar. $search is the search that finds its images.
panels-checks-show-images = Show images: { $search }
panels-checks-by-eye = Check by eye

## Export

# The button that opens the panel.
panels-export-open = Export…
panels-export-title = Export for other trainers
panels-export-layout = Layout
panels-export-repeats = Repeats
panels-export-repeats-hint = How many times each image is used per epoch.
panels-export-words = Trigger word and class
panels-export-words-hint = Used as the folder name, and in place of missing captions.
# An example of a trigger word and a class.
panels-export-words-example = TOK person
panels-export-container = Export to
panels-export-folder = Folder
panels-export-zip = Zip
panels-export-preparation = How the images are prepared
panels-export-choose-location = Choose location…

## How images are prepared

panels-preparation-area = Maximum area
panels-preparation-quality = JPEG quality
panels-preparation-png = Keep PNG files as PNG
panels-preparation-background = Background for transparent areas
