## The test sheet: nine standard prompts, which are the same for every LoRA, so that two trainings can be compared.

# The kind of batch, and the title of such a batch.
sheet-name = Test sheet

# The names of the rows.
sheet-likeness = Likeness
# How well the LoRA works in unusual scenes and techniques.
sheet-flexibility = Flexibility
# How much the LoRA shows where it should not.
sheet-overfitting = Overfitting
