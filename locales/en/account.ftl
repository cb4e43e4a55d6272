## Why a token is not accepted or can't be changed.

account-token-refused = Replicate did not accept this token. Copy it again from the tokens page, or make a new one there.
account-no-token = You are not signed in to Replicate. Paste your API token in Settings first.
account-token-from-environment = The token comes from the environment variable REPLICATE_API_TOKEN. Start Tintype without it to use another one.
account-offline = Replicate can't be reached right now. Check the network and try again.

## The system's keychain, in which secrets are kept.

# $reason is one of the next two messages. “It” is what the person typed: a token, or the key to a storage.
account-not-kept = { $reason } You can keep it for this session only, and paste it again next time.
account-keychain-unavailable = This computer has no keychain that Tintype can use, so what you typed can't be kept safely.
account-keychain-silent = The keychain of this computer does not answer. It may be locked.
account-keychain-unreadable = What the keychain holds for Tintype can't be read. Paste it again.
# Shown in the status line after signing out.
account-token-still-in-keychain = The keychain could not be reached, so your token may still be in it. Tintype no longer uses it and will remove it as soon as the keychain answers.

## Why nobody is signed in. Shown where a token can be pasted.

account-waiting-for-keychain = The keychain isn't responding, so Tintype can't look for your token. Unlock the keychain to continue, or paste your token for this session only.
# $reason is a sentence.
account-environment-not-a-token = REPLICATE_API_TOKEN is set, but not to a token: { $reason }
account-keychain-not-a-token = What the keychain holds for Tintype is not a Replicate token. Paste your token again.
account-refused-in-environment = Replicate no longer accepts the token in REPLICATE_API_TOKEN. Quit Tintype, change or remove the variable, then open Tintype again.
account-refused-in-keychain = Replicate no longer accepts the token in the keychain. Paste a new one.
account-refused-of-session = Replicate no longer accepts the token of this session. Paste a new one.

## Who is signed in.

# Shown in place of the account's name while it is not known.
account-unnamed = Your Replicate account
account-not-checked = Replicate can't be reached, so the token has not been checked yet.
