# The page Dataset: the images of the open folder.

## Without an open dataset

dataset-empty-title = Drop photos here
dataset-empty-about = Drop a folder, images or a zip. 10 to 20 good photos are enough.
dataset-open-folder = Open folder…
dataset-add-images = Add images…
dataset-open-zip = Open zip…
# $keys are the keys for pasting.
dataset-empty-paste = Or paste with { $keys }. Your originals are never changed.
# The title of the list of recent datasets.
dataset-recent = Recent

## The head of the page

dataset-undo = Undo
dataset-redo = Redo
dataset-nothing-to-undo = Nothing to undo
dataset-nothing-to-redo = Nothing to redo
dataset-edit-captions = Edit captions
# In this and other texts, $keys is empty or the keys of an action, such as “ (Ctrl+H)” with a space before it.
dataset-edit-captions-title = Edit many captions{ $keys }
dataset-show-folder = Show the folder
dataset-close = Close dataset

## Short answers to an action, beside the buttons of the head

dataset-undone-nothing = There is nothing to undo.
dataset-redone-nothing = There is nothing to redo.
dataset-captions-changed = { $count ->
    [one] 1 caption changed.
   *[other] { $count } captions changed.
}
dataset-all-captioned = Every image has a caption.
# $most is the highest number of images that can be compared.
dataset-select-to-compare = Select 2 to { $most } images to compare.
dataset-moved-to-trash = { $count ->
    [one] Moved to trash. Undo{ $keys } restores it.
   *[other] Moved to trash. Undo{ $keys } restores them.
}
dataset-caption-copied = Caption copied. Select images, then paste it{ $keys }.
dataset-no-caption-to-copy = This image has no caption to copy.
dataset-copy-first = Copy a caption first{ $keys }.
dataset-caption-pasted = { $count ->
    [one] Pasted on 1 image.
   *[other] Pasted on { $count } images.
}

## The search bar

dataset-search = Search and filter
dataset-search-placeholder = Search or filter
# The title of the search field. “OR”, “caption:”, “is:uncaptioned” and so on are the language of searches and stay.
dataset-search-help =
    Search and filter{ $keys }
    Words, "in quotes", -without, red OR blue, caption: name: tag:
    is:uncaptioned is:excluded is:edited has:trigger has:problem
    tokens:>75 w:<1024 ratio:16:9 size:>2mb format:heic
dataset-search-clear = Show all images
dataset-search-clear-title = Show all images (Esc)
dataset-suggested-searches = Suggested searches
dataset-sort = Sort by
dataset-sort-name = Name
dataset-sort-date = Newest
dataset-sort-size = Largest
dataset-sort-caption = Caption length
dataset-sort-problems = Problems
dataset-sort-backwards = Reverse order
dataset-thumbnail-size = Thumbnail size

## The grid

# The label of the grid, for screen readers.
dataset-images = Images
dataset-no-caption = No caption
# One of the facts of an image, which are read to the person in a row: “fox.jpg, no caption, left out”.
dataset-fact-no-caption = no caption
dataset-fact-left-out = left out
dataset-left-out-of-training = Left out of training
dataset-image-not-shown = This image couldn't be shown.

## The selected image, beside the grid

dataset-selected-image = Selected image
dataset-no-image-selected = No image selected
dataset-view-large = View large
dataset-view-large-title = View large (Space)
# Stands before the buttons, which apply to all selected images. $count is at least 2.
dataset-all-selected = All { $count } selected:
dataset-leave-out = Leave out
dataset-leave-out-title = Keep the file, but don't use it for training{ $keys }
dataset-include = Include
dataset-include-title = Use this image for training again{ $keys }
dataset-move-to-trash-title = Move the image and its caption to the trash{ $keys }
dataset-show-in-folder = Show in folder

## One image in the whole window

# The label of the view, for screen readers.
dataset-image = Image
# Leads back to the grid.
dataset-all-images = All images
dataset-place = { $number } of { $count }
dataset-previous-image = Previous image
dataset-previous-image-title = Previous (←)
dataset-next-image = Next image
dataset-next-image-title = Next (→)
