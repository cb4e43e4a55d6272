## The Train page: what stands in the way of Start

training-too-few-images = The trainer needs at least two images, and 10 to 20 work best.
training-checking-account = Checking your account…
training-signed-out = Sign in with your Replicate token to start a training.
training-trainer-not-known-yet = The trainer couldn't be looked up yet. Check the internet connection.
# $destination is the name of a model.
training-already-starting = A training to { $destination } with other settings is already starting. Wait until it has started, or cancel it on the Trainings page, then start this one again.

## The trigger word

training-no-trigger-word = Type a made-up word that no caption would contain by chance, such as TOK or CYBRPNK.
training-trigger-word-with-spaces = The trigger word must be one word, without spaces.
# $captions is the number of captions, all of which contain the trigger word.
training-trigger-word-in-all = { $captions ->
        [one] Your caption contains { $word }.
       *[other] All { $captions } captions contain { $word }.
    }
training-trigger-word-in-some = { $captions ->
        [one] Your caption doesn't contain { $word }.
       *[other] { $word } is in { $with } of { $captions } captions.
    }

## The images and captions

training-nothing-captioned = No image has a caption. The trainer may write captions.
training-all-captioned = You captioned every image.
training-some-captioned = { $left ->
        [one] { $yours } captioned by you. The trainer may caption the other one.
       *[other] { $yours } captioned by you. The trainer may caption the other { $left }.
    }
training-no-images = There are no images to send.

## What to look at before paying

# $images is from 2 to 9.
training-few-images = You have only { $images } images. 10 to 20 work best.
# $images is at least 21.
training-many-images = You have { $images } images. 10 to 20 good ones work best.
training-captions-without-trigger-word = Add the trigger word to every caption. Without it, the model learns less of the subject or style.
# $size is such as “1024 × 1024”.
training-small-images = { $images ->
        [one] 1 image is smaller than { $size }. Larger images work better.
       *[other] { $images } images are smaller than { $size }. Larger images work better.
    }

## The kind of LoRA

training-subject = Subject
training-subject-explanation = One person, animal or thing, to show in new scenes.
training-style = Style
training-style-explanation = A visual style, to apply to any subject.

## The destination. $name is the name of a model.

training-no-destination = Choose a destination.
training-not-your-account = A new model can only be created in your own account. Type just a name to create { $name }.
training-name-the-destination = Type a new name, or choose one of your models.
training-destination-gets-version = { $name } gets a new version. Its existing versions stay as they are.
# $about describes the model, such as “private · last version 2 days ago”.
training-destination-from-elsewhere = { $name } already exists ({ $about }) and was not trained with Tintype on this computer. It gets a new version, which becomes the default for everyone who uses the model.
training-creates-public = Creates the public model { $name }, which anyone can see and run.
training-creates-private = Creates the private model { $name }.
training-about-public = Anyone can find and run it on Replicate. You can't make it private in Tintype later.
training-about-private = Only you can see and run it.
training-about-hardware = Replicate requires a choice, but a model trained by a Flux trainer always runs on that trainer's own hardware.

## The description of a model in the list of destinations

training-model-private = private
training-model-public = public
# $ago is such as “2 days ago”, or a date.
training-model-last-version = last version { $ago }
training-model-without-version = no version yet
training-model-trained-here = trained with Tintype

## The trainer. $trainer is the name of a model, and $version the first digits of a version's id.

training-trainer-version = { $trainer }, version { $version }
training-trainer-not-looked-up = { $trainer }. Its newest version is looked up when you sign in.
training-about-fast-flux = Flux, in about two minutes. A good default.
training-about-flux-dev = Flux, slower and cheaper, with all settings.
training-about-qwen = Qwen Image. Learns ordinary words better than made-up ones.
training-newest-version = Newest
training-newest-version-of = Newest ({ $version })
# $ago is such as “2 days ago”, or a date.
training-newest-version-and-age = Newest ({ $version }, { $ago })
training-version-and-age = { $version }, { $ago }
training-pinned-version = { $version } (the version Tintype was made for)
training-not-a-trainer = Type a trainer as owner/name, or as owner/name:version.
training-takes-no-zip = { $trainer } can't be trained with a zip of images. Choose another trainer.
training-trainer-not-found = Replicate can't find { $trainer }, or your account can't use it.
training-trainer-without-version = { $trainer } has no version to train with.
# $title is the name of an input of the trainer, and $problem a phrase such as “must be at most 6000”.
training-input-problem = { $title } { $problem }.

## Presets

training-preset-no-name = Type a name for the preset.
training-preset-long-name = Type a shorter name.
training-preset-gone = There is no preset named { $name } any more.

## The review of what will be sent

training-calculating = Calculating what will be sent
# The value of the input that takes the zip.
training-the-zip = the zip
training-the-zip-at-its-address = the zip at its address
# $name is the name of an image, and $problem one or two sentences.
training-image-not-sent = { $name } is not sent. { $problem }
# $size and $limit are sizes such as “104.9 MB”.
training-zip-too-large = The zip would be { $size }, and Replicate accepts less than { $limit }. Leave out some images, prepare them smaller, or use your own storage (under Details).
training-send-as-jpeg = Send PNG files as JPEG
training-lower-quality = Prepare with JPEG quality { $quality }
training-zip-not-checked = The trainer downloads the zip from its address. Nothing from this dataset is sent, and Tintype doesn't check the contents of the zip.
training-saving-zip = Saving the zip
# $place is a path.
training-saved-zip = Saved { $images ->
        [one] 1 image
       *[other] { $images } images
    } to { $place }.

## The list of trainings. $error is a sentence.

training-others-need-account = Sign in to see the trainings of your account that were started elsewhere.
training-others-unknown = Trainings that were started elsewhere can't be shown. { $error }
training-older-unknown = Older trainings can't be shown. { $error }
# In place of the name of the dataset, for a training that was not started with Tintype.
training-started-elsewhere = Started elsewhere
training-removed-zip-left-on-replicate = The zip of the training that you removed could not be deleted, so it may still be on Replicate.
training-removed-zip-left-in-bucket = The zip of the training that you removed could not be deleted, so it may still be in the bucket { $bucket }.
training-removed-zip-left-at-address = The zip of the training that you removed could not be deleted, so it may still be at its address.

## The running trainings, in the menu of the tray. $title names the dataset, and $status is such as “Uploading the images”.

training-none-running = No training is running
training-one-running = { $title }: { $status }
training-one-running-and-progress = { $title }: { $status }, { $percent } %
training-some-running = { $trainings ->
        [one] 1 training is running
       *[other] { $trainings } trainings are running
    }
