"""Training data of explained executions (NLEX, paper section 3.1), made from code: `ses data nlex`.

    sources ─ harvest ─► candidates ─ normal, overlap ─► plan ─ inputs, probe ─► rows ─► build ─► files, card

Each stage is a module. What is dropped on the way is counted with its reason.
"""
