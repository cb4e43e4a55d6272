# The page of the first start.

welcome-title = Welcome to Tintype
welcome-drop = Drop photos on the window
welcome-drop-about = 10 to 20 photos of one person, thing or style.
welcome-describe = Describe each photo
welcome-describe-about = The trainer may write any captions you leave empty.
welcome-train = Start the training
welcome-train-about = Replicate trains the model. Track it here, then generate pictures.
welcome-looking-for-token = Looking for your token…
welcome-skip = Skip for now
