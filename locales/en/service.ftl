## Calls that Replicate refused. $words are in its own words, which are English, and have no full stop at the end.

service-unauthenticated = Replicate did not accept the token. It may be revoked or not copied whole: make a new one at replicate.com/account/api-tokens and paste it in Settings.
service-no-credit = Your Replicate account has no credit for this. Add some at replicate.com/account/billing, wait a few minutes, then try again.
service-forbidden = Replicate does not allow this account to do that.
service-forbidden-because = Replicate does not allow this account to do that: { $words }.
service-no-destination = The destination model does not exist, or belongs to another account. Choose one of your own models, or create a new one.
service-not-found = Replicate does not have this, or does not show it to your account.
service-not-found-because = Replicate does not have this, or does not show it to your account: { $words }.
service-conflict = Replicate has that already.
service-conflict-because = Replicate has that already: { $words }.
service-invalid = Replicate did not accept what was sent.
service-invalid-because = Replicate did not accept what was sent: { $words }.
service-too-large = The file is too large for Replicate, which takes less than 100 MB. Leave out some images, then try again.
service-throttled-seconds = { $seconds ->
    [one] Replicate got too many requests. Try again in 1 second.
   *[other] Replicate got too many requests. Try again in { $seconds } seconds.
}
service-throttled-minutes = { $minutes ->
    [one] Replicate got too many requests. Try again in 1 minute.
   *[other] Replicate got too many requests. Try again in { $minutes } minutes.
}
# $sentence is one of the two texts above.
service-throttled-because = { $sentence } Replicate says: { $words }
# $status is the number of an HTTP status.
service-fault = Replicate has a problem right now (status { $status }). Try again in a few minutes.

## In place of Replicate's words in the texts above

service-no-name-or-id = “{ $text }” is not a name or an id
service-file-gone = The file is no longer there.
# $most is a number of bytes.
service-file-name-length = must have 1 to { $most } bytes

## Calls that got no answer

service-unreachable = Replicate can't be reached. Check the internet connection, then try again.
service-timed-out = Replicate did not answer in time. Check the internet connection, then try again.
service-interrupted = The connection to Replicate broke off. Check the internet connection, then try again.
# HTTPS_PROXY is an environment variable.
service-proxy-password = The proxy of this network wants a name and a password. Put them into its address in HTTPS_PROXY, as in http://name:password@proxy.example.com:3128, then start Tintype again.
service-intercepted = Something on this network answered in place of Replicate. If the network asks you to sign in, open a web page in a browser and do so.
# ca-certificates is the name of a package.
service-no-certificates = This computer can't make secure connections: its certificates can't be read. Install or update them (the package ca-certificates on Linux), then start again.

## Answers that can't be understood

# $reason is one of the texts below, or a reason in English.
service-answer = Replicate's answer can't be understood: { $reason }. Try again. If it happens again, check for a newer version of Tintype.
service-answer-too-long = it is longer than any answer should be
service-answer-status = its status is { $status }
service-answer-no-part = it does not say which part of the file it is
service-answer-no-file = there is no file at its address (status { $status })
service-answer-no-picture = there is no picture at its address (status { $status })
service-answer-picture-too-large = the picture is too large
service-answer-no-address = it leads to no address
service-answer-not-https = it leads to an address that is not an https one

## A file that can't be uploaded

# $path is the file's path, and $reason the system's error message or the text below.
service-file = { $path } could not be read to be uploaded: { $reason }. Try again.
service-file-changed = its length changed while it was being uploaded

## A training or a picture that may have been started

# $problem is a sentence.
service-start-uncertain = It is not certain whether it was started. { $problem }

## Problems with the value of one of a model's inputs. Each is the end of a sentence that begins with the input's name, as in “Steps must be at most 6000.”

service-not-an-input = is not a setting of this model and would be ignored
service-required = is required
service-must-be-left-out = must be left out rather than empty
service-must-be-text = must be text
service-must-be-whole-number = must be a whole number
service-must-be-number = must be a number
service-must-be-yes-or-no = must be yes or no
# $choices are words with commas between them.
service-must-be-one-of = must be one of { $choices }
service-must-be-address = must be the address of a file, starting with https://
service-must-not-be-empty = must not be empty
service-too-few-characters = { $least ->
    [one] must have at least 1 character
   *[other] must have at least { $least } characters
}
service-too-many-characters = { $most ->
    [one] must have at most 1 character
   *[other] must have at most { $most } characters
}
service-too-small = must be at least { $least }
service-too-great = must be at most { $most }

## Models that have no form

service-not-trainable = This model doesn't list any training settings, so Tintype can't train with it. Choose another trainer.
service-no-input = This model doesn't list its settings, so Tintype can't show a form. Run it on its page on Replicate.

## Names of models

service-model-name-shape = “{ $name }” is not a model's name. It should look like owner/name.
service-new-model-name = “{ $name }” can't be the name of a new model. Use lowercase letters, digits, “-”, “_” and “.”. Begin and end with a letter or digit.

## Tokens

service-token-empty = There is no token here. Copy one from replicate.com/account/api-tokens; it starts with r8_.
service-token-not-one-word = This is more than a token: there are spaces or line breaks in it. Copy the token alone; it starts with r8_.
service-token-not-ascii = This can't be a token: it has letters that tokens never have. Copy it again; it starts with r8_.

## The environment variable REPLICATE_BASE_URL

service-base-url-not-an-address = REPLICATE_BASE_URL is not a web address. It should look like https://api.replicate.com/v1.
service-base-url-not-encrypted = REPLICATE_BASE_URL must start with https://, since the token is sent there. Only this computer itself (127.0.0.1 or localhost) may be http://.
service-base-url-not-plain = REPLICATE_BASE_URL must be a plain address, without a user name, ? or #.
