# Texts that the code no longer uses, but that records of older versions may hold.
