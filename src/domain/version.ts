/** The version of this Pedigree, as package.json has it; stores, entries and `--version` say it. */
export const version = '0.1.0'
