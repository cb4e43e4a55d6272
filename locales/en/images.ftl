## Why an image can't be used. Every place that shows one of these also shows the file's name.

images-empty = The file is empty. Copy it again from where it came from.
images-no-image = This file isn't an image, although it is named like one.
# $sentence is one of the sentences of the next group, such as “JPEG XL can't be read.”
images-unsupported = { $sentence } Save the image as JPEG or PNG and add that.
images-too-large = The image is { $width } × { $height } pixels; the most that can be read is 200 megapixels. Scale it down first.
images-too-much-memory = The image is { $width } × { $height } pixels and takes more memory to read than Tintype may use. Scale it down first, or save it as JPEG.
# $reason is one of the messages `images-broken-…` below.
images-broken = The image is damaged ({ $reason }). Copy it again from where it came from.
# $reason is the operating system's own message.
images-unreadable = The file can't be read ({ $reason }). Check that it is still there and that you may open it.
# $reason is the operating system's own message.
images-no-decoder = The image can't be read now, because a part of Tintype didn't start ({ $reason }). Close other programs and try again.

## Formats that can't be read. Another sentence follows, with advice.

# $format is the name of a format, such as “JPEG XL”.
images-unsupported-format = { $format } can't be read.
images-unsupported-photoshop = A Photoshop file can't be read.
images-unsupported-icon = An icon can't be read.
# The unprocessed file of a camera.
images-unsupported-raw = A raw photo can't be read.
images-unsupported-pdf = A PDF can't be read.
images-unsupported-video = A video can't be read.
images-unsupported-drawing = A vector drawing can't be read.
images-unsupported-file-size = An image file of more than 1 GB can't be read.
# $format is the name of a format, such as “JPEG” or “TIFF”.
images-unsupported-kind = A { $format } of this kind can't be read.
# $format is “HEIC” or “AVIF”.
images-unsupported-this-kind = This kind of { $format } can't be read.
# $format is the name of a format, such as “PNG”.
images-unsupported-memory = A { $format } that takes more than 1 GB of memory can't be read.
# A scan is a layer of a JPEG that is loaded gradually. $count is 100.
images-unsupported-jpeg-scans = A JPEG of more than { $count } scans can't be read.
# $count is the number of bits of each colour of a pixel.
images-unsupported-jpeg-bits = A JPEG of { $count } bits can't be read.
# $compression is the name of a method, such as “CCITT” or “JPEG 2000”.
images-unsupported-tiff-compression = A TIFF with { $compression } compression can't be read.
images-unsupported-tiff-fax = A TIFF with Group 3 fax compression can't be read.
images-unsupported-tiff-old-jpeg = A TIFF with old-style JPEG compression can't be read.
# $number is the method's number in the TIFF format.
images-unsupported-tiff-unknown = A TIFF with unknown ({ $number }) compression can't be read.
images-unsupported-tiff-ycbcr = A TIFF in YCbCr colors of this kind can't be read.
images-unsupported-tiff-lab = A TIFF in Lab colors can't be read.
images-unsupported-tiff-colours = A TIFF in colors of this kind can't be read.
images-unsupported-tiff-samples = A TIFF with samples of this kind can't be read.
# A sample is one colour of a pixel. $count is the number of its bits.
images-unsupported-tiff-bits = A TIFF with { $count }-bit samples of this kind can't be read.
images-unsupported-heif-no-still = A HEIF file without a still image can't be read.
images-unsupported-heif-elsewhere = A HEIF image that is put together from other files or items can't be read.
images-unsupported-heif-kind = This kind of HEIF image can't be read.
# $coding is the name of a format, such as “H.264 (AVC)” or “JPEG 2000”.
images-unsupported-heif-coding = A HEIF image of { $coding } can't be read.
images-unsupported-heif-layered = A HEIF image of layered HEVC can't be read.
images-unsupported-heif-uncompressed = A HEIF image of uncompressed pixels can't be read.
# $number is the colour matrix's number in the standard ITU-T H.273.
images-unsupported-matrix = An image with the color matrix { $number } of ITU-T H.273 can't be read.

## What is wrong with a damaged picture, in brackets within a sentence. “It” is the picture.

images-broken-early = it ends too early
images-broken-senseless = its content makes no sense
images-broken-size = its size and its pixels disagree
images-broken-no-pixels = it has no pixels
images-broken-pixels = pixels are missing
images-broken-slow = decoding it takes too long
images-broken-gave-up = the decoder gave up on it
images-broken-no-picture = it has no image in it
images-broken-holds-none = it holds no image
images-broken-header = its header is cut off
images-broken-frame = its frame header is cut off
images-broken-no-frame = it has no frame header
images-broken-part = a part of it is missing
images-broken-no-size-first = it doesn't begin with its size
images-broken-no-size = it doesn't say how large it is
images-broken-samples = it has too few samples for its colors
images-broken-palette = its palette is cut off
images-broken-container = its container is damaged
images-broken-colours = its colors contradict each other
images-broken-alpha = it has more than one alpha plane
images-broken-hevc = its HEVC data is invalid
images-broken-av1 = its AV1 data is invalid
# A large HEIF picture is divided into tiles.
images-broken-tiles-missing = tiles are missing
images-broken-tiles-gaps = its tiles don't fill it
images-broken-tiles-sizes = its tiles are not of one size
images-broken-tiles-kinds = its tiles are of different kinds
images-broken-parts-large = its parts are much larger than itself

## Editing an image

# The choice of a crop's aspect ratio, beside “1:1”, “3:4” and others: any ratio.
images-aspect-free = Free
# $text is what stands in place of a colour.
images-no-colour = “{ $text }” is not a color. Write it as #rrggbb, such as #ffffff for white.
# $text is what stands in place of a rotation and a crop.
images-no-geometry = “{ $text }” doesn't say how an image is rotated and cropped. Rotate and crop it again.

## Steps that can be undone, shown after “Undo” or “Redo”

images-leaving-out = { $count ->
    [one] leaving out 1 image
   *[other] leaving out { $count } images
}
images-including = { $count ->
    [one] including 1 image
   *[other] including { $count } images
}
images-moving-to-trash = { $count ->
    [one] moving 1 image to the trash
   *[other] moving { $count } images to the trash
}

## The system's trash

# $path is a file; $reason is the system's own message or one of the messages `images-trash-…` below.
images-trash-file-not-taken = “{ $path }” couldn't be moved to the trash: { $reason }. Nothing was deleted.
# $count is never 1.
images-trash-files-not-taken = { $count } files couldn't be moved to the trash: { $reason }. Nothing was deleted.
images-trash-gone = “{ $path }” is no longer in the trash, so it can't be restored.
images-trash-file-not-back = “{ $path }” couldn't be restored from the trash: { $reason }. Look for it in the trash.
# $count is never 1.
images-trash-files-not-back = { $count } files couldn't be restored from the trash: { $reason }. Look for them in the trash.
# The next messages are reasons within a sentence. $description is the system's own message, and $code its number.
images-trash-error = { $description } (error { $code })
# $error is the system's own message.
images-trash-error-at = { $error }, at “{ $path }”
images-trash-whole-disk = a whole disk can't be moved there
images-trash-no-access = “{ $path }” is not there, or you may not change it
images-trash-no-folder = “{ $path }” is not there, or you may not read its folder
images-trash-no-unicode = the name “{ $path }” is not in Unicode
images-trash-occupied = another file is at “{ $path }” now
images-trash-twins = several files in the trash come from “{ $path }”
