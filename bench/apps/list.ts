/** An SDK of the comparison. */
export interface Subject {
  /** Also the file in bench/apps/. */
  readonly name: string
  /** As the table shows it. */
  readonly title: string
  /** The npm package whose version is reported; none for hand-written code. */
  readonly package?: string
  /** What follows the provider's origin in the issuer that this SDK expects. */
  readonly issuerSuffix?: '/'
  /** What a reader should know before comparing. */
  readonly note?: string
}

export const SUBJECTS: readonly Subject[] = [
  { name: 'bare', title: 'bare hand-written code', note: 'checks claims, not the signature' },
  { name: 'oauth4webapi', title: 'bare oauth4webapi', package: 'oauth4webapi', note: 'with signature check' },
  { name: 'latchkey', title: 'latchkey' },
]
