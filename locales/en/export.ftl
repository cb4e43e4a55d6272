## The preparation of images for the trainer.

# An item in a list of sizes: 1024 × 1024 (default).
export-size-default = { $side } × { $side } (default)
# $size is a size, as in “1024 × 1024”.
export-size-note = Images keep their shape and are scaled down to the area of { $size }. Smaller images are not enlarged.
export-size-unknown = Choose one of the sizes in the list.
export-quality-invalid = The quality must be a number from 1 to 100.

## An image as the trainer gets it: how it was prepared, as facts beside each other, and a note on its caption.

export-cropped = cropped
export-scaled = scaled down
export-colours-converted = colors converted
export-transparency-filled = transparent areas filled
export-left-out = left out, so not sent
export-caption-sent = Caption as sent:
export-no-caption-sent = No caption is sent. The trainer may write one.

## The export for other trainers. First the layouts, each with a line that explains it.

export-plain = Images and captions
export-plain-explanation = Each caption in a .txt file next to its image, as most trainers read them.
export-imagefolder = Hugging Face
export-imagefolder-explanation = The images with one metadata.jsonl file, for diffusers and datasets.
export-kohya = Kohya
export-kohya-explanation = In a folder such as 10_TOK person, for kohya_ss and similar trainers.

# $size is a size, as in “1024 × 1024”.
export-summary = { $images ->
    [one] 1 image
   *[other] { $images } images
} { $captions ->
    [0] without captions
    [one] with 1 caption
   *[other] with { $captions } captions
}, prepared as for training, at most { $size } in area. Images that are left out aren't exported.
export-repeats-invalid = Type how many times each image is used per epoch, such as 10.

# The title of a task on the status line.
export-exporting = Exporting the dataset
# $place is the path of a folder or zip.
export-done = Exported { $images ->
    [one] 1 image
   *[other] { $images } images
} { $captions ->
    [0] without captions
    [one] and 1 caption
   *[other] and { $captions } captions
} to { $place }.
# $name is the name of the first of these images, and $problem is a sentence that says what is wrong with it.
export-skipped = { $count ->
    [one] 1 image could not be exported. { $name }: { $problem }
   *[other] { $count } images could not be exported. { $name }: { $problem }
}
