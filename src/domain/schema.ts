/**
 * The part of a Standard Schema (standardschema.dev, version 1) that latchkey uses: zod, valibot, arktype and others have it.
 * `validate` must answer synchronously.
 */
export interface StandardSchema<Output> {
  /** What every Standard Schema has. */
  readonly '~standard': {
    /** The version of the specification. */
    readonly version: 1
    /** The library that made it. */
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    /** Types alone, at no time there: what `validate` takes, `input`, and what it gives, `output`. */
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}

/** What `validate` answers: a `value`, or `issues`. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

/** What of a value does not fit. */
export interface SchemaIssue {
  /** The schema's own words. Never shown, logged or kept: they may repeat a claim. */
  readonly message: string
  /** Where: names of members, or objects with such a name as `key`. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}
