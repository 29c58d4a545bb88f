/** What a command needs of the machine it runs on. */
export type Terminal = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly print: (text: string) => void
  readonly complain: (text: string) => void
}
