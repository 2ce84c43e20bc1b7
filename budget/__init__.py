"""What a measure costs over many enterprises: the rules of `calculator`, run over columns, exactly.

Beside `calculator` and above its engine. NumPy and pyarrow, which the calculator does not need.
"""
