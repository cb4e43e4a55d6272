# Images as pictures: rotating, cropping, comparing, and what the trainer sees.

## The buttons below or beside an image

crop-tools = Rotate and crop
crop-rotate-left = Rotate left
crop-rotate-right = Rotate right
crop-flip = Flip
# Opens the crop editor; also the name of the editor.
crop-crop = Crop
crop-reset = Reset
# $edited says what was done to the image, such as “Cropped, rotated”.
crop-reset-title = { $edited }. Reset to the original image

## The crop editor

# The label of the frame, for screen readers.
crop-frame = Crop frame
crop-keys = Arrow keys move the crop, with Shift by 10 pixels. Plus and minus resize it. Enter crops, Escape cancels.
# The label of the buttons for the aspect ratio.
crop-shape = Shape
crop-suggest = Suggest
crop-suggest-title = Suggest a crop
crop-whole-image = Whole image
crop-cancel-title = Cancel (Esc)
# Crops the image to the frame.
crop-apply = Crop
crop-apply-title = Crop (Enter)

## Several images side by side

crop-compare = Compare images
crop-compare-about = Scroll or press + and − to zoom, drag to move. All images move together.

## What the trainer sees

crop-trainer-view = What the trainer sees
crop-trainer-preparing = Preparing the image…
crop-trainer-background = Background for transparent areas
crop-trainer-default-colour = Use default color
