import { readonly, ref } from 'vue'

const sentence = ref('')

/** What was said last to those who do not see the page. */
export const announcement = readonly(sentence)

export function announce(said: string): void {
  sentence.value = said
}
