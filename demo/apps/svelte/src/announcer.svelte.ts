/** What is said to those who do not see the page. */
export const announcer = $state({ sentence: '' })

export function announce(sentence: string): void {
  announcer.sentence = sentence
}
