import { createSignal } from 'solid-js'

/** What is said to those who do not see the page. */
export const [announcement, announce] = createSignal('')
