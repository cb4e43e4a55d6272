## The titles of steps that can be undone, as in “Undo rotating a.jpg”, “Undone: clearing captions.” and “3 minutes ago · clearing captions”.

# $word is the trigger word.
edits-adding-trigger = adding { $word } to captions
edits-removing-trigger = removing { $word } from captions
# $text is a text that was typed; long ones are cut in the middle.
edits-adding-before = adding “{ $text }” before captions
edits-adding-after = adding “{ $text }” after captions
edits-replacing = replacing “{ $text }”
edits-adding-tag = adding “{ $tag }”
edits-removing-tag = removing “{ $tag }”
edits-renaming-tag = renaming “{ $tag }” to “{ $new }”
edits-removing-duplicate-tags = removing duplicate tags
edits-setting = setting captions
edits-clearing = clearing captions

# $name is the name of the image if there is only one, here and below.
edits-rotating = { $count ->
    [1] rotating { $name }
   *[other] rotating { $count } images
}
edits-flipping = { $count ->
    [1] flipping { $name }
   *[other] flipping { $count } images
}
edits-resetting = { $count ->
    [1] resetting { $name }
   *[other] resetting { $count } images
}
edits-changing-background = { $count ->
    [1] changing the background of { $name }
   *[other] changing the background of { $count } images
}
edits-cropping = cropping { $name }

## The preview of an edit of many captions.

edits-preview-none = No captions will change.
# $captions is the number of captions that change, and $all is the number of those that were looked at.
edits-preview = { $captions } of { $all ->
    [one] 1 caption
   *[other] { $all } captions
} will change.
edits-preview-places = { $captions } of { $all ->
    [one] 1 caption
   *[other] { $all } captions
} will change, in { $places ->
    [one] 1 place
   *[other] { $places } places
}.
# Beside the field for the trigger word.
edits-trigger-word-missing = Type the trigger word first.

## The crop editor.

# The size of the crop, and of the whole picture.
edits-crop-size = { $width } × { $height }, of { $whole_width } × { $whole_height }
# $size is the size that the trainer works at, as in “1024 × 1024”.
edits-crop-small = Smaller than { $size }, the size that the trainer works at.
