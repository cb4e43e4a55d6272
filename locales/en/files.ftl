## A folder that can't be opened. $path is the folder's path, and $reason the system's error message.

files-folder-missing = The folder “{ $path }” is not there. It may have been moved, renamed or deleted, or its drive is not connected.
files-not-a-folder = “{ $path }” is not a folder. Open the folder that holds the images.
files-folder-forbidden = Tintype isn't allowed to read the folder “{ $path }”. Change its permissions, or copy it to a folder of your own.
files-folder-not-empty = The folder “{ $path }” is not empty, so no new dataset was made in it. Open it instead, or choose another name.
files-folder-not-opened = The folder “{ $path }” can't be opened ({ $reason }). Check the disk and try again.
files-folder-not-watched = Tintype can't watch “{ $path }” for changes by other programs ({ $reason }). Open the folder again to see them.

## The file in which Tintype keeps what was done with images. $path is its path or that of its folder.

files-data-folder = The folder “{ $path }” can't be created ({ $reason }). Check that you may write there.
files-edits-damaged = “{ $path }” is damaged. Images and captions are not affected.
# $found and $known are the numbers of formats.
files-edits-newer = “{ $path }” was written by a newer version of Tintype (format { $found }; this one knows { $known }). Install that version.
files-edits = Your changes to the images can't be read from or saved in “{ $path }” ({ $reason }). Check that the disk has room and that you may write there.

## An export that was not made

files-nothing-to-export = There are no images to export. Add images, or check the ones that are left out or can't be used.
files-export-stopped = The export was stopped, and nothing was written.
# Kohya is the author of another trainer.
files-export-no-words = Say in a word or two what the images show, such as “TOK person”: the folder for Kohya's trainer is named after it.
files-export-occupied = “{ $path }” already exists. Choose a new name, or an empty folder.
files-export-not-written = “{ $path }” can't be written ({ $reason }). Check the free space and the folder's permissions.

## A picture that is too large to be added

files-picture-too-large = It is too large for an image ({ $size }; the limit is { $limit }). Save the image as JPEG or PNG and add that.

## Sizes of files, in decimal units. $number has at most one decimal place.

files-size-bytes = { $number ->
    [one] 1 byte
   *[other] { $number } bytes
}
files-size-kilobytes = { $number } kB
files-size-megabytes = { $number } MB
files-size-gigabytes = { $number } GB

## Reasons why something at a path is not read as a file

files-is-a-folder = it is a folder, not a file
files-is-a-device = it is a pipe or a device, not a file
