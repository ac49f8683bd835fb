08:00:00.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsExMbxLocator,13,AutoDiscoverURLS not found in cache
08:30:00.000 |6549,,{0b163c0f-74b5-4982-99c1-144cd23df0a4},CsExMbxLocator,13,AutoDiscoverURLS not found in cache
