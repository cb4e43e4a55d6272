## Why nothing could be imported

# $path is the dataset's folder, $error the system's own message, and $advice a sentence.
import-folder = Nothing can be added to the folder “{ $path }” ({ $error }). { $advice }
# $name is the name of a zip, and $error the system's own message.
import-unreadable = “{ $name }” can't be read ({ $error }). Check that it is still there and that you may open it.
# $reason is a technical message in English.
import-broken-zip = “{ $name }” is damaged or incomplete ({ $reason }). Download or copy it again.
import-encrypted = “{ $name }” is locked with a password. Unzip it with the program that made it, and drop the folder here.
# $count is more than $limit, which is 20000.
import-too-many-files = “{ $name }” holds { $count } files; the limit is { $limit }. Unzip it yourself and drop the images that you want.
# $size and $limit are such as “17.2 GB”.
import-too-large = “{ $name }” would take { $size } of the disk; the limit is { $limit }. Unzip it yourself and drop the images that you want.
import-no-images = There are no images in “{ $name }”. Tintype reads JPEG, PNG, WebP, GIF, BMP, TIFF, HEIC and AVIF.

## Why one file was left out, shown after its name and a colon. “It” is the file.

import-no-image = It is not an image that Tintype reads (JPEG, PNG, WebP, GIF, BMP, TIFF, HEIC, AVIF) nor a caption.
import-hidden = It is a hidden file.
# $error is the system's own message.
import-file-unreadable = It can't be read ({ $error }).
# $error is the system's own message.
import-folder-unreadable = The folder can't be read ({ $error }).
# $error is the system's own message, or `import-unpacks-too-large`.
import-cut-off = It can't be read completely ({ $error }).
# $name is an image in the dataset.
import-twin = The same image is already here as “{ $name }”.
import-twin-caption-taken = The same image is already here as “{ $name }”. The new caption was added to it.
import-twin-caption-kept = The same image is already here as “{ $name }”, with another caption, which was kept.
import-no-such-image = No image has this name, so it wasn't used as a caption.
import-no-text = It holds no text.
# $name is an image in the dataset.
import-same-caption = “{ $name }” has this caption already.
# $name is an image in the dataset.
import-other-caption = “{ $name }” has another caption, which was kept.
# $name is a caption file.
import-other-caption-file = Its image has another caption file, “{ $name }”, which is used instead.
import-caption-shared = Several images differ only in their extension and share one caption, so this one was not taken.
import-list-ambiguous = The list has other captions for images of this name.

## Why one file of a zip was left out

import-zip-bad-name = Its name holds a character that no file name may have.
import-zip-drive = Its path begins with a drive letter, so it wasn't unpacked.
import-zip-way-out = Its path points outside the zip, so it wasn't unpacked.
import-link = It is a link, not a file.
# $method is the name of a compression.
import-unknown-compression = It is compressed in a way that Tintype doesn't know ({ $method }). Unzip it with the program that made the zip, and drop the folder here.
# $error is a technical message in English.
import-damaged-in-zip = It is damaged in the zip ({ $error }).
# Within a sentence, in brackets. $limit is such as “17.2 GB”.
import-unpacks-too-large = the zip unpacks to more than { $limit }
# $size and $limit are such as “32 kB”.
import-caption-too-large = It is too large for a caption ({ $size }; the limit is { $limit }).
import-other-caption-in-zip = Its image has another caption in the zip.
import-no-such-image-in-zip = No image beside it in the zip has this name, so it wasn't used as a caption.

## Steps that can be undone, shown after “Undo” or “Redo”

import-undo-captions = adding captions
import-undo-images-begun = adding images
import-undo-images = { $count ->
    [one] adding 1 image
   *[other] adding { $count } images
}
# $error is a sentence.
import-no-undo = This can't be undone later. { $error }

## Packing a zip of images and captions for the trainer

import-pack-nothing = There are no images to send. Add images, or check the ones that are left out or can't be used.
import-pack-stopped = The packing was stopped.
# $size and $limit are numbers of megabytes.
import-pack-too-large = The zip is { $size } MB, and Replicate accepts less than { $limit } MB. Leave out some images, or use your own storage.
# $error is the system's own message.
import-pack-io = The zip { $path } can't be written or read: { $error }. Check the free space and the folder's permissions.
# $reason is one of the next messages, or a technical message in English.
import-pack-checked = The zip { $path } isn't a dataset for the trainer: { $reason }. Make it again.
import-pack-differs = what was read back is not what was written
import-pack-no-image = it holds no image
# $name is a file in the zip, in quotation marks.
import-pack-foreign = it holds { $name } where that doesn't belong
# $error is a technical message in English.
import-pack-entry = one of its entries can't be read: { $error }
# $name is a file in the zip, and $format “JPEG” or “PNG”.
import-pack-not-format = { $name } is not a { $format }
# $name is a file in the zip, and $problem a sentence.
import-pack-damaged = { $name } is damaged: { $problem }
import-pack-empty = { $name } is empty
import-pack-not-utf-8 = { $name } is not UTF-8
