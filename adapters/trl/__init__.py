"""Training through TRL: rewards, data, trainers, recipes.

`row_schema`, `rewards` and `dataset_builder` need no TRL.
"""
