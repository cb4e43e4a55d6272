# The Settings page.

## The sections of the page

settings-title = Settings
settings-account = Replicate account
settings-storage = Your storage
settings-storage-about = An S3-compatible bucket (Amazon S3, Cloudflare R2, MinIO, Garage…) for zips of any size. Optional: most zips fit in Replicate's own storage.
settings-prices = Prices
settings-prices-about = Replicate has no pricing API. A price you enter here replaces the published one in estimates.
settings-appearance = Appearance
settings-language = Language
# The choice of the system's language.
settings-language-system = Match system
settings-closing = When you close the window
settings-tray = Stay in the tray while trainings are running
settings-tray-about = If this is off, closing the window quits Tintype. Trainings continue on Replicate, and Tintype tracks them again the next time you open it.
settings-phrases = Your phrases
settings-phrases-about = Text you use often. Press its shortcut to insert it in a caption.
settings-keys = Keyboard shortcuts
settings-appearance-system = Match system
settings-appearance-light = Light
settings-appearance-dark = Dark
settings-token-in-keychain = The token is stored in the system keychain.
settings-token-in-memory = The token is kept in memory until Tintype closes.
settings-token-from-environment = The token comes from the environment variable REPLICATE_API_TOKEN.
settings-looking-for-token = Looking for your token…
settings-signed-out = You're not signed in. You can prepare images without an account, but training needs a token.
settings-replace-token = Replace…
settings-sign-out = Sign out
settings-retry = Try again

## The Replicate account

settings-token = Replicate API token
settings-token-save = Save
settings-token-checking = Checking…
settings-token-for-session = Keep it for this session only
settings-token-about = Create a token { $link }. It is stored in the system keychain and sent only to Replicate.
settings-token-link = on your Replicate account page

## The storage for zips

settings-bucket-set-up = Set up your storage…
settings-bucket-address = Address
settings-bucket-address-hint = The address of the storage. Leave empty for Amazon S3.
settings-bucket-region = Region
settings-bucket-name = Bucket
settings-bucket-folder = Folder (optional)
settings-bucket-no-folder = No folder
settings-bucket-access-key = Access key
settings-bucket-secret-key = Secret key
settings-bucket-unchanged = Unchanged
settings-bucket-save = Test and save
settings-bucket-testing = Testing…
settings-bucket-for-session = Keep the keys for this session only
settings-bucket-about = Tintype checks the keys by writing, reading and deleting a small file. The keys are stored in the system keychain. The trainer gets only a link that is valid for a day.
settings-bucket-keys-in-keychain = The keys are stored in the system keychain.
settings-bucket-keys-in-memory = The keys are kept in memory until Tintype closes.
settings-bucket-keys-missing = The keys are not stored on this computer. Enter them again.
settings-bucket-keys-unknown = The keychain isn't responding, so Tintype can't tell whether it has the keys. Unlock it, or enter the keys again.
settings-bucket-change = Change…
settings-bucket-remove = Remove

## Prices

settings-price-another-trainer = Another trainer
settings-price-placeholder = Dollars per second
settings-price-new = Price in US dollars per second
settings-price-add = Add
settings-price-unknown = Unknown
settings-price-of = Price of { $trainer } in US dollars per second
settings-price-unit = $ per second

## Phrases

settings-phrase = Phrase { $number }
settings-phrase-example = For example: , soft window light

## Keyboard shortcuts

settings-keys-open = Change shortcuts
settings-keys-reset = Reset all
settings-keys-change = Change
settings-keys-change-of = Change shortcut: { $action }
settings-keys-press = Press a shortcut…
settings-keys-hint = Press the new shortcut, Backspace to remove it, or Escape to cancel.
settings-keys-taken = { $keys } is already used for “{ $action }”. Press another shortcut, or Escape to cancel.
