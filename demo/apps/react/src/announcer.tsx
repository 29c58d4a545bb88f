import { createContext, type ReactNode, useContext, useState } from 'react'

const Context = createContext<(sentence: string) => void>(() => undefined)

/** What says something to those who do not see the page. */
export const useAnnounce = () => useContext(Context)

export function AnnouncerProvider({ children }: { readonly children: ReactNode }) {
  const [sentence, announce] = useState('')
  return (
    <Context value={announce}>
      {children}
      <p className="aside-voice" role="status" data-testid="announcer">
        {sentence}
      </p>
    </Context>
  )
}
