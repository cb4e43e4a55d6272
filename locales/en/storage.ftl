## The choice of a storage on the Train page

storage-replicate = Replicate
storage-replicate-explanation = Default. Less than 100 MB, kept for at most a day.
storage-bucket = Your storage
storage-bucket-explanation = Your bucket { $bucket }, for zips of any size.
storage-no-bucket-explanation = A bucket on Amazon, Cloudflare, MinIO or another service, for zips of any size. Set it up in Settings.
storage-address = A zip on the web
storage-address-explanation = A zip that is already at an https address. Nothing from this dataset is sent.
storage-no-bucket = Set up your own storage in Settings first.
storage-no-address = Type the address of the zip.
storage-not-an-address = Type the whole address of the zip, starting with https://.
storage-zip-stays = The zip stays where it is.
storage-zip-is-deleted = The zip is deleted when the training has ended.
storage-zip-stays-on-replicate = The zip stays on Replicate until it expires, within a day.
storage-zip-stays-in-bucket = The zip stays in your bucket until you delete it.

## A zip at the person's own address

# $error is a sentence.
storage-address-away = The zip's address can't be reached right now: { $error }
storage-address-no-file = There is no file at this address, or it can't be downloaded without signing in.
storage-address-not-direct = This address doesn't lead to a file. It must be an https:// address that downloads the zip without signing in.
storage-address-web-page = This address leads to a web page, not to a zip.
storage-address-other-file = This address leads to another kind of file, not to a zip.

## The person's own storage in Settings

storage-bad-endpoint = Type the storage's address, such as https://s3.example.com. Leave it empty for Amazon.
storage-insecure-endpoint = The address must start with https://, because keys and images are sent there.
storage-no-region = Type the region, such as eu-central-1. If there is none, use auto or us-east-1.
storage-bad-name = Type the bucket's name: letters, digits, dots and dashes.
storage-bad-prefix = Type the folder like pictures/tintype.
storage-no-access-key = Type the access key.
storage-no-secret-key = Type the secret key.
# The content of a small file that is put into the person's storage for a moment.
storage-trial = Tintype writes, reads and deletes this to see whether it may.
storage-keys-left = The keychain could not be reached, so the keys to your storage may still be in it. Tintype no longer uses them and will remove them as soon as the keychain answers.

## Errors of the person's own storage

# $place is an address.
storage-away = The storage at { $place } can't be reached.
storage-amazon-away = The storage at Amazon can't be reached.
storage-refused = The storage refused the keys. They must be allowed to write, read and delete in { $bucket }.
# $said is what the storage said, in its own words.
storage-refused-said = The storage refused the keys: { $said }. They must be allowed to write, read and delete in { $bucket }.
storage-not-by-path = This storage requires the bucket's name in its address. Type it like https://{ $bucket }.{ $host }.
storage-no-such-bucket = The storage has no bucket { $bucket }.
storage-no-such-upload = The storage has no such upload.
# $said is what the storage said, in its own words.
storage-said = The storage reported: { $said }
storage-said-nothing = The storage refused the request and gave no reason.
storage-wrong-clock = The storage reported: this computer's clock is wrong. Set it, then try again.
storage-differs = The test file came back changed. Check the storage's settings.
