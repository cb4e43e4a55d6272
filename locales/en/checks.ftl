# The title of a task on the status line.
checks-checking = Checking images

## The button that opens the checks: a number of suggestions.

checks-looking = Checking images…
checks-no-suggestions = No suggestions
checks-suggestions = { $count ->
    [one] 1 suggestion
   *[other] { $count } suggestions
}

## The findings: for each, a title, the reason why it matters, and for some the label of a button that applies a fix.

checks-broken = { $count ->
    [one] 1 image can't be used
   *[other] { $count } images can't be used
}
checks-broken-reason = Files that can't be used are not sent. Open each one to see why, and remove files that aren't images.

checks-duplicates = { $count ->
    [one] 1 image appears more than once
   *[other] { $count } images appear more than once
}
checks-duplicates-reason = The model learns repeated images more strongly, including their background. The best one of each group comes first.
checks-duplicates-fix = Keep the best of each

checks-blurred = { $count ->
    [one] 1 image is blurred
   *[other] { $count } images are blurred
}
checks-blurred-reason = The model learns blur as part of the subject. Fewer sharp photos are better than more blurry ones.

# $size is the size that the trainer works at, as in “1024 × 1024”.
checks-small = { $count ->
    [one] 1 image is smaller than { $size }
   *[other] { $count } images are smaller than { $size }
}
checks-small-reason = The trainer works at that size. A smaller image is used as it is, so the model may learn blur.

checks-extreme = { $count ->
    [one] 1 image is very wide or very tall
   *[other] { $count } images are very wide or very tall
}
checks-extreme-reason = When such an image is scaled for the trainer, its short side becomes very small. Crop it to the important part.

checks-dark = { $count ->
    [one] 1 image is mostly black
   *[other] { $count } images are mostly black
}
checks-dark-reason = Dark areas have little detail to learn from.

checks-bright = { $count ->
    [one] 1 image is mostly white
   *[other] { $count } images are mostly white
}
checks-bright-reason = Overexposed areas have little detail to learn from.

checks-transparent = { $count ->
    [one] 1 image has transparent areas
   *[other] { $count } images have transparent areas
}
# T is the key of a shortcut.
checks-transparent-reason = The trainer doesn't support transparency. Transparent areas are filled with a color, which is learned as the background. Press T to see the color and to choose another.

checks-alike = { $count ->
    [one] 1 group of images has a similar background or framing
   *[other] { $count } groups of images have a similar background or framing
}
checks-alike-reason = Whatever they share is learned as part of the subject. Different places and poses make the model more flexible.

# $word is the trigger word: the word that stands for the subject in captions and prompts.
checks-no-trigger = { $count ->
    [one] 1 caption without the trigger word { $word }
   *[other] { $count } captions without the trigger word { $word }
}
checks-no-trigger-reason = A caption without the trigger word doesn't name the subject, so less of the subject is learned as { $word }.
checks-no-trigger-fix = Add { $word }

checks-misspelt = { $count ->
    [one] The trigger word { $word } is misspelled in 1 caption
   *[other] The trigger word { $word } is misspelled in { $count } captions
}
checks-misspelt-reason = The spelling and case must match exactly.
checks-misspelt-fix = Replace with { $word }

checks-same-caption = All captions are the same
checks-same-caption-reason = A caption should describe what is different in its image. What it names is not learned as part of the subject.

checks-dominant = { $count ->
    [one] 1 word appears in most captions
   *[other] { $count } words appear in most captions
}
checks-dominant-reason = If a word describes something that belongs to the subject, remove it from the captions, so that it is learned as part of the subject.
# Beside such a word: the number of captions that contain it, and the number of all captions.
checks-share = { $captions } of { $all }

checks-uncaptioned = { $count ->
    [one] 1 image has no caption
   *[other] { $count } images have no caption
}
checks-uncaptioned-reason = The trainer may write the missing captions. They may not match the wording of yours.

checks-shared-caption = { $count ->
    [one] 1 image shares a caption file
   *[other] { $count } images share a caption file
}
checks-shared-caption-reason = Images whose names differ only in the extension are sent with the same caption. Rename an image to give it its own caption.

checks-unused-caption = { $count ->
    [one] 1 image has a caption file that is not used
   *[other] { $count } images have caption files that are not used
}
checks-unused-caption-reason = Each image uses one caption file. A .txt is preferred to a .caption, and photo.txt to photo.jpg.txt. Images that differ only in their extension share photo.txt. Move what you need into the file that is used, and delete the others.

checks-encoding = { $count ->
    [one] The encoding of 1 caption is uncertain
   *[other] The encoding of { $count } captions is uncertain
}
# $encoding is an encoding of text, as in “Western European (windows-1252)”.
checks-encoding-reason = It is probably { $encoding }. Choose the encoding that shows every letter correctly, then save as UTF-8.

# The button of several findings: leaves their images out of the training.
checks-leave-out = Leave out

## A checklist of points that no program can measure, for a subject and for a style.

checks-subject-variety = Different places, expressions and light
checks-subject-variety-reason = What changes from image to image is not learned as part of the subject.
checks-subject-likeness = The same hair and age throughout
checks-subject-likeness-reason = Otherwise, the model averages them and loses the likeness.
checks-subject-hands = Few hands near the face
checks-subject-hands-reason = They are learned as part of the face, and appear in every picture.

checks-style-one = One style throughout
checks-style-one-reason = The model averages two styles, and the result matches neither.
checks-style-variety = Many different subjects
checks-style-variety-reason = Whatever all images show is learned as part of the style.
checks-style-element = No dominant element
checks-style-element-reason = A frame, a signature or a single color will appear in every picture.

## Charts of the images' distribution, each with a title and the labels of its bars.

checks-shape = Shape
checks-shape-portrait = Portrait
checks-shape-square = Square
checks-shape-landscape = Landscape

checks-size = Size
# $size is the size that the trainer works at, as in “1024 × 1024”.
checks-size-under = Under { $size }
checks-size-fitting = Up to 4× as large
checks-size-larger = Larger

checks-brightness = Brightness
checks-brightness-dark = Dark
checks-brightness-medium = Medium
checks-brightness-bright = Bright

checks-colours = Colors
checks-colours-converted = Converted to sRGB
