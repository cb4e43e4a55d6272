## Opening folders and files, and copying images. The titles of tasks on the status line first.

# $name is the name of a folder or file.
workspace-opening = Opening { $name }
workspace-opening-items = Opening { $count ->
    [one] 1 item
   *[other] { $count } items
}
# In place of a name in errors: You stopped opening 3 items.
workspace-items = { $count ->
    [one] 1 item
   *[other] { $count } items
}
workspace-copying = Copying { $name }
workspace-copying-files = Copying { $count ->
    [one] 1 file
   *[other] { $count } files
}
# $name is the name of a zip.
workspace-unpacking = Unpacking { $name }

# $first is a sentence on the first dropped item that is not a file, and $others is the number of further ones.
workspace-not-files = { $others ->
    [0] { $first }
    [one] { $first } 1 more item can't be used.
   *[other] { $first } { $others } more items can't be used.
}

workspace-adding-stopped = Stopped after adding { $count ->
    [one] 1 image
   *[other] { $count } images
}.
# $reasons are sentences on each item, up to three.
workspace-some-unusable = Some items couldn't be used. { $reasons }
workspace-none-usable = { $name } contains no images that can be used. { $reasons }
# $name is the name of an item, and $why is a sentence.
workspace-reason = { $name }: { $why }
# Joins two sentences.
workspace-reasons = { $before } { $next }
workspace-more-reasons = { $count ->
    [one] 1 more item couldn't be used.
   *[other] { $count } more items couldn't be used.
}

# $name is a folder, and $place is the path of the new dataset.
workspace-copied-foreign = { $name } is set up for another trainer, so { $images ->
    [one] 1 image
   *[other] { $images } images
} { $captions ->
    [0] without captions
    [one] with 1 caption
   *[other] with { $captions } captions
} { $images ->
    [one] was
   *[other] were
} copied to { $place }. The original folder stays as it is.
# $names are the names of several folders and zips, and $place is the path of the new dataset.
workspace-copied-together = { $images ->
    [one] 1 image
   *[other] { $images } images
} { $captions ->
    [0] without captions
    [one] with 1 caption
   *[other] with { $captions } captions
} from { $names } { $images ->
    [one] was
   *[other] were
} copied to { $place }, because only one dataset can be open at a time. The originals stay as they are.

## The names of new datasets, which are also the names of their folders.

workspace-new-dataset = Photos
# $day is a date as in “2025-03-31”.
workspace-new-dataset-of-day = Photos { $day }
# $first and $second are the names of the folders or zips that were copied.
workspace-new-dataset-of-two = { $first } and { $second }
workspace-new-dataset-of-several = { $first } and { $others } more

## A folder without images: what was found in it, and a button to copy that.

workspace-found-below = Found { $pictures ->
    [one] 1 image
   *[other] { $pictures } images
} in { $folders ->
    [one] 1 subfolder
   *[other] { $folders } subfolders
}. A dataset uses only the images in the folder itself. Tintype can copy them here, and the subfolders stay as they are.
workspace-found-misnamed = { $count ->
    [one] 1 file here is an image without an image file extension. Tintype can copy it with the right extension.
   *[other] { $count } files here are images without an image file extension. Tintype can copy them with the right extension.
}
# $formats are the names of formats: CR3, JXL.
workspace-found-unreadable = { $count ->
    [one] 1 image is in a format that Tintype can't read ({ $formats }). Save it as JPEG or PNG in this folder.
   *[other] { $count } images are in formats that Tintype can't read ({ $formats }). Save them as JPEG or PNG in this folder.
}
# “Download Now” is an item of the Finder's menu on macOS.
workspace-found-in-icloud = { $count ->
    [one] 1 image is in iCloud and not on this computer yet. In the Finder, Control-click the folder and choose Download Now.
   *[other] { $count } images are in iCloud and not on this computer yet. In the Finder, Control-click the folder and choose Download Now.
}
workspace-copy-found = { $count ->
    [one] Copy 1 image
   *[other] Copy { $count } images
}

## The numbers of images, as facts beside each other: 18 images · 15 captioned · 1 left out.

workspace-images = { $count ->
    [one] 1 image
   *[other] { $count } images
}
workspace-captioned = { $count } captioned
workspace-excluded = { $count } left out
workspace-broken = { $count } can't be used

## The line that says whether the dataset is ready for a training, and what to do next.

workspace-add-two = Add at least two images to train with.
workspace-add-one = Add at least one more image: the trainer needs two, and 10 to 20 work best.
# $count is a number from 2 to 9.
workspace-few = { $count } images can be used for training. 10 to 20 work best.
workspace-ready-uncaptioned = Ready to train. No image has a caption.
workspace-ready-captioned = Ready to train: every image has a caption.
workspace-ready-partly-captioned = { $count ->
    [one] Ready to train. 1 image has no caption.
   *[other] Ready to train. { $count } images have no caption.
}
workspace-ready-many = Ready to train. More than 20 images rarely help: keep the best and leave out the rest.

## The search: its result, and suggested searches with a number beside each.

workspace-shown = { $shown } of { $all }
workspace-chip-uncaptioned = No caption
# $word is the trigger word.
workspace-chip-no-trigger = Without { $word }
workspace-chip-excluded = Left out
workspace-chip-broken = Can't be used
workspace-chip-duplicates = Duplicates
workspace-chip-blurred = Blurred
workspace-chip-small = Small
workspace-chip-edited = Edited
workspace-chip-suggestions = Has suggestions

## One image: facts beside each other, its edits, and remarks.

# After other facts: 4032 × 3024 · JPEG · 2.1 MB · cropped to 1200 × 1200.
workspace-cropped-to = cropped to { $width } × { $height }
# The edits are a list with commas, such as “Cropped, rotated”. $place is “first” for the first one in the list.
workspace-edited-cropped = { $place ->
    [first] Cropped
   *[later] cropped
}
workspace-edited-rotated = { $place ->
    [first] Rotated
   *[later] rotated
}
workspace-edited-flipped = { $place ->
    [first] Flipped
   *[later] flipped
}
workspace-edited-background = { $place ->
    [first] Background color changed
   *[later] background color changed
}
workspace-remark-small = Smaller than { $size }, the size that the trainer works at. It is used as it is, so the model may learn blur.
# $others are the names of images.
workspace-remark-shared-caption = Shares its caption file with { $others }, because the names differ only in the extension.

## The caption that is being typed.

# $written is a word in the caption, and $word is the trigger word.
workspace-trigger-misspelt = “{ $written }” should probably be { $word }.
workspace-trigger-missing = The trigger word { $word } is not in this caption.
# The length in tokens, for each of the two models that read captions, with its limit.
workspace-caption-length = T5 about { $t5 } of { $t5_limit } · CLIP { $clip } of { $clip_limit }

## Undoing and saving.

# The labels of buttons. $step is the title of a step, such as “typing” or “cropping a.jpg”; most are in edits.ftl.
workspace-undo = Undo { $step }
workspace-redo = Redo { $step }
# After a step was undone. $missing is the number of files that are gone.
workspace-undone = { $missing ->
    [0] Undone: { $step }.
    [one] Undone: { $step }, except for 1 file no longer in the folder.
   *[other] Undone: { $step }, except for { $missing } files no longer in the folder.
}
workspace-redone = { $missing ->
    [0] Redone: { $step }.
    [one] Redone: { $step }, except for 1 file no longer in the folder.
   *[other] Redone: { $step }, except for { $missing } files no longer in the folder.
}
# The title of a task on the status line.
workspace-saving-captions = Saving { $count ->
    [one] 1 caption
   *[other] { $count } captions
}
# $cause is the system's reason.
workspace-captions-unsaved = The captions are not saved yet ({ $cause }). They will be saved when you open the folder again.
