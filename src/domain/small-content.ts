/** Content below this many bytes (empty files, `_SUCCESS`) joins nothing from one place to another. */
export const smallBytes = 64
