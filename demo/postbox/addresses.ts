import { readAddress } from '../app/addresses.js'

/** The microblog: its pages, its API, and where it is asked for the permission. */
export const MICROBLOG = readAddress('issuer', 'http://127.0.0.1:5180')
